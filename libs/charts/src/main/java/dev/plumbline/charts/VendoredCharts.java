package dev.plumbline.charts;

import dev.plumbline.git.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The charts in {@code charts/} of a chart, packed and not. */
final class VendoredCharts {

  private static final String FOLDER = "charts/";
  private static final String PACKED = ".tgz";

  /**
   * A chart that is there.
   *
   * @param path of its archive, or of its folder with a slash at its end
   */
  private record Vendored(String path, String name, String version) {}

  private final Map<String, byte[]> files;
  private final List<Vendored> charts = new ArrayList<>();

  VendoredCharts(Map<String, byte[]> chart, ChartUnpacker unpacker) {
    this.files = new TreeMap<>(chart);
    for (Map.Entry<String, byte[]> each : chart.entrySet()) {
      String path = each.getKey();
      String below = path.startsWith(FOLDER) ? path.substring(FOLDER.length()) : "";
      if (below.endsWith(PACKED) && below.indexOf('/') < 0) {
        charts.add(vendored(path, unpacked(path, each.getValue(), unpacker)));
      } else if (below.matches("[^/]+/Chart\\.yaml")) {
        String folder = FOLDER + below.substring(0, below.indexOf('/') + 1);
        charts.add(vendored(folder, Map.of("Chart.yaml", each.getValue())));
      }
    }
  }

  private static Map<String, byte[]> unpacked(String path, byte[] archive, ChartUnpacker unpacker) {
    try {
      return unpacker.unpack(archive);
    } catch (RuntimeException e) {
      throw new ChartException(ChartException.Reason.CORRUPT, path + ": " + e.getMessage());
    }
  }

  private static Vendored vendored(String path, Map<String, byte[]> files) {
    try {
      ChartYaml yaml = ChartYaml.of(files);
      return new Vendored(path, yaml.name(), yaml.version());
    } catch (IllegalArgumentException e) {
      throw new ChartException(ChartException.Reason.CORRUPT, path + ": " + e.getMessage());
    }
  }

  /**
   * Whether what is wanted is there. Of a chart that nothing else provides, any version will do.
   */
  boolean has(Dependency wanted) {
    return charts.stream()
        .filter(each -> each.name().equals(wanted.name()))
        .anyMatch(
            each ->
                wanted.repository().isEmpty()
                    || each.version().equals(wanted.version())
                    || (Version.parse(each.version()).isPresent()
                        && ChartVersions.range(wanted.version()).includes(each.version())));
  }

  /** Takes out every version of a chart, but those that others want. */
  void remove(String name, List<Dependency> wanted) {
    for (Vendored each : List.copyOf(charts)) {
      boolean used =
          wanted.stream()
              .filter(other -> other.name().equals(name))
              .anyMatch(other -> ChartVersions.range(other.version()).includes(each.version()));
      if (each.name().equals(name) && !used) {
        charts.remove(each);
        files
            .keySet()
            .removeIf(
                path ->
                    each.path().endsWith("/")
                        ? path.startsWith(each.path())
                        : path.equals(each.path()));
      }
    }
  }

  void add(PulledChart chart) {
    String path = FOLDER + chart.name() + "-" + chart.version() + PACKED;
    files.put(path, chart.archive());
    charts.add(new Vendored(path, chart.name(), chart.version()));
  }

  void add(String name, String version, Map<String, byte[]> chart) {
    String folder = FOLDER + name + "/";
    chart.forEach((path, bytes) -> files.put(folder + path, bytes));
    charts.add(new Vendored(folder, name, version));
  }

  /** All files of the chart. */
  Map<String, byte[]> files() {
    return files;
  }
}
