package dev.plumbline.renderer;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterFacts;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.GitException;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.stream.BulkheadFullException;
import dev.plumbline.stream.Bulkheads;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What renders need of clusters: data from the control cluster, and what a destination serves. Each
 * cluster has a bulkhead of its own, so that one that does not answer holds up its own applications
 * only.
 */
final class ClusterLook implements AutoCloseable {

  private static final String CONTROL = "control";
  private static final Duration FACTS_AGE = Duration.ofSeconds(30);

  private record Known(RemoteAnswer.Found answer, Instant startedAt) {}

  private final ClusterReader clusters;
  private final Bulkheads bulkheads;
  private final SecretCipher cipher;
  private final Clock clock;
  private final Map<String, Known> facts = new ConcurrentHashMap<>();

  ClusterLook(ClusterReader clusters, Bulkheads bulkheads, SecretCipher cipher, Clock clock) {
    this.clusters = clusters;
    this.bulkheads = bulkheads;
    this.cipher = cipher;
    this.clock = clock;
  }

  /** The values of a Secret; absent ones are an answer. Fails with {@link RenderException}. */
  CompletionStage<RemoteAnswer> secret(String namespace, String name) {
    return on(CONTROL, () -> data(clusters.secret(namespace, name)), "the Secret '" + name + "'");
  }

  /** The values of a ConfigMap; absent ones are an answer. Fails with {@link RenderException}. */
  CompletionStage<RemoteAnswer> configMap(String namespace, String name) {
    return on(
        CONTROL, () -> data(clusters.configMap(namespace, name)), "the ConfigMap '" + name + "'");
  }

  /** What a cluster serves. Fails with {@link RenderException}. */
  CompletionStage<RemoteAnswer> facts(String cluster) {
    return on(cluster, () -> factsNow(cluster), "the cluster '" + cluster + "'");
  }

  /** The scope of a kind; one that cannot be asked for is unknown, and is no failure. */
  CompletionStage<RemoteAnswer> scope(RemoteName name) {
    int slash = name.ref().indexOf('/');
    String group = name.ref().substring(0, slash);
    String kind = name.ref().substring(slash + 1);
    return on(
            name.url(),
            () ->
                scope(
                    clusters
                        .namespaced(name.url(), group, kind)
                        .map(
                            namespaced ->
                                namespaced ? RemoteAnswer.NAMESPACED : RemoteAnswer.CLUSTER_SCOPED)
                        .orElse(RemoteAnswer.UNKNOWN)),
            name.toString())
        .exceptionally(failure -> scope(RemoteAnswer.UNKNOWN));
  }

  @Override
  public void close() {
    bulkheads.close();
  }

  private static RemoteAnswer scope(String scope) {
    return new RemoteAnswer.Found(new MemoryTree(Map.of()), scope);
  }

  private RemoteAnswer data(Optional<Map<String, String>> values) {
    if (values.isEmpty()) {
      return new RemoteAnswer.Found(new MemoryTree(Map.of()), RemoteAnswer.ABSENT);
    }
    Map<String, byte[]> files = new TreeMap<>();
    values
        .get()
        .forEach(
            (key, value) -> {
              if (isPath(key)) {
                files.put(key, value.getBytes(StandardCharsets.UTF_8));
              }
            });
    String all = Json.canonical(Json.mapper().valueToTree(new TreeMap<>(values.get())));
    return new RemoteAnswer.Found(new MemoryTree(files), cipher.keyedDigest(all));
  }

  /** A key of a Secret can be {@code ..}, which is no path. */
  private static boolean isPath(String key) {
    try {
      return !TreePath.check(key).isEmpty();
    } catch (GitException e) {
      return false;
    }
  }

  /** Who asks a moment later is told the same; discovery is a question of many parts. */
  private RemoteAnswer factsNow(String cluster) throws ClusterException {
    Instant now = clock.instant();
    Known known = facts.get(cluster);
    if (known != null
        && !known.startedAt().isAfter(now)
        && now.isBefore(known.startedAt().plus(FACTS_AGE))) {
      return known.answer();
    }
    ClusterFacts read = clusters.facts(cluster);
    String apis = String.join("\n", read.apiVersions());
    RemoteAnswer.Found answer =
        new RemoteAnswer.Found(
            new MemoryTree(
                Map.of(
                    RemoteAnswer.Found.VERSION,
                    read.kubeVersion().getBytes(StandardCharsets.UTF_8),
                    RemoteAnswer.Found.APIS,
                    apis.getBytes(StandardCharsets.UTF_8))),
            Json.sha256(read.kubeVersion() + "\n" + apis));
    facts.put(cluster, new Known(answer, now));
    return answer;
  }

  /** Work that may wait for a cluster, on that cluster's bulkhead. */
  <T> CompletionStage<T> on(String cluster, Callable<T> work) {
    return bulkheads.call(cluster, work);
  }

  private CompletionStage<RemoteAnswer> on(
      String cluster, Callable<RemoteAnswer> work, String what) {
    return on(cluster, work)
        .exceptionally(
            thrown -> {
              Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
              if (cause instanceof ClusterException || cause instanceof BulkheadFullException) {
                throw new CompletionException(
                    new RenderException(
                        RenderFailure.passing(
                            FailureReason.ClusterUnreachable,
                            what + " cannot be read: " + cause.getMessage())));
              }
              throw new CompletionException(cause);
            });
  }
}
