package dev.plumbline.bench;

import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.Metrics;
import java.time.Duration;

/**
 * From a hand edit that was answered until it is told on the topic, beside a bare watch of the same
 * object in the same run; and what the detector asked of the cluster for it. Nothing heals, so that
 * nobody else asks for anything.
 */
final class DriftLatency implements Measure {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int ALONE_SECONDS = 2;

  @Override
  public void run(Extent extent, Report report) throws Exception {
    int edits = extent.warmUp() + extent.pushes();
    try (Ground ground = Ground.open("drift");
        Product product = Product.services("drift", ground);
        Scene scene = Scene.on(ground.cluster(), product)) {
      install(scene, edits);
      Thread.sleep(Duration.ofSeconds(ALONE_SECONDS).toMillis());
      try (HandEdits hand = new HandEdits(scene, ground.kafka())) {
        for (int i = 0; i < extent.warmUp(); i++) {
          hand.edit(name(i), name(i));
        }
        hand.forget();
        Metrics before = product.metrics();
        long reads = ground.requests().configMapReads();
        for (int i = extent.warmUp(); i < edits; i++) {
          hand.edit(name(i), name(i));
        }
        Metrics after = product.metrics();
        hand.report("drift", report);
        requests(before, after, hand.edits(), report);
        if (ground.sandbox() != null) {
          report.add(
              Figure.of(
                      "drift",
                      "reads of the object an edit",
                      "requests",
                      (ground.requests().configMapReads() - reads) / (double) hand.edits())
                  .aim(1.001)
                  .against("one for each suspicion"));
        }
      }
    }
  }

  /** Of all services; none of these is for anything but the edits. */
  private static void requests(Metrics before, Metrics after, int edits, Report report) {
    for (String verb : new String[] {"list", "apply", "discover", "watch"}) {
      String label = "verb=\"" + verb + "\"";
      double each =
          (after.sum("plumbline_api_requests_seconds_count", label)
                  - before.sum("plumbline_api_requests_seconds_count", label))
              / edits;
      Figure figure = Figure.of("drift", "API requests an edit: " + verb, "requests", each);
      report.add(figure.aim(0.01));
    }
  }

  private static void install(Scene scene, int applications) {
    HostedRepository repository = scene.git().repository("drift");
    for (int i = 0; i < applications; i++) {
      repository.write(name(i) + "/map.yaml", Manifests.configMap(name(i), "first"));
    }
    String commit = repository.push("Begin");
    Moments ready = new Moments();
    try (Crowd crowd = new Crowd();
        Sight watch =
            new Sight(
                scene.cluster(),
                scene.applications(),
                application -> ready.now(Settled.at(application)))) {
      crowd.each(
          applications,
          i -> scene.cluster().create(scene.watched(name(i), repository.url(), name(i))).object());
      for (int i = 0; i < applications; i++) {
        ready.await(name(i) + "@" + commit, PATIENCE);
      }
    }
  }

  private static String name(int i) {
    return "drift-" + i;
  }
}
