package dev.plumbline.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Who uses the processor while nothing happens: samples of a flight recorder, by the package of the
 * topmost frame, and of those below which one of ours called.
 */
final class IdleProfile implements Measure {

  private static final Duration SETTLE = Duration.ofSeconds(15);
  private static final int SHOWN = 8;
  private static final String OURS = "dev.plumbline.";

  @Override
  public void run(Extent extent, Report report) throws Exception {
    try (Ground ground = Ground.open("profile");
        Product product = Product.services("profile", ground);
        Scene scene = Scene.on(ground.cluster(), product)) {
      IdleCost.install(extent.idle(), scene);
      Thread.sleep(SETTLE.toMillis());
      product.record("profile");
      Thread.sleep(extent.idleFor().toMillis());
      Path recording = Product.directory("profile").resolve("idle.jfr");
      product.recordInto(recording);
      Samples samples = Samples.in(recording);
      report.add(
          Figure.of("profile", "samples on a processor, idle", "samples", samples.all)
              .against(extent.idle() + " applications, " + extent.idleFor().toSeconds() + " s"));
      show("topmost frame in ", samples.byPackage, samples.all, report);
      show("called by ", samples.byOurs, samples.all, report);
      int ours =
          samples.byPackage.entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(OURS))
              .mapToInt(Map.Entry::getValue)
              .sum();
      report.add(
          Figure.of("profile", "topmost frame in any of ours", "%", percent(ours, samples.all))
              .aim(10));
    }
  }

  private static void show(String what, Map<String, Integer> counts, int all, Report report) {
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .forEach(
            entry ->
                report.add(
                    Figure.of(
                        "profile", what + entry.getKey(), "%", percent(entry.getValue(), all))));
  }

  private static double percent(int part, int all) {
    return all == 0 ? 0 : 100.0 * part / all;
  }

  /** Counts of samples. */
  private static final class Samples {
    private int all;
    private final Map<String, Integer> byPackage = new TreeMap<>();
    private final Map<String, Integer> byOurs = new TreeMap<>();

    static Samples in(Path recording) throws IOException {
      Samples samples = new Samples();
      for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
        RecordedStackTrace trace = event.getStackTrace();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")
            && trace != null
            && !trace.getFrames().isEmpty()) {
          samples.add(trace);
        }
      }
      return samples;
    }

    private void add(RecordedStackTrace trace) {
      all++;
      byPackage.merge(packageOf(trace.getFrames().get(0)), 1, Integer::sum);
      trace.getFrames().stream()
          .filter(frame -> packageOf(frame).startsWith(OURS))
          .findFirst()
          .ifPresent(frame -> byOurs.merge(shortName(frame), 1, Integer::sum));
    }

    private static String packageOf(RecordedFrame frame) {
      String type = frame.getMethod().getType().getName();
      int end = type.lastIndexOf('.');
      return end < 0 ? type : type.substring(0, end);
    }

    private static String shortName(RecordedFrame frame) {
      String type = frame.getMethod().getType().getName();
      return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
    }
  }
}
