package dev.plumbline.bench;

import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.HelmRequest;
import dev.plumbline.helm.HelmSettings;
import dev.plumbline.helm.NativeHelm;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.chart.ChartTree;
import dev.plumbline.workers.PoolListener;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Charts rendered by Helm in a child process that stays, beside the official tool on the same
 * folders, started anew for each: the first time, which starts the child, and warm.
 */
final class HelmSpeed implements Measure {

  private static final String NAME = "helm";
  private static final String KUBE_VERSION = "1.33.0";
  private static final String STACK = "kube-prometheus-stack";
  private static final int FIRST = 3;
  private static final int WARM_UP = 10;
  private static final int WARM = 40;
  private static final int SPAWNED = 10;

  @Override
  public void run(Extent extent, Report report) {
    Path directory = Product.directory(NAME);
    Optional<OfficialTool> tool = OfficialTool.find("helm.command", "helm");
    if (tool.isEmpty()) {
      System.out.println("No helm on the path and no -Dhelm.command: without it");
    }
    Path charts = directory.resolve("charts");
    compare("20 templates", HelmCorpus.write(charts.resolve("twenty"), 20), tool, report);
    Optional<Path> stack = HelmCorpus.prepare(STACK, charts);
    if (stack.isEmpty()) {
      System.out.println("No " + STACK + " below -Dhelm.charts: without it");
    }
    stack.ifPresent(folder -> compare(STACK, folder, tool, report));
  }

  private static void compare(
      String label, Path folder, Optional<OfficialTool> tool, Report report) {
    HelmRequest request = HelmRequest.of(read(folder), "bench", "default", KUBE_VERSION);
    Sample first = new Sample();
    Sample warm = new Sample();
    int objects = 0;
    for (int i = 0; i < FIRST; i++) {
      HelmSettings settings = HelmSettings.of(Product.directory(NAME + "-children"));
      try (HelmEngine helm = new NativeHelm(settings, PoolListener.NONE)) {
        first.add(millis(() -> helm.template(request, () -> {})));
        if (i == FIRST - 1) {
          objects = helm.template(request, () -> {}).objects().size();
          for (int j = 0; j < WARM_UP + WARM; j++) {
            double took = millis(() -> helm.template(request, () -> {}));
            if (j >= WARM_UP) {
              warm.add(took);
            }
          }
        }
      }
    }
    Sample spawned = new Sample();
    for (int i = 0; i < SPAWNED; i++) {
      tool.ifPresent(helm -> spawned.add(millis(() -> spawn(helm, folder))));
    }
    String against =
        spawned.size() == 0
            ? "helm is not installed"
            : String.format(
                Locale.ROOT,
                "helm template, spawned: %.0f ms, %.1f x",
                spawned.quantile(0.5),
                spawned.quantile(0.5) / warm.quantile(0.5));
    String of = label + ", " + objects + " objects: ";
    report.add(Figure.of(NAME, of + "first, with a new child", "ms", first));
    report.add(Figure.of(NAME, of + "warm", "ms", warm).against(against));
  }

  private static Map<String, byte[]> read(Path folder) {
    return ChartTree.read(new DirectoryTree(folder, TreeLimits.DEFAULT), "", ChartLimits.DEFAULT);
  }

  private static void spawn(OfficialTool helm, Path folder) {
    if (!helm.run(
        "template", "bench", folder.toString(), "--include-crds", "--kube-version", KUBE_VERSION)) {
      throw new IllegalStateException("helm cannot render " + folder);
    }
  }

  private static double millis(Runnable work) {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e6;
  }
}
