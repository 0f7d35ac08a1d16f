package dev.plumbline.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.HostedRepository;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * From a hand edit that was answered until the watch shows what Git has. Each edit is of another
 * object: one that is edited again and again is put right ever more slowly, so that two writers who
 * both insist do not fight as fast as they can.
 */
final class HealLatency implements Measure {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String EDITED = "edited";

  @Override
  public void run(Extent extent, Report report) {
    int edits = extent.warmUp() + extent.pushes();
    try (Product product = Product.up("heal");
        Cluster cluster = new Cluster(product.kubeconfig());
        Scene scene = Scene.on(cluster, product);
        Trail trail = new Trail(product.kafka(), (type, key) -> {})) {
      install(scene, trail, (edits + Workload.MAPS - 1) / Workload.MAPS);
      Healed healed = new Healed();
      try (Sight watch =
          new Sight(cluster, scene.collection("", "v1", "configmaps"), healed::seen)) {
        Sample sample = new Sample();
        for (int i = 0; i < edits; i++) {
          double took = edit(scene, healed, "heal-" + i / Workload.MAPS + "-" + i % Workload.MAPS);
          if (i >= extent.warmUp()) {
            sample.add(took);
          }
        }
        report.add(Figure.of("heal", "hand edit answered -> healed", "ms", sample).aim(150));
      }
    }
  }

  private static void install(Scene scene, Trail trail, int applications) {
    HostedRepository repository = scene.git().repository("heal");
    for (int i = 0; i < applications; i++) {
      Workload.writeTen(repository, "app-" + i, "heal-" + i);
    }
    String commit = repository.push("Begin");
    for (int i = 0; i < applications; i++) {
      scene.cluster().create(scene.application("heal-" + i, repository.url(), "app-" + i)).object();
    }
    for (int i = 0; i < applications; i++) {
      trail.awaitConverged(scene.namespace() + "/heal-" + i, commit, PATIENCE);
    }
  }

  private static double edit(Scene scene, Healed healed, String name) {
    ObjectRef map = ObjectRef.of("v1", "ConfigMap", scene.namespace(), name);
    scene.cluster().merge(map, "{data: {value: " + EDITED + "}}", "kubectl-edit");
    long edited = System.nanoTime();
    return (healed.moments.await(name, PATIENCE) - edited) / 1e6;
  }

  /** The first version after an edit that is Git's again; the watch tells versions in order. */
  private static final class Healed {

    private final Moments moments = new Moments();
    private final Set<String> edited = new HashSet<>();

    void seen(ObjectNode object) {
      String name = object.at("/metadata/name").asText();
      if (object.at("/data/value").asText().equals(EDITED)) {
        edited.add(name);
      } else if (edited.contains(name)) {
        moments.now(name);
      }
    }
  }
}
