package dev.plumbline.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.testkit.harness.HostedRepository;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Many applications of four objects installed at once, then upgraded at once by one push, each
 * counted when its status says that it is ready at the commit; beside it the floors of the same
 * run, which keep to the same order. The product has run a few before, as the bench's client and
 * the cluster have.
 */
final class Rollout implements Measure {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int WARM_UP = 20;

  private final Shape shape;

  Rollout(Shape shape) {
    this.shape = shape;
  }

  @Override
  public void run(Extent extent, Report report) throws Exception {
    for (int number : shape.numbers(extent)) {
      run(number, shape.chain(extent.order()), report);
    }
  }

  private void run(int number, int chain, Report report) throws Exception {
    String name = shape.measure() + "-" + number;
    try (Ground ground = Ground.open(name)) {
      Floors floors = floors(ground, number, chain);
      try (Product product = Product.services(name, ground);
          Scene scene = Scene.on(ground.cluster(), product)) {
        new Apps(scene, "warm", Math.min(number, WARM_UP), chain).install();
        Apps apps = new Apps(scene, "app", number, chain);
        Spent before = Spent.by(product);
        double install = apps.install();
        double upgrade = apps.upgrade();
        Spent after = Spent.by(product);
        String measure = shape.measure() + " " + number;
        report.add(
            Figure.of(measure, "install floor 1: objects applied", "s", floors.install)
                .against("a bare client, " + Crowd.HANDS + " at a time"));
        report.add(
            Figure.of(measure, "install floor 2: with watch and status", "s", floors.installStatus)
                .against("a bare client, " + Crowd.HANDS + " at a time"));
        report.add(
            Figure.of(measure, "creating the Applications alone", "s", apps.created)
                .against("part of the next"));
        report.add(
            Figure.of(measure, "install until all are ready", "s", install)
                .aim(1.5 * floors.installStatus)
                .against(times(install, floors.installStatus)));
        report.add(Figure.of(measure, "upgrade floor 1: objects applied", "s", floors.upgrade));
        report.add(
            Figure.of(
                measure, "upgrade floor 2: with watch and status", "s", floors.upgradeStatus));
        report.add(
            Figure.of(measure, "upgrade until all are ready", "s", upgrade)
                .aim(1.5 * floors.upgradeStatus)
                .against(times(upgrade, floors.upgradeStatus)));
        report.add(Figure.of(measure, "peak RSS", "MiB", product.resident("VmHWM")));
        report.add(Figure.of(measure, "heap after GC", "MiB", product.heapAfterGc()));
        after.since(before, 2 * number, measure, report);
      }
    }
  }

  private static String times(double took, double floor) {
    return String.format(Locale.ROOT, "%.2f x floor 2", took / floor);
  }

  /** Seconds. */
  private record Floors(
      double install, double installStatus, double upgrade, double upgradeStatus) {}

  private Floors floors(Ground ground, int number, int chain) throws Exception {
    try (Floor warm = new Floor(ground.cluster(), WARM_UP, shape, chain)) {
      warm.createApplications();
      warm.apply("0.0.1");
      warm.applyAndReport("0.0.2");
    }
    double install;
    double upgrade;
    try (Floor bare = new Floor(ground.cluster(), number, shape, chain)) {
      install = bare.apply("6.0.0");
      upgrade = bare.apply("6.0.1");
    }
    try (Floor full = new Floor(ground.cluster(), number, shape, chain)) {
      full.createApplications();
      return new Floors(
          install, full.applyAndReport("6.0.0"), upgrade, full.applyAndReport("6.0.1"));
    }
  }

  /** Applications in one repository, a folder each. */
  private final class Apps {

    private final Scene scene;
    private final String prefix;
    private final int number;
    private final int chain;
    private final HostedRepository repository;
    private double created;

    Apps(Scene scene, String prefix, int number, int chain) {
      this.scene = scene;
      this.prefix = prefix;
      this.number = number;
      this.chain = chain;
      this.repository = scene.git().repository(prefix);
    }

    double install() {
      String commit = push("6.0.0");
      return untilReady(
          () -> {
            long begun = System.nanoTime();
            try (Crowd crowd = new Crowd()) {
              crowd.each(number, i -> scene.cluster().create(application(i)).object());
            }
            created = (System.nanoTime() - begun) / 1e9;
            return commit;
          });
    }

    double upgrade() {
      write("6.0.1");
      return untilReady(() -> repository.push("6.0.1"));
    }

    private String push(String version) {
      write(version);
      return repository.push(version);
    }

    private void write(String version) {
      for (int i = 0; i < number; i++) {
        Workload.write(repository, name(i), shape.manifests(name(i), version));
      }
    }

    private ObjectNode application(int i) {
      ObjectNode application = scene.application(name(i), repository.url(), name(i));
      if (i % chain != 0) {
        application.withObject("/spec").putArray("dependsOn").addObject().put("name", name(i - 1));
      }
      return application;
    }

    private double untilReady(Supplier<String> begin) {
      Moments ready = new Moments();
      try (Sight watch =
          new Sight(
              scene.cluster(),
              scene.applications(),
              application -> ready.now(Settled.at(application)))) {
        long begun = System.nanoTime();
        String commit = begin.get();
        long last = 0;
        for (int i = 0; i < number; i++) {
          last = Math.max(last, ready.await(name(i) + "@" + commit, PATIENCE));
        }
        return (last - begun) / 1e9;
      }
    }

    private String name(int i) {
      return prefix + "-" + i;
    }
  }
}
