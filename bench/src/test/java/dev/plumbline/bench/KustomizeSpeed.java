package dev.plumbline.bench;

import com.sun.management.ThreadMXBean;
import dev.plumbline.bench.KustomizeCorpus.Overlay;
import dev.plumbline.kustomize.KustomizeException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds of folders with a kustomization, each beside the official tool where there is one: on the
 * repositories in {@code -Dkustomize.repositories}, or on one that is written here.
 */
final class KustomizeSpeed implements Measure {

  private static final String NAME = "kustomize";
  private static final int WARM_UPS = 3;
  private static final int LARGE_BUILDS = 10;
  private static final int COLD_BUILDS = 5;
  private static final int THREADS = 2;
  private static final long RATED_NANOS = 5_000_000_000L;

  @Override
  public void run(Extent extent, Report report) throws Exception {
    Path directory = Product.directory(NAME);
    String named = System.getProperty("kustomize.repositories", "");
    List<Overlay> corpus =
        named.isBlank() ? KustomizeCorpus.write(directory) : KustomizeCorpus.of(Path.of(named));
    KustomizeBinary binary = KustomizeBinary.find().orElse(null);
    if (binary == null) {
      System.out.println("No kustomize on the path and no -Dkustomize.command: without it");
    }
    List<Overlay> overlays = chosen(corpus, binary);
    warm(overlays, binary, report);
    large(KustomizeCorpus.writeLarge(directory), binary, report);
    cold(overlays, binary, report);
    rate(overlays, binary, report);
  }

  /** Some of the folders that both can build, evenly spread; the first builds warm up. */
  private static List<Overlay> chosen(List<Overlay> corpus, @Nullable KustomizeBinary binary) {
    int wanted = Integer.getInteger("kustomize.overlays", 300);
    int step = Math.max(1, corpus.size() / (wanted * 5 / 4 + 1));
    List<Overlay> chosen = new ArrayList<>();
    for (int i = 0; i < corpus.size() && chosen.size() < wanted; i += step) {
      Overlay overlay = corpus.get(i);
      if (isBuilt(overlay) && (binary == null || binary.build(overlay))) {
        chosen.add(overlay);
      }
    }
    return chosen;
  }

  private static boolean isBuilt(Overlay overlay) {
    try {
      return KustomizeOnce.build(overlay).length > 0;
    } catch (KustomizeException e) {
      return false;
    }
  }

  private static void warm(
      List<Overlay> overlays, @Nullable KustomizeBinary binary, Report report) {
    for (int i = 0; i < WARM_UPS; i++) {
      overlays.forEach(KustomizeOnce::build);
    }
    Sample own = timed(overlays, KustomizeOnce::build);
    Sample tool = binary == null ? null : timed(overlays, binary::build);
    Sample kibibytes = new Sample();
    overlays.forEach(overlay -> kibibytes.add(allocated(overlay) / 1024.0));
    report.add(beside(Figure.of(NAME, "overlay, warm", "ms", own), tool, 0.5));
    report.add(beside(Figure.of(NAME, "overlay, warm: p95", "ms", own.quantile(0.95)), tool, 0.95));
    if (tool != null) {
      share("median", own.quantile(0.5) / tool.quantile(0.5), 1.0 / 20, report);
      share("p95", own.quantile(0.95) / tool.quantile(0.95), 1.0 / 3, report);
    }
    report.add(Figure.of(NAME, "overlay, warm: allocated", "KiB", kibibytes));
  }

  private static void share(String what, double share, double aim, Report report) {
    report.add(
        Figure.of(NAME, "overlay, warm: " + what + " by that of the tool", "x", share).aim(aim));
  }

  private static Sample timed(List<Overlay> overlays, Consumer<Overlay> build) {
    Sample sample = new Sample();
    for (Overlay overlay : overlays) {
      long begun = System.nanoTime();
      build.accept(overlay);
      sample.addNanos(begun, System.nanoTime());
    }
    return sample;
  }

  private static Figure beside(Figure figure, @Nullable Sample tool, double share) {
    return tool == null
        ? figure
        : figure.against("kustomize, spawned: %.1f ms".formatted(tool.quantile(share)));
  }

  private static long allocated(Overlay overlay) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    KustomizeOnce.build(overlay);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void large(Overlay overlay, @Nullable KustomizeBinary binary, Report report) {
    for (int i = 0; i < WARM_UPS; i++) {
      KustomizeOnce.build(overlay);
    }
    Sample own = repeated(LARGE_BUILDS, overlay, KustomizeOnce::build);
    Sample tool = binary == null ? null : repeated(WARM_UPS, overlay, binary::build);
    report.add(beside(Figure.of(NAME, "4,000 resources, warm", "ms", own).aim(1000), tool, 0.5));
    report.add(
        Figure.of(NAME, "4,000 resources: allocated", "MiB", allocated(overlay) / 1048576.0));
  }

  private static Sample repeated(int times, Overlay overlay, Consumer<Overlay> build) {
    return timed(Collections.nCopies(times, overlay), build);
  }

  private static void cold(
      List<Overlay> overlays, @Nullable KustomizeBinary binary, Report report) {
    Overlay overlay = overlays.get(overlays.size() / 2);
    Sample own = repeated(COLD_BUILDS, overlay, KustomizeSpeed::inFreshProcess);
    Sample tool = binary == null ? null : repeated(COLD_BUILDS, overlay, binary::build);
    report.add(beside(Figure.of(NAME, "overlay, in a fresh JVM", "ms", own), tool, 0.5));
  }

  private static void inFreshProcess(Overlay overlay) {
    OfficialTool.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            KustomizeOnce.class.getName(),
            overlay.repository().toString(),
            overlay.folder()));
  }

  private static void rate(List<Overlay> overlays, @Nullable KustomizeBinary binary, Report report)
      throws InterruptedException {
    Figure own =
        Figure.of(NAME, "on 2 threads", "builds/s", perSecond(overlays, KustomizeOnce::build));
    if (binary != null) {
      double tool = perSecond(overlays, binary::build);
      own = own.against("kustomize, spawned: %.0f builds/s".formatted(tool));
    }
    report.add(own);
  }

  private static double perSecond(List<Overlay> overlays, Consumer<Overlay> build)
      throws InterruptedException {
    AtomicInteger built = new AtomicInteger();
    long begun = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (System.nanoTime() - begun < RATED_NANOS) {
                  int next = built.getAndIncrement();
                  build.accept(overlays.get(next % overlays.size()));
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return built.get() * 1e9 / (System.nanoTime() - begun);
  }
}
