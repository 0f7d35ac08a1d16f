package dev.plumbline.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.testkit.harness.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The least that a rollout can cost on this cluster: the same objects applied by a bare client with
 * as many hands as the product has; and that with a watch for health and two status writes an
 * application.
 */
final class Floor implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Scene scene;
  private final int applications;
  private final Crowd crowd = new Crowd();

  /** For that many applications, on a cluster on which the product does not run yet. */
  Floor(Cluster cluster, int applications) {
    this.scene = Scene.bare(cluster);
    this.applications = applications;
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
    List<List<ObjectNode>> all = manifests(version);
    CountDownLatch left = new CountDownLatch(applications);
    try (Sight watch =
        new Sight(
            scene.cluster(),
            scene.collection("apps", "v1", "deployments"),
            deployment -> {
              if (healthy(deployment, version)) {
                int number =
                    Integer.parseInt(
                        deployment.at("/metadata/name").asText().replaceAll(".*-", ""));
                crowd.later(
                    () -> {
                      writeStatus(number, "Healthy", version);
                      left.countDown();
                    });
              }
            })) {
      long begun = System.nanoTime();
      crowd.each(
          applications,
          i -> {
            writeStatus(i, "Progressing", version);
            all.get(i).forEach(this::apply);
          });
      if (!left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(left.getCount() + " are not healthy after " + PATIENCE);
      }
      return (System.nanoTime() - begun) / 1e9;
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
          Workload.four("floor-" + i, version).stream()
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
