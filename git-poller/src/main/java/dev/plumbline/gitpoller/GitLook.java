package dev.plumbline.gitpoller;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.git.Credentials;
import dev.plumbline.git.GitException;
import dev.plumbline.git.GitException.Reason;
import dev.plumbline.git.RemoteRefs;
import dev.plumbline.gitpoller.poll.Poll;
import dev.plumbline.gitpoller.poll.RefComparison;
import dev.plumbline.gitpoller.poll.Target;
import dev.plumbline.stream.Bulkheads;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** Asks over the network, on the bulkhead of the Git host. */
final class GitLook {

  private static final String OPERATION = "ls-remote";

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

  /** Places of refs; fails with a {@link GitException} that says why not. */
  CompletionStage<SortedMap<String, String>> look(Target target, Poll.Git poll) {
    return hosts.call(poll.url().host(), () -> ask(target, poll));
  }

  private SortedMap<String, String> ask(Target target, Poll.Git poll) {
    Credentials credentials = credentials(target);
    long start = System.nanoTime();
    String outcome = "ok";
    try {
      return RefComparison.places(RemoteRefs.list(poll.url(), credentials, timeout));
    } catch (GitException e) {
      outcome = e.reason().label();
      throw e;
    } finally {
      metrics.request(
          poll.url().host(), OPERATION, outcome, Duration.ofNanos(System.nanoTime() - start));
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
