package dev.plumbline.helm.chart;

import dev.plumbline.helm.HelmException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Charts inside of a chart: all of them as folders, whatever they were. */
public final class NestedCharts {

  private static final String CHARTS = "charts/";
  private static final String ARCHIVE = ".tgz";

  private final ChartLimits limits;
  private final SortedMap<String, byte[]> all = new TreeMap<>(ChartOrder.WALK);
  private long bytes;

  private NestedCharts(ChartLimits limits) {
    this.limits = limits;
  }

  /**
   * The files with every archive in {@code charts/} unpacked into a folder of its name, in the
   * order of a walk. What Helm passes over there ({@code _x}, {@code .x}) stays as it is.
   *
   * @throws HelmException for an archive that is refused, or a chart beyond the limits
   */
  public static SortedMap<String, byte[]> unpacked(Map<String, byte[]> files, ChartLimits limits) {
    NestedCharts nested = new NestedCharts(limits);
    nested.add("", files, 0);
    return nested.all;
  }

  private void add(String folder, Map<String, byte[]> files, int depth) {
    if (depth > limits.maxSubcharts()) {
      throw HelmException.tooLarge(
          folder, "charts are nested deeper than " + limits.maxSubcharts());
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String path = folder + file.getKey();
      if (isArchive(file.getKey())) {
        add(freeFolder(path, files.keySet(), folder), unpack(path, file.getValue()), depth + 1);
      } else {
        put(path, file.getValue());
      }
    }
  }

  private void put(String path, byte[] content) {
    bytes += content.length;
    limits.check(path, content.length, all.size(), bytes, "the chart with its subcharts");
    all.put(path, content);
  }

  private Map<String, byte[]> unpack(String path, byte[] archive) {
    try {
      return ChartArchive.read(archive, limits);
    } catch (HelmException e) {
      String inside = e.file().isEmpty() ? path : path + "/" + e.file();
      throw new HelmException(e.reason(), inside, e.line(), e.problem(), e);
    }
  }

  /** Below {@code charts/}, at whatever depth of charts in folders. */
  private static boolean isArchive(String path) {
    int name = path.lastIndexOf('/') + 1;
    boolean directly =
        path.startsWith(CHARTS, Math.max(0, name - CHARTS.length()))
            && name >= CHARTS.length()
            && isChartsFolder(path.substring(0, name));
    return directly
        && path.endsWith(ARCHIVE)
        && path.charAt(name) != '_'
        && path.charAt(name) != '.';
  }

  /** {@code charts/} or {@code charts/a/charts/}, but not {@code templates/charts/}. */
  private static boolean isChartsFolder(String folder) {
    String rest = folder;
    while (rest.startsWith(CHARTS)) {
      rest = rest.substring(CHARTS.length());
      if (rest.isEmpty()) {
        return true;
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return false;
  }

  private String freeFolder(String archive, Iterable<String> siblings, String folder) {
    String free = archive.substring(0, archive.length() - ARCHIVE.length());
    for (String sibling : siblings) {
      if ((folder + sibling).startsWith(free + "/")) {
        return free + "-archive/";
      }
    }
    return free + "/";
  }
}
