package dev.plumbline.driftdetector.sight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cluster.ApiClients;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.sandbox.Sandbox;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.testkit.Waiting;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of watches when a cluster's name comes to mean something, or nothing, or another.
 */
class ChangedClusterTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final WatchedKind CONFIG_MAPS = new WatchedKind("east", "", "ConfigMap");
  private static final WatchedKind SECRETS = new WatchedKind("east", "", "Secret");

  private final Sandbox first = Sandbox.builder().start();
  private final Sandbox second = Sandbox.builder().start();
  private final Map<String, ClusterClient> known = new ConcurrentHashMap<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Bulkheads bulkheads = new Bulkheads("test", 4, 100, new SimpleMeterRegistry());
  private final ClusterEye eye =
      new ClusterEye(
          this::named,
          bulkheads,
          new Seen(seen),
          new Lens("plumbline", new HealthBook()),
          AuditPace.every(Duration.ZERO),
          new SimpleMeterRegistry(),
          Clock.systemUTC(),
          new Random());

  @BeforeEach
  void useTwoKinds() {
    create(first, "of-the-first");
    create(second, "of-the-second");
    eye.shards(IntStream.range(0, ApplicationKey.SHARDS).boxed().toList(), true);
    eye.uses("ns/web", Set.of(), Set.of(CONFIG_MAPS, SECRETS));
  }

  @AfterEach
  void close() {
    eye.close();
    bulkheads.close();
    known.values().forEach(ClusterClient::close);
    first.close();
    second.close();
  }

  @Test
  void aClusterThatComesIsSeen() {
    // given
    eventually(() -> eye.trouble(CONFIG_MAPS).isPresent());
    assertThat(eye.trouble(CONFIG_MAPS).orElseThrow().reason()).isEqualTo("UnknownCluster");

    // when
    becomes(first);

    // then
    eventually(() -> seen.contains("of-the-first"));
    eventually(() -> eye.trouble(CONFIG_MAPS).isEmpty());
  }

  @Test
  void aClusterThatGoesIsTroubleOfEachKindAndNamesIt() {
    // given
    becomes(first);
    eventually(() -> seen.contains("of-the-first"));

    // when
    known.remove("east").close();
    eye.clusterChanged("east");

    // then
    eventually(() -> eye.trouble(CONFIG_MAPS).isPresent());
    eventually(() -> eye.trouble(SECRETS).isPresent());
    assertThat(eye.trouble(CONFIG_MAPS).orElseThrow().message())
        .isEqualTo("ConfigMap: no Secret names a cluster 'east'");

    // when it is back
    create(first, "made-meanwhile");
    becomes(first);

    // then
    eventually(() -> seen.contains("made-meanwhile"));
    eventually(() -> eye.trouble(SECRETS).isEmpty());
  }

  @Test
  void whatANameMeansNowIsSeenAndNotWhatItMeant() {
    // given
    becomes(first);
    eventually(() -> seen.contains("of-the-first"));

    // when
    becomes(second);

    // then
    eventually(() -> seen.contains("of-the-second"));
    create(first, "made-too-late");
    create(second, "made-later");
    eventually(() -> seen.contains("made-later"));
    assertThat(seen).doesNotContain("made-too-late");
  }

  @Test
  void aChangeThatLeavesTheClusterWhereItIsDisturbsNoWatch() {
    // given
    becomes(first);
    eventually(() -> seen.contains("of-the-first"));
    seen.clear();

    // when
    eye.clusterChanged("east");
    create(first, "made-later");

    // then nothing is listed again
    eventually(() -> seen.contains("made-later"));
    assertThat(seen).doesNotContain("of-the-first");
  }

  @Test
  void childrenAreSeenOnTheClusterThatTheNameMeansNow() {
    // given
    Offspring offspring =
        new Offspring(this::named, bulkheads, new HealthBook(), (cluster, root) -> {});
    createPod(first, "of-the-first", "pod");
    createPod(second, "of-the-second", "pod-1");
    createPod(second, "of-the-second", "pod-2");
    becomes(first);
    offspring.uses("ns/web", Set.of(new WatchedKind("east", "apps", "StatefulSet")));
    eventually(() -> offspring.size() == 1);

    // when
    becomes(second);
    offspring.clusterChanged("east");

    // then
    eventually(() -> offspring.size() == 2);
    offspring.close();
  }

  private static void createPod(Sandbox cluster, String owner, String name) {
    try (KubernetesClient client = client(cluster)) {
      String uid =
          client.configMaps().inNamespace("default").withName(owner).get().getMetadata().getUid();
      client
          .resource(
              new PodBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withNamespace("default")
                  .addNewOwnerReference()
                  .withApiVersion("v1")
                  .withKind("ConfigMap")
                  .withName(owner)
                  .withUid(uid)
                  .withController(true)
                  .endOwnerReference()
                  .endMetadata()
                  .withNewSpec()
                  .addNewContainer()
                  .withName("main")
                  .withImage("web:1")
                  .endContainer()
                  .endSpec()
                  .build())
          .create();
    }
  }

  private void eventually(BooleanSupplier happened) {
    Waiting.until(SOON, () -> "seen " + seen + ", " + eye.trouble(CONFIG_MAPS), happened);
  }

  private void becomes(Sandbox cluster) {
    known.put("east", ClusterClient.of("east", client(cluster)));
    eye.clusterChanged("east");
  }

  private ClusterClient named(String name) throws ClusterException {
    ClusterClient found = known.get(name);
    if (found == null) {
      throw new ClusterException(
          ClusterException.Reason.UNKNOWN_CLUSTER, 0, "no Secret names a cluster '" + name + "'");
    }
    return found;
  }

  private static KubernetesClient client(Sandbox cluster) {
    return ApiClients.builder(Config.fromKubeconfig(cluster.kubeconfigYaml())).build();
  }

  private static void create(Sandbox cluster, String name) {
    try (KubernetesClient client = client(cluster)) {
      client
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withNamespace("default")
                  .addToLabels(Tracking.SHARD_LABEL, "0")
                  .endMetadata()
                  .build())
          .create();
    }
  }

  private record Seen(Set<String> names) implements ClusterEye.WatchSink {
    @Override
    public void seen(WatchedKind kind, Sighting sighting) {
      names.add(sighting.ref().name());
    }

    @Override
    public void listed(WatchedKind kind, Set<Integer> shards, Set<String> ids) {}

    @Override
    public void stateChanged(WatchedKind kind) {}
  }
}
