package dev.plumbline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.JobRunner;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Many applications of four objects installed at once, each with a Job that takes its time before
 * anything else is applied; beside it a bare client that creates the same Jobs, waits for them and
 * applies the same objects. A hook that holds anything shows as a stall: from the end of a Job to
 * what it was waited for with, and from one application that is ready to the next.
 */
final class HookRollout implements Measure {

  private static final String MEASURE = "hooks";
  private static final String VERSION = "6.0.0";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int WARM_UP = 20;

  @Override
  public void run(Extent extent, Report report) throws Exception {
    int number = extent.order().applications();
    int seconds = extent.order().jobSeconds();
    String measure = MEASURE + " " + number;
    try (Ground ground = Ground.open(MEASURE)) {
      double plain = withoutJobs(ground, number);
      double floor = new BareHooks(ground.cluster(), number, seconds).run();
      report.add(Figure.of(measure, "floor 1: no Jobs, with watch and status", "s", plain));
      report.add(
          Figure.of(measure, "floor 2: Jobs, then objects", "s", floor)
              .against("a bare client, " + Crowd.HANDS + " at a time; Jobs of " + seconds + " s"));
      try (Product product = Product.services(MEASURE, ground);
          Scene scene = Scene.on(ground.cluster(), product);
          JobRunner runner = new JobRunner(ground.cluster(), scene.namespace())) {
        new Apps(scene, "warm", Math.min(number, WARM_UP), 0).install();
        Spent before = Spent.by(product);
        Apps apps = new Apps(scene, "app", number, seconds);
        double took = apps.install();
        apps.report(measure, report);
        report.add(
            Figure.of(measure, "install until all are ready", "s", took)
                .aim(seconds + 1.5 * plain)
                .against(
                    String.format(
                        Locale.ROOT,
                        "%d s + %.2f x floor 1; %.2f x floor 2",
                        seconds,
                        (took - seconds) / plain,
                        took / floor)));
        report.add(Figure.of(measure, "Jobs run", "jobs", runner.begun()));
        report.add(Figure.of(measure, "peak RSS", "MiB", product.resident("VmHWM")));
        Spent.by(product).since(before, number, measure, report);
      }
    }
  }

  private static double withoutJobs(Ground ground, int number) throws Exception {
    try (Floor warm = new Floor(ground.cluster(), WARM_UP)) {
      warm.createApplications();
      warm.applyAndReport(VERSION);
    }
    try (Floor floor = new Floor(ground.cluster(), number)) {
      floor.createApplications();
      return floor.applyAndReport(VERSION);
    }
  }

  private static boolean complete(ObjectNode job) {
    for (JsonNode condition : job.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Complete")
          && condition.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  private static String nameOf(ObjectNode object) {
    return object.at("/metadata/name").asText();
  }

  /** What a bare client takes, which waits for a Job on no thread either. */
  private record BareHooks(Cluster cluster, int number, int seconds) {

    double run() throws InterruptedException {
      CountDownLatch left = new CountDownLatch(number);
      Moments ended = new Moments();
      try (Scene scene = Scene.bare(cluster);
          Crowd crowd = new Crowd();
          JobRunner runner = new JobRunner(cluster, scene.namespace());
          Sight jobs =
              new Sight(
                  cluster,
                  scene.collection("batch", "v1", "jobs"),
                  job -> {
                    if (complete(job) && !ended.happened(nameOf(job))) {
                      ended.now(nameOf(job));
                      crowd.later(() -> objects(scene, nameOf(job), left));
                    }
                  })) {
        long begun = System.nanoTime();
        crowd.each(number, i -> create(scene, "floor-" + i));
        if (!left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError(
              left.getCount() + " of " + runner.begun() + " Jobs are waited for");
        }
        return (System.nanoTime() - begun) / 1e9;
      }
    }

    private void create(Scene scene, String name) {
      for (String manifest : Workload.fourAfterJob(name, VERSION, seconds)) {
        ObjectNode object = placed(scene, manifest);
        if (object.path("kind").asText().equals("Job")) {
          cluster.create(object).object();
        }
      }
    }

    private void objects(Scene scene, String name, CountDownLatch left) {
      for (String manifest : Workload.four(name, VERSION)) {
        cluster.apply(placed(scene, manifest), "bench-floor");
      }
      left.countDown();
    }

    private static ObjectNode placed(Scene scene, String manifest) {
      ObjectNode object = Cluster.parse(manifest);
      ((ObjectNode) object.path("metadata")).put("namespace", scene.namespace());
      return object;
    }
  }

  /** Applications in one repository, a folder each. */
  private static final class Apps {

    private final Scene scene;
    private final String prefix;
    private final int number;
    private final int seconds;
    private final Moments created = new Moments();
    private final Moments ended = new Moments();
    private final Moments applied = new Moments();
    private final Moments ready = new Moments();
    private long begun;
    private String commit = "";

    Apps(Scene scene, String prefix, int number, int seconds) {
      this.scene = scene;
      this.prefix = prefix;
      this.number = number;
      this.seconds = seconds;
    }

    double install() {
      HostedRepository repository = scene.git().repository(prefix);
      for (int i = 0; i < number; i++) {
        Workload.write(repository, name(i), Workload.fourAfterJob(name(i), VERSION, seconds));
      }
      commit = repository.push(VERSION);
      try (Sight jobs =
              new Sight(
                  scene.cluster(),
                  scene.collection("batch", "v1", "jobs"),
                  job -> {
                    created.now(nameOf(job));
                    if (complete(job)) {
                      ended.now(nameOf(job));
                    }
                  });
          Sight deployments =
              new Sight(
                  scene.cluster(),
                  scene.collection("apps", "v1", "deployments"),
                  deployment -> applied.now(nameOf(deployment)));
          Sight applications =
              new Sight(
                  scene.cluster(),
                  scene.applications(),
                  application -> ready.now(Settled.at(application)));
          Crowd crowd = new Crowd()) {
        begun = System.nanoTime();
        crowd.each(
            number,
            i ->
                scene
                    .cluster()
                    .create(scene.application(name(i), repository.url(), name(i)))
                    .object());
        return (lastReady() - begun) / 1e9;
      }
    }

    private long lastReady() {
      return IntStream.range(0, number).mapToLong(this::ready).max().orElseThrow();
    }

    private long ready(int i) {
      return ready.await(name(i) + "@" + commit, PATIENCE);
    }

    void report(String measure, Report report) {
      Sample toCreated = new Sample();
      Sample toApplied = new Sample();
      Sample toReady = new Sample();
      for (int i = 0; i < number; i++) {
        long end = ended.await(name(i), PATIENCE);
        toCreated.addNanos(begun, created.await(name(i), PATIENCE));
        toApplied.addNanos(end, applied.await(name(i), PATIENCE));
        toReady.addNanos(end, ready(i));
      }
      report.add(Figure.of(measure, "begun -> Job created", "ms", toCreated));
      report.add(
          Figure.of(measure, "Job ended -> objects applied", "ms", toApplied)
              .against("longest %.0f ms".formatted(toApplied.quantile(1))));
      report.add(
          Figure.of(measure, "Job ended -> ready", "ms", toReady)
              .against("longest %.0f ms".formatted(toReady.quantile(1))));
      report.add(
          Figure.of(measure, "longest stall: from one ready to the next", "ms", longestGap())
              .aim(1000));
    }

    private double longestGap() {
      long[] sorted = IntStream.range(0, number).mapToLong(this::ready).sorted().toArray();
      long longest = 0;
      for (int i = 1; i < sorted.length; i++) {
        longest = Math.max(longest, sorted[i] - sorted[i - 1]);
      }
      return longest / 1e6;
    }

    private String name(int i) {
      return prefix + "-" + i;
    }
  }
}
