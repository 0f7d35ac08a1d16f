package dev.plumbline.bench;

import dev.plumbline.contracts.Tracking;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Many objects seen by one detector alone: memory, a cold start beside bare lists of the same, and
 * drift that is found while the status of other objects is written all the time. Then the same with
 * two detectors. The objects are rendered and applied by the product as always; the process that
 * did it is gone before anything is measured.
 */
final class LargeView implements Measure {

  /** In an application. */
  static final int OBJECTS = 20;

  private static final String MEASURE = "large";
  private static final int MAPS = 14;
  private static final int DEPLOYMENTS = 2;
  private static final int NTH = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_EDITS = Duration.ofMillis(500);
  private static final String ACCEPT_METADATA =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  private static final Map<String, String> DETECTOR = Map.of("PLUMBLINE_ROLES", "drift-detector");

  @Override
  public void run(Extent extent, Report report) throws Exception {
    int applications = Math.max(NTH, extent.objects() / OBJECTS);
    try (Ground ground = Ground.open("large")) {
      Scene scene = installed(ground, applications, report);
      try (scene;
          HandEdits hand = new HandEdits(scene, ground.kafka())) {
        report.add(
            Figure.of(MEASURE, "floor: bare metadata lists", "s", listAll(scene))
                .against("the cold start"));
        for (int i = 0; i < applications; i += NTH) {
          hand.begin(name(i), name(i) + "-0");
        }
        long begun = System.nanoTime();
        try (Product one = Product.services("large-one", ground, DETECTOR, List.of())) {
          coldStart(one, hand, applications, begun, report);
          Thread.sleep(SETTLE.toMillis());
          memory(one, "one", report);
          Shown alone = noise(extent, ground, scene, hand, one, 1, "one", report);
          try (Product two = Product.services("large-two", ground, DETECTOR, List.of())) {
            awaitShared(one, two, applications);
            Thread.sleep(SETTLE.toMillis());
            memory(one, "first of two", report);
            memory(two, "second of two", report);
            Shown both = noise(extent, ground, scene, hand, one, 2, "two", report);
            report.add(
                Figure.of(
                        MEASURE,
                        "watch traffic of two against one",
                        "x",
                        both.bytesAnUpdate() / alone.bytesAnUpdate())
                    .against("bytes on all watches for each update"));
          }
        }
      }
    }
  }

  private static Scene installed(Ground ground, int applications, Report report) {
    long begun = System.nanoTime();
    try (Product product =
        Product.services(
            "large-install",
            ground,
            Map.of("PLUMBLINE_GIT_POLLER_INTERVAL", "1h"),
            List.of("-Xmx3g"))) {
      Scene scene = Scene.on(ground.cluster(), product);
      HostedRepository repository = scene.git().repository(MEASURE);
      for (int i = 0; i < applications; i++) {
        repository.write(name(i) + "/all.yaml", manifests(name(i)));
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
            i ->
                scene.cluster().create(scene.watched(name(i), repository.url(), name(i))).object());
        for (int i = 0; i < applications; i++) {
          ready.await(name(i) + "@" + commit, PATIENCE);
        }
      }
      report.add(
          Figure.of(MEASURE, "installed by one process", "s", (System.nanoTime() - begun) / 1e9)
              .against(applications * OBJECTS + " objects, " + applications + " applications"));
      return scene;
    }
  }

  private static String manifests(String name) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < MAPS; i++) {
      all.add(Manifests.configMap(name + "-" + i, "first"));
    }
    for (int i = 0; i < DEPLOYMENTS; i++) {
      all.add(Manifests.deployment(name + "-" + i, "web:1", 0));
    }
    for (int i = MAPS + DEPLOYMENTS; i < OBJECTS; i++) {
      all.add(Workload.service(name + "-" + i));
    }
    return String.join("---\n", all);
  }

  /** The metadata of all our objects of the three kinds, as a bare client lists them. */
  private static double listAll(Scene scene) {
    long begun = System.nanoTime();
    for (String path :
        List.of("/api/v1/configmaps", "/api/v1/services", "/apis/apps/v1/deployments")) {
      String token = "";
      do {
        token =
            scene
                .cluster()
                .call(
                    "GET",
                    path
                        + "?limit=500&labelSelector="
                        + Tracking.SHARD_LABEL
                        + (token.isEmpty() ? "" : "&continue=" + token),
                    ACCEPT_METADATA,
                    null)
                .object()
                .at("/metadata/continue")
                .asText("");
      } while (!token.isEmpty());
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private static void coldStart(
      Product one, HandEdits hand, int applications, long begun, Report report) {
    report.add(Figure.of(MEASURE, "cold start -> ready", "s", (System.nanoTime() - begun) / 1e9));
    long last = begun;
    for (int i = 0; i < applications; i += NTH) {
      last = Math.max(last, hand.awaitTold(name(i)));
    }
    report.add(
        Figure.of(MEASURE, "cold start -> drift found in every tenth", "s", (last - begun) / 1e9)
            .against("the floor, and a JVM's start"));
    Waiting.until(
        PATIENCE,
        () -> "judged: " + one.metrics().sum("plumbline_app_state"),
        () -> one.metrics().sum("plumbline_app_state") >= applications);
    report.add(
        Figure.of(
            MEASURE,
            "cold start -> every application judged",
            "s",
            (System.nanoTime() - begun) / 1e9));
  }

  private static void memory(Product product, String which, Report report) {
    report.add(
        Figure.of(MEASURE, which + ": heap after GC", "MiB", product.heapAfterGc()).aim(400));
    report.add(Figure.of(MEASURE, which + ": peak RSS", "MiB", product.resident("VmHWM")));
  }

  private static void awaitShared(Product one, Product two, int applications) {
    Waiting.until(
        PATIENCE,
        () ->
            "judged by each: "
                + one.metrics().sum("plumbline_app_state")
                + ", "
                + two.metrics().sum("plumbline_app_state"),
        () ->
            two.metrics().sum("plumbline_app_state") > 0
                && one.metrics().sum("plumbline_app_state")
                        + two.metrics().sum("plumbline_app_state")
                    == applications);
  }

  /** What the watches of all detectors were told in a time. */
  private record Shown(long bytes, double updates) {
    double bytesAnUpdate() {
      return bytes / updates;
    }
  }

  /** Shows updates that mean nothing, and now and then an edit that does. */
  private static Shown noise(
      Extent extent,
      Ground ground,
      Scene scene,
      HandEdits hand,
      Product product,
      int first,
      String which,
      Report report)
      throws InterruptedException {
    List<String> noisy = new ArrayList<>();
    int applications = Math.max(NTH, extent.objects() / OBJECTS);
    for (int i = 0; i < applications; i++) {
      for (int j = 0; j < DEPLOYMENTS; j++) {
        noisy.add(scene.collection("apps", "v1", "deployments") + "/" + name(i) + "-" + j);
      }
    }
    hand.forget();
    long untrue = hand.untrue();
    long bytes = ground.requests().watchBytes();
    long events = ground.requests().watchEvents();
    long cpu = product.cpu().toNanos();
    long begun = System.nanoTime();
    double rate;
    try (Noise noise = new Noise(scene.cluster(), noisy, extent.noise())) {
      int next = first;
      while (System.nanoTime() - begun < extent.noiseFor().toNanos() && next < applications) {
        hand.edit(name(next), name(next) + "-1");
        next += NTH;
        Thread.sleep(BETWEEN_EDITS.toMillis());
      }
      rate = noise.rate();
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    String measure = "large, " + which;
    report.add(
        Figure.of(measure, "status updates", "1/s", rate).against("asked: " + extent.noise()));
    hand.report(measure, report);
    report.add(
        Figure.of(measure, "false events on drift", "events", hand.untrue() - untrue).aim(0.5));
    report.add(
        Figure.of(
            measure,
            "CPU of the " + (which.equals("one") ? "detector" : "first detector"),
            "% core",
            (product.cpu().toNanos() - cpu) / (seconds * 1e9) * 100));
    Shown shown = new Shown(ground.requests().watchBytes() - bytes, rate * seconds);
    report.add(
        Figure.of(measure, "bytes on all watches", "KiB/s", shown.bytes() / seconds / 1024)
            .against(
                String.format(
                    Locale.ROOT,
                    "%.0f events a second, the bench's own watch included",
                    (ground.requests().watchEvents() - events) / seconds)));
    return shown;
  }

  private static String name(int i) {
    return "large-" + i;
  }
}
