package dev.plumbline.gitpoller;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.git.Credentials;
import dev.plumbline.git.GitException;
import dev.plumbline.git.GitException.Reason;
import dev.plumbline.git.RefSnapshot;
import dev.plumbline.git.RemoteRefs;
import dev.plumbline.gitpoller.poll.Poll;
import dev.plumbline.gitpoller.poll.Target;
import dev.plumbline.stream.Bulkheads;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks over the network, on the bulkhead of the Git host. */
final class GitLook implements RemoteLook {

  /** Reads Secrets of the control cluster. */
  interface SecretReader {
    Optional<Map<String, String>> read(String namespace, String name) throws ClusterException;
  }

  private final Bulkheads hosts;
  private final SecretReader secrets;
  private final Duration timeout;
  private final PollMetrics metrics;

  GitLook(Bulkheads hosts, SecretReader secrets, Duration timeout, PollMetrics metrics) {
    this.hosts = hosts;
    this.secrets = secrets;
    this.timeout = timeout;
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<RefSnapshot> look(Target target, Poll poll) {
    return hosts.call(poll.url().host(), () -> ask(target, poll));
  }

  private RefSnapshot ask(Target target, Poll poll) {
    Credentials credentials = credentials(target);
    long start = System.nanoTime();
    String outcome = "ok";
    try {
      return RemoteRefs.list(poll.url(), credentials, timeout);
    } catch (GitException e) {
      outcome = e.reason().label();
      throw e;
    } finally {
      metrics.request(poll.url().host(), outcome, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private Credentials credentials(Target target) {
    String namespace = target.secretNamespace();
    String name = target.secretName();
    if (namespace == null || name == null) {
      return Credentials.none();
    }
    try {
      return Credentials.fromSecret(
          secrets
              .read(namespace, name)
              .orElseThrow(
                  () ->
                      new GitException(
                          Reason.AUTHENTICATION,
                          "the Secret " + namespace + "/" + name + " does not exist")));
    } catch (ClusterException e) {
      throw new GitException(
          Reason.AUTHENTICATION,
          "the Secret " + namespace + "/" + name + " cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new GitException(
          Reason.AUTHENTICATION,
          "the Secret " + namespace + "/" + name + " is of no use: " + e.getMessage());
    }
  }
}
