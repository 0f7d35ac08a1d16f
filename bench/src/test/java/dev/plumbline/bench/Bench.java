package dev.plumbline.bench;

import dev.plumbline.testkit.TestCluster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs measures and leaves a table and a JSON file. */
final class Bench {

  /** Where the JSON goes. */
  static final Path REPORT =
      Path.of(System.getProperty("bench.report", "target/bench.json")).toAbsolutePath();

  private Bench() {}

  /** All measures by name, in the order in which they run. */
  static Map<String, Measure> measures() {
    Map<String, Measure> measures = new LinkedHashMap<>();
    measures.put("start", new StartUp());
    measures.put("push", new PushLatency());
    measures.put("rate", new PushRate());
    measures.put("heal", new HealLatency());
    measures.put("drift", new DriftLatency());
    measures.put("large", new LargeView());
    measures.put("idle", new IdleCost());
    measures.put("profile", new IdleProfile());
    measures.put("rollout", new Rollout(Shape.FLAT));
    measures.put("waves", new Rollout(Shape.WAVES));
    measures.put("chains", new Rollout(Shape.CHAINS));
    measures.put("largeapp", new LargeApplication());
    measures.put("hooks", new HookRollout());
    measures.put("stuck", new StuckNeighbours());
    measures.put("kustomize", new KustomizeSpeed());
    measures.put("helm", new HelmSpeed());
    measures.put("jsonnet", new JsonnetSpeed());
    measures.put("monorepo", new Monorepo());
    measures.put("bigrepo", new BigRepository());
    return measures;
  }

  /** Runs the named measures, or all. */
  static Report run(Extent extent, List<String> names) throws Exception {
    Map<String, Measure> measures = measures();
    List<String> chosen = names.isEmpty() ? List.copyOf(measures.keySet()) : names;
    for (String name : chosen) {
      if (!measures.containsKey(name)) {
        throw new IllegalArgumentException(
            "no measure '" + name + "'; there are " + String.join(", ", measures.keySet()));
      }
    }
    Path named = TestCluster.named();
    Report report = new Report(named == null ? "sandbox" : "cluster of " + named.getFileName());
    for (String name : chosen) {
      measures.get(name).run(extent, report);
    }
    report.write(REPORT);
    System.out.println();
    System.out.println(report.table());
    System.out.println("also in " + REPORT);
    return report;
  }

  /** The measures named by the arguments, or all, at full extent. */
  public static void main(String[] args) throws Exception {
    int code = 1;
    try {
      run(Extent.full(), Arrays.asList(args));
      code = 0;
    } finally {
      System.exit(code);
    }
  }
}
