package dev.plumbline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.HostedRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One application of thousands of objects: its first sync, commits that change nothing, and commits
 * that change one object, each beside a bare client that applies all of it with as many hands as
 * the product has for a cluster on which it has nothing else to do.
 */
final class LargeApplication implements Measure {

  private static final String MEASURE = "largeapp";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int IN_A_FILE = 100;
  private static final int WARM_UP = 300;
  private static final int REPEATED = 10;

  /** The slow sweep would be taken for what a sync costs. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "PLUMBLINE_DRIFT_DETECTOR_DRY_RUNS_PER_MINUTE", "0",
          "PLUMBLINE_GIT_POLLER_INTERVAL", "1h");

  @Override
  public void run(Extent extent, Report report) throws Exception {
    int number = extent.order().objects();
    try (Ground ground = Ground.open(MEASURE)) {
      Floors floors = Floors.of(ground.cluster(), number);
      try (Product product = Product.services(MEASURE, ground, SETTINGS, List.of());
          Scene scene = Scene.on(ground.cluster(), product)) {
        try (Large warm = new Large(scene, "warm", Math.min(number, WARM_UP))) {
          warm.install();
        }
        try (Large large = new Large(scene, "large", number)) {
          measured(ground, product, large, floors, report);
        }
      }
    }
  }

  private static void measured(
      Ground ground, Product product, Large large, Floors floors, Report report) {
    String measure = MEASURE + " " + large.number;
    Asked asked = new Asked(ground, product);
    report.add(Figure.of(measure, "first sync floor: all applied", "s", floors.first));
    double first = large.install();
    report.add(
        Figure.of(measure, "first sync until ready", "s", first)
            .aim(1.5 * floors.first)
            .against(times(first, floors.first)));
    asked.since("first sync", measure, large.number, report);

    Sample unchanged = new Sample();
    for (int i = 0; i < REPEATED; i++) {
      unchanged.add(1000 * large.changeNothing(i));
    }
    report.add(
        Figure.of(measure, "no-op floor: all applied again", "ms", 1000 * floors.again)
            .against("what whoever asks the server pays"));
    report.add(
        Figure.of(measure, "no-op sync: push -> told", "ms", unchanged)
            .aim(1000 * floors.again)
            .against(times(unchanged.quantile(0.5), 1000 * floors.again)));
    asked.since("no-op syncs", measure, REPEATED, report);
    asked.nothingWritten();

    Sample changed = new Sample();
    for (int i = 0; i < REPEATED; i++) {
      changed.add(1000 * large.changeOne("changed-" + i));
    }
    report.add(
        Figure.of(measure, "one changed, floor 1: that one applied", "ms", 1000 * floors.one));
    report.add(
        Figure.of(measure, "one changed, floor 2: all applied", "ms", 1000 * floors.again)
            .against("a client that does not know which"));
    report.add(
        Figure.of(measure, "one changed: push -> ready", "ms", changed)
            .aim(1000 * floors.again)
            .against(times(changed.quantile(0.5), 1000 * floors.again)));
    asked.since("one changed", measure, REPEATED, report);
    report.add(Figure.of(measure, "peak RSS", "MiB", product.resident("VmHWM")));
    report.add(Figure.of(measure, "heap after GC", "MiB", product.heapAfterGc()));
  }

  private static String times(double took, double floor) {
    return String.format(Locale.ROOT, "%.2f x the floor", took / floor);
  }

  /** What the product has asked of the API server, step by step. */
  private static final class Asked {

    private final Ground ground;
    private final Product product;
    private double applied;
    private long writes;
    private long dryRuns;
    private double lastApplied;
    private long lastWrites;
    private long lastDryRuns;

    Asked(Ground ground, Product product) {
      this.ground = ground;
      this.product = product;
      look();
    }

    private void look() {
      applied = product.metrics().sum("plumbline_api_requests_seconds_count", "verb=\"apply\"");
      writes = ground.requests().objectWrites();
      dryRuns = ground.requests().dryRuns();
    }

    /** Adds what was asked since the last look, for each of so many. */
    void since(String step, String measure, int times, Report report) {
      double appliedBefore = applied;
      long writesBefore = writes;
      long dryRunsBefore = dryRuns;
      look();
      lastApplied = applied - appliedBefore;
      lastWrites = writes - writesBefore;
      lastDryRuns = dryRuns - dryRunsBefore;
      report.add(
          Figure.of(measure, step + ": applies, dry or not, each", "requests", lastApplied / times)
              .against(
                  ground.sandbox() == null
                      ? "as the product counts"
                      : "the server counts %d writes, %d dry runs"
                          .formatted(lastWrites, lastDryRuns)));
    }

    void nothingWritten() {
      assertThat(lastApplied).as("applies, dry or not, of syncs that change nothing").isZero();
      assertThat(lastWrites).as("writes of syncs that change nothing").isZero();
      assertThat(lastDryRuns).as("dry runs of syncs that change nothing").isZero();
    }
  }

  /**
   * Seconds that the bare client takes.
   *
   * @param first for all objects, which are not there
   * @param again for all objects, which are there as they should be
   * @param one for one object that changed
   */
  private record Floors(double first, double again, double one) {

    static Floors of(Cluster cluster, int number) {
      try (Scene scene = Scene.bare(cluster);
          Crowd crowd = new Crowd()) {
        applied(scene, crowd, manifests(scene, "warm", Math.min(number, WARM_UP), "first"));
        List<ObjectNode> all = manifests(scene, "floor", number, "first");
        double first = applied(scene, crowd, all);
        Sample again = new Sample();
        for (int i = 0; i < 3; i++) {
          again.add(applied(scene, crowd, all));
        }
        Sample one = new Sample();
        for (int i = 0; i < REPEATED; i++) {
          one.add(applied(scene, crowd, manifests(scene, "floor", 1, "changed-" + i)));
        }
        return new Floors(first, again.quantile(0.5), one.quantile(0.5));
      }
    }

    private static double applied(Scene scene, Crowd crowd, List<ObjectNode> manifests) {
      long begun = System.nanoTime();
      crowd.each(manifests.size(), i -> scene.cluster().apply(manifests.get(i), "bench-floor"));
      return (System.nanoTime() - begun) / 1e9;
    }

    private static List<ObjectNode> manifests(Scene scene, String name, int number, String value) {
      List<ObjectNode> all = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        ObjectNode manifest = Cluster.parse(Workload.oneOfMany(name, i, value));
        ((ObjectNode) manifest.path("metadata")).put("namespace", scene.namespace());
        all.add(manifest);
      }
      return all;
    }
  }

  /** The application, and when its status told that it is ready at which commit. */
  private static final class Large implements AutoCloseable {

    private final Scene scene;
    private final String name;
    private final int number;
    private final HostedRepository repository;
    private final Moments ready = new Moments();
    private final Sight watch;

    Large(Scene scene, String name, int number) {
      this.scene = scene;
      this.name = name;
      this.number = number;
      this.repository = scene.git().repository(name);
      this.watch =
          new Sight(
              scene.cluster(),
              scene.applications(),
              application -> ready.now(Settled.at(application)));
    }

    double install() {
      for (int i = 0; i < number; i += IN_A_FILE) {
        write(i, "first", "");
      }
      String commit = repository.push("Begin");
      long begun = System.nanoTime();
      scene.cluster().create(scene.application(name, repository.url(), "")).object();
      return secondsUntilReady(commit, begun);
    }

    /** A comment is all that is new. */
    double changeNothing(int time) {
      write(0, "first", "# for the " + time + "th time\n");
      String commit = repository.push("Change nothing");
      return secondsUntilReady(commit, System.nanoTime());
    }

    double changeOne(String value) {
      write(0, value, "");
      String commit = repository.push("Change one");
      return secondsUntilReady(commit, System.nanoTime());
    }

    private double secondsUntilReady(String commit, long begun) {
      return (ready.await(name + "@" + commit, PATIENCE) - begun) / 1e9;
    }

    /** Writes a file; of the first one, the first object has the value. */
    private void write(int from, String value, String comment) {
      StringBuilder file = new StringBuilder(comment);
      for (int i = from; i < Math.min(number, from + IN_A_FILE); i++) {
        file.append("---\n").append(Workload.oneOfMany(name, i, i == 0 ? value : "first"));
      }
      repository.write("objects-" + from + ".yaml", file.toString());
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
