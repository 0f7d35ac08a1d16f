package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.driftdetector.sight.ClusterEye.WatchSink;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.FaultyApi;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A cluster behind an API that can misbehave, and eyes on it that note what they are told. */
final class SightFixture implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);
  static final String CLUSTER = "there";
  static final WatchedKind MAPS = new WatchedKind(CLUSTER, "", "ConfigMap");
  static final WatchedKind SECRETS = new WatchedKind(CLUSTER, "", "Secret");

  final String namespace = "t" + UUID.randomUUID().toString().substring(0, 8);
  final FaultyApi api;
  final ClusterClient hand;
  private final TestCluster cluster;
  private final List<Eyes> open = new ArrayList<>();

  SightFixture(Path directory) throws ClusterException {
    cluster = TestCluster.start(directory);
    api = FaultyApi.before(cluster.kubeconfig(), directory.resolve("faulty"));
    hand = ClusterClient.of(CLUSTER, cluster.client());
    ObjectRef ref = ObjectRef.of("v1", "Namespace", "", namespace);
    hand.create(ref, object(ref, 0));
  }

  /** An instance's eyes, and what they told of one namespace. */
  static final class Eyes implements WatchSink, AutoCloseable {
    final List<String> seen = new CopyOnWriteArrayList<>();
    final List<String> lists = new CopyOnWriteArrayList<>();
    final AtomicInteger changes = new AtomicInteger();
    final MeterRegistry registry = new SimpleMeterRegistry();
    final ClusterEye eye;
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Bulkheads bulkheads = new Bulkheads("eyes", 8, 1000, registry);
    private final ClusterClient client;
    private final String namespace;

    Eyes(Path kubeconfig, String namespace, AuditPace pace) {
      this.namespace = namespace;
      client =
          ClusterClient.of(
              CLUSTER,
              new KubernetesClientBuilder()
                  .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                  .build(),
              (verb, code, duration) ->
                  requests.computeIfAbsent(verb, any -> new AtomicInteger()).incrementAndGet());
      eye =
          new ClusterEye(
              name -> client,
              bulkheads,
              this,
              new Lens("plumbline", new HealthBook()),
              pace,
              registry,
              Clock.systemUTC(),
              new Random());
    }

    @Override
    public void seen(WatchedKind kind, Sighting sighting) {
      if (sighting.ref().namespace().equals(namespace)) {
        seen.add((sighting.gone() ? "-" : "+") + sighting.ref().name());
      }
    }

    @Override
    public void listed(WatchedKind kind, Set<Integer> shards, Set<String> ids) {
      long count = ids.stream().filter(id -> id.contains("/" + namespace + "/")).count();
      lists.add(kind.kind() + new TreeSet<>(shards) + count);
    }

    @Override
    public void stateChanged(WatchedKind kind) {
      changes.incrementAndGet();
    }

    int requests(String verb) {
      return requests.computeIfAbsent(verb, any -> new AtomicInteger()).get();
    }

    void uses(WatchedKind... kinds) {
      eye.uses("default/app", Set.of(), Set.of(kinds));
    }

    void await(String... all) {
      Waiting.until(
          SOON,
          () -> "seen " + seen + ", wanted " + List.of(all),
          () -> new TreeSet<>(seen).equals(new TreeSet<>(Set.of(all))));
    }

    void awaitRequests(String verb, int count) {
      Waiting.until(SOON, () -> verb + " " + requests(verb), () -> requests(verb) >= count);
    }

    double count(String meter) {
      return registry.find(meter).counters().stream().mapToDouble(each -> each.count()).sum();
    }

    @Override
    public void close() {
      eye.close();
      client.close();
      bulkheads.close();
    }
  }

  Eyes eyes() {
    return eyes(AuditPace.every(Duration.ZERO));
  }

  Eyes eyes(AuditPace pace) {
    Eyes eyes = new Eyes(api.kubeconfig(), namespace, pace);
    open.add(eyes);
    return eyes;
  }

  private ObjectRef ref(String name) {
    return ObjectRef.of("v1", "ConfigMap", namespace, name);
  }

  static ObjectNode object(ObjectRef ref, int shard) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
    ObjectNode metadata = object.putObject("metadata").put("name", ref.name());
    metadata.putObject("labels").put(Tracking.SHARD_LABEL, String.valueOf(shard));
    if (!ref.namespace().isEmpty()) {
      metadata.put("namespace", ref.namespace());
    }
    return object;
  }

  /** Makes an object of a shard. */
  void make(String name, int shard) throws ClusterException {
    hand.create(ref(name), object(ref(name), shard));
  }

  void edit(String name) throws Exception {
    hand.patch(
        ref(name),
        null,
        PatchType.MERGE,
        Json.mapper().readTree("{\"data\":{\"v\":\"" + UUID.randomUUID() + "\"}}"),
        "hand");
  }

  void label(String name, int shard) throws Exception {
    hand.patch(
        ref(name),
        null,
        PatchType.MERGE,
        Json.mapper()
            .readTree(
                "{\"metadata\":{\"labels\":{\"" + Tracking.SHARD_LABEL + "\":\"" + shard + "\"}}}"),
        "hand");
  }

  void delete(String name) throws ClusterException {
    hand.delete(ref(name), null, null, Propagation.BACKGROUND);
  }

  @Override
  public void close() throws ClusterException {
    open.forEach(Eyes::close);
    hand.delete(ObjectRef.of("v1", "Namespace", "", namespace), null, null, Propagation.BACKGROUND);
    hand.close();
    api.close();
    cluster.close();
  }
}
