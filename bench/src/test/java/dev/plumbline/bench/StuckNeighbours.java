package dev.plumbline.bench;

import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import java.time.Duration;
import java.util.Locale;

/**
 * A crowd of applications in one repository, pushed to one after the other; then the same with some
 * among them that never get past their first wave, each of which is pushed to as well, so that it
 * is overtaken and stuck again; then without those once more. What the others take is to stay the
 * same.
 */
final class StuckNeighbours implements Measure {

  private static final String MEASURE = "stuck";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public void run(Extent extent, Report report) throws Exception {
    int stuck = extent.order().stuck();
    int well = extent.order().crowd() - stuck;
    try (Ground ground = Ground.open(MEASURE);
        Product product = Product.services(MEASURE, ground);
        Scene scene = Scene.on(ground.cluster(), product);
        Trail trail = new Trail(product.kafka(), (type, key) -> {})) {
      Neighbours neighbours = new Neighbours(scene, trail, well, stuck);
      neighbours.install();
      neighbours.pushes(extent.warmUp(), false);
      Sample before = neighbours.pushes(extent.pushes(), false);
      neighbours.installStuck();
      Sample among = neighbours.pushes(extent.pushes(), true);
      neighbours.deleteStuck();
      Sample after = neighbours.pushes(extent.pushes(), false);
      String measure = MEASURE + " " + stuck + " of " + (well + stuck);
      report.add(Figure.of(measure, "without: push -> converged", "ms", before));
      report.add(
          Figure.of(measure, "among those that are stuck: push -> converged", "ms", among)
              .aim(1.2 * Math.max(before.quantile(0.5), after.quantile(0.5)))
              .against(
                  String.format(
                      Locale.ROOT,
                      "%.2f x without, p99 %.2f x",
                      among.quantile(0.5) / before.quantile(0.5),
                      among.quantile(0.99) / before.quantile(0.99))));
      report.add(Figure.of(measure, "without them again: push -> converged", "ms", after));
    }
  }

  /** The applications; a push changes one that is well, and may change one that is stuck. */
  private static final class Neighbours {

    private final Scene scene;
    private final Trail trail;
    private final int well;
    private final int stuck;
    private final HostedRepository repository;
    private int pushed;

    Neighbours(Scene scene, Trail trail, int well, int stuck) {
      this.scene = scene;
      this.trail = trail;
      this.well = well;
      this.stuck = stuck;
      this.repository = scene.git().repository(MEASURE);
    }

    void install() {
      for (int i = 0; i < well; i++) {
        Workload.writeTen(repository, well(i), well(i));
      }
      String commit = repository.push("Begin");
      create(well, "well");
      for (int i = 0; i < well; i++) {
        trail.awaitConverged(key(well(i)), commit, PATIENCE);
      }
    }

    /** None of them is waited for: it would be in vain. A push that converges comes after them. */
    void installStuck() {
      for (int i = 0; i < stuck; i++) {
        writeStuck(i, "first");
      }
      repository.push("Begin in vain");
      create(stuck, "stuck");
      pushes(Math.max(1, stuck), true);
    }

    void deleteStuck() {
      try (Crowd crowd = new Crowd()) {
        crowd.each(
            stuck,
            i ->
                scene
                    .cluster()
                    .call("DELETE", scene.applications() + "/" + stuck(i), "application/json", "{}")
                    .object());
      }
    }

    Sample pushes(int number, boolean amongStuck) {
      Sample took = new Sample();
      for (int i = 0; i < number; i++) {
        // Steps through them, so that early and late ones of the fan-out count alike.
        String name = well((pushed * 37) % well);
        String value = "push-" + pushed;
        Workload.changeOne(repository, name, name, value);
        if (amongStuck) {
          writeStuck(pushed % stuck, value);
        }
        String commit = repository.push(value);
        long returned = System.nanoTime();
        took.addNanos(returned, trail.awaitConverged(key(name), commit, PATIENCE));
        pushed++;
      }
      return took;
    }

    /** A Deployment that never gets ready, before a ConfigMap that is never reached. */
    private void writeStuck(int number, String value) {
      String name = stuck(number);
      repository.write(
          name + "/deployment.yaml",
          Manifests.deployment(name, "example.com/app:missing", 1)
              .replaceFirst(
                  "  name: " + name,
                  "  name: " + name + "\n  annotations: {example.com/push: " + value + "}"));
      repository.write(
          name + "/map.yaml",
          Manifests.configMap(name, value)
              .replaceFirst(
                  "  name: " + name,
                  "  name: " + name + "\n  annotations: {plumbline.dev/sync-wave: \"1\"}"));
    }

    private void create(int number, String prefix) {
      try (Crowd crowd = new Crowd()) {
        crowd.each(
            number,
            i ->
                scene
                    .cluster()
                    .create(scene.application(prefix + "-" + i, repository.url(), prefix + "-" + i))
                    .object());
      }
    }

    private String key(String name) {
      return scene.namespace() + "/" + name;
    }

    private static String well(int number) {
      return "well-" + number;
    }

    private static String stuck(int number) {
      return "stuck-" + number;
    }
  }
}
