package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.WatchListener;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.sandbox.Sandbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ClustersTest extends SandboxTest {
  private static final Map<String, String> LABELLED = Map.of("plumbline.dev/cluster", "east");

  private static final Duration LONG = Duration.ofSeconds(30);

  private final Clusters clusters =
      new Clusters(clientOf(sandbox.kubeconfigYaml()), TestConfig.of(), new SimpleMeterRegistry());

  @Test
  void theControlClusterIsCalledInCluster() throws Exception {
    assertThat(clusters.named("in-cluster")).isSameAs(clusters.control());
  }

  @Test
  void aLabelledKubeconfigNamesACluster() throws Exception {
    try (Sandbox east = Sandbox.builder().start()) {
      applySecret("east-credentials", LABELLED, Map.of("kubeconfig", east.kubeconfigYaml()));

      ClusterClient client = clusters.named("east");

      assertThat(client.name()).isEqualTo("east");
      assertThat(namespace(client)).isNotEqualTo(namespace(clusters.control()));
    }
  }

  @Test
  void allWhoAskAtTheSameTimeGetOneClientThatWorks() throws Exception {
    applySecret("east", LABELLED, Map.of("kubeconfig", sandbox.kubeconfigYaml()));
    var threads = Executors.newFixedThreadPool(8);
    List<Callable<ClusterClient>> asking = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asking.add(() -> clusters.named("east"));
    }

    Set<ClusterClient> given = ConcurrentHashMap.newKeySet();
    for (var answer : threads.invokeAll(asking)) {
      given.add(answer.get());
    }
    threads.shutdown();

    assertThat(given).hasSize(1);
    for (ClusterClient client : given) {
      assertThat(namespace(client)).isNotEmpty();
    }
  }

  @Test
  void changedCredentialsAlsoReachTheWatchesOfThoseWhoHaveTheClient() throws Exception {
    // given: a watch over the first credentials
    Set<String> seen = ConcurrentHashMap.newKeySet();
    String kubeconfig = sandbox.kubeconfigYaml();
    applySecret("east", LABELLED, Map.of("kubeconfig", kubeconfig));
    ClusterClient client = clusters.named("east");
    client.watch(client.resolve("", "Secret"), "default", null, true, new NamesOf(seen));
    await().atMost(LONG).until(() -> seen.contains("east"));

    // when
    applySecret("east", LABELLED, Map.of("kubeconfig", kubeconfig + "\n# rotated\n"));
    ClusterClient after = clusters.named("east");
    applySecret("later", Map.of(), Map.of());

    // then
    assertThat(after).isSameAs(client);
    assertThat(namespace(client)).isNotEmpty();
    await().atMost(LONG).until(() -> seen.contains("later"));
  }

  @Test
  void saysWhatIsWrongWithoutShowingAKubeconfig() throws Exception {
    applySecret("no-key", Map.of("plumbline.dev/cluster", "a"), Map.of("config", "x"));
    applySecret("no-yaml", Map.of("plumbline.dev/cluster", "b"), Map.of("kubeconfig", "s3cret: ["));
    applySecret("one", Map.of("plumbline.dev/cluster", "c"), Map.of("kubeconfig", "x"));
    applySecret("two", Map.of("plumbline.dev/cluster", "c"), Map.of("kubeconfig", "x"));

    assertUnknown("a", "Secret no-key of cluster 'a' has no key kubeconfig");
    assertUnknown("b", "the kubeconfig of cluster 'b' is not valid");
    assertUnknown("c", "2 Secrets in namespace default are labelled plumbline.dev/cluster=c");
    assertUnknown("d", "0 Secrets in namespace default are labelled plumbline.dev/cluster=d");
    assertUnknown("e,f!=g", "'e,f!=g' is no name of a cluster");
  }

  @Test
  void tellsAControlClusterThatIsAwayFromAClusterThatIsUnknown() {
    sandbox.close();

    assertThatThrownBy(() -> clusters.named("east"))
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
  }

  @Test
  void nothingCanBeAskedOnceItIsClosed() {
    clusters.close();

    assertThatThrownBy(() -> namespace(clusters.control())).isInstanceOf(ClusterException.class);
  }

  private void assertUnknown(String cluster, String message) {
    assertThatThrownBy(() -> clusters.named(cluster))
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("s3cret")
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_CLUSTER));
  }

  /** The uid of a namespace that every cluster has; each cluster gave it another. */
  private static String namespace(ClusterClient client) throws ClusterException {
    return client
        .get(new ObjectRef("", "v1", "Namespace", "", "default"))
        .orElseThrow()
        .path("metadata")
        .path("uid")
        .asText();
  }

  /** What a watch has shown, by name. */
  private record NamesOf(Set<String> seen) implements WatchListener {
    @Override
    public void synced(List<ObjectNode> objects) {
      objects.forEach(this::changed);
    }

    @Override
    public void changed(ObjectNode object) {
      seen.add(object.path("metadata").path("name").asText());
    }

    @Override
    public void deleted(ObjectNode object) {}

    @Override
    public void failing(ClusterException failure) {}
  }
}
