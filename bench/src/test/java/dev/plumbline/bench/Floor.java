package dev.plumbline.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.testkit.harness.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The least that a rollout can cost on this cluster: the same objects applied by a bare client with
 * as many hands as the product has; and that with a watch for health and two status writes an
 * application, in the order that is asked for.
 */
final class Floor implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Scene scene;
  private final int applications;
  private final Shape shape;
  private final int chain;
  private final Crowd crowd = new Crowd();

  /** For that many applications, on a cluster on which the product does not run yet. */
  Floor(Cluster cluster, int applications) {
    this(cluster, applications, Shape.FLAT, 1);
  }

  /** Of a shape, in chains of that length. */
  Floor(Cluster cluster, int applications, Shape shape, int chain) {
    this.scene = Scene.bare(cluster);
    this.applications = applications;
    this.shape = shape;
    this.chain = chain;
  }

  /** Makes the resources whose status will be written; not part of any floor. */
  void createApplications() {
    crowd.each(
        applications,
        i ->
            scene
                .cluster()
                .create(scene.application("floor-" + i, "https://git.example.com/none", "none"))
                .object());
  }

  /** Applies all objects; gives the seconds that took. */
  double apply(String version) {
    List<List<ObjectNode>> all = manifests(version);
    long begun = System.nanoTime();
    crowd.each(applications, i -> all.get(i).forEach(this::apply));
    return (System.nanoTime() - begun) / 1e9;
  }

  /** As {@link #apply}, with a watch for health and two status writes an application. */
  double applyAndReport(String version) throws InterruptedException {
    Run run = new Run(version);
    try (Sight watch =
        new Sight(
            scene.cluster(), scene.collection("apps", "v1", "deployments"), run::deploymentSeen)) {
      long begun = System.nanoTime();
      crowd.each((applications + chain - 1) / chain, i -> run.begin(i * chain));
      run.await();
      return (System.nanoTime() - begun) / 1e9;
    }
  }

  /** One version of all. */
  private final class Run {

    private final String version;
    private final List<List<ObjectNode>> all;
    private final CountDownLatch left = new CountDownLatch(applications);
    private final Set<Integer> ready = ConcurrentHashMap.newKeySet();

    Run(String version) {
      this.version = version;
      this.all = manifests(version);
    }

    void begin(int number) {
      writeStatus(number, "Progressing", version);
      all.get(number).stream().filter(each -> !shape.late(each)).forEach(Floor.this::apply);
    }

    void deploymentSeen(ObjectNode deployment) {
      if (healthy(deployment, version)) {
        int number =
            Integer.parseInt(deployment.at("/metadata/name").asText().replaceAll(".*-", ""));
        if (ready.add(number)) {
          crowd.later(() -> finish(number));
        }
      }
    }

    private void finish(int number) {
      all.get(number).stream().filter(shape::late).forEach(Floor.this::apply);
      writeStatus(number, "Healthy", version);
      left.countDown();
      if ((number + 1) % chain != 0 && number + 1 < applications) {
        begin(number + 1);
      }
    }

    void await() throws InterruptedException {
      if (!left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(left.getCount() + " are not healthy after " + PATIENCE);
      }
    }
  }

  private void apply(ObjectNode manifest) {
    scene.cluster().apply(manifest, "bench-floor");
  }

  private void writeStatus(int number, String health, String version) {
    ObjectNode patch = Json.mapper().createObjectNode();
    ObjectNode status = patch.putObject("status");
    status.putObject("health").put("status", health);
    status.putObject("sync").put("status", "Synced").put("revision", version);
    scene
        .cluster()
        .call(
            "PATCH",
            scene.applications() + "/floor-" + number + "/status?fieldManager=bench-floor",
            "application/merge-patch+json",
            patch.toString())
        .object();
  }

  private static boolean healthy(ObjectNode deployment, String version) {
    return deployment.at("/metadata/labels/version").asText().equals(version)
        && deployment.at("/status/observedGeneration").asLong()
            == deployment.at("/metadata/generation").asLong();
  }

  private List<List<ObjectNode>> manifests(String version) {
    List<List<ObjectNode>> all = new ArrayList<>();
    for (int i = 0; i < applications; i++) {
      all.add(
          shape.manifests("floor-" + i, version).stream()
              .map(Cluster::parse)
              .peek(
                  manifest ->
                      ((ObjectNode) manifest.path("metadata")).put("namespace", scene.namespace()))
              .toList());
    }
    return all;
  }

  @Override
  public void close() {
    crowd.close();
    scene.cluster().call("DELETE", scene.applications(), "application/json", "{}").object();
    scene.close();
  }
}
