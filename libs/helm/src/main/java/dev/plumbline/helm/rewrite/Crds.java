package dev.plumbline.helm.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * What charts have in {@code crds/}, which the library leaves out. Which subcharts are enabled is
 * Helm's to find out: a template in each of those that have some says so by being rendered.
 */
public final class Crds {

  /** A file as Helm names it. */
  public record Crd(String source, String text) {}

  private static final String MARK = "templates/plumbline-crds.yaml";
  private static final String KIND = "PlumblineChartWithCrds";
  private static final Pattern FILE =
      Pattern.compile("((?:charts/[^/]+/)*)(crds/.+\\.(?i:yaml|yml|json))");

  /** The files by the folder of their chart: empty, or {@code charts/a/}. */
  private final Map<String, Map<String, String>> byFolder = new LinkedHashMap<>();

  private final List<String> folders = new ArrayList<>();

  /** Finds the files, and puts a mark into every subchart that has one. */
  Crds(SortedMap<String, byte[]> chart) {
    chart.forEach(
        (path, content) -> {
          var parts = FILE.matcher(path);
          if (parts.matches()) {
            String folder = path.substring(0, parts.end(1));
            byFolder
                .computeIfAbsent(folder, unused -> new LinkedHashMap<>())
                .put(path.substring(folder.length()), new String(content, StandardCharsets.UTF_8));
          }
        });
    folders.addAll(byFolder.keySet());
    for (String folder : folders) {
      if (!folder.isEmpty()) {
        chart.put(folder + MARK, mark(folder));
      }
    }
  }

  private byte[] mark(String folder) {
    return "apiVersion: v1\nkind: %s\nmetadata:\n  name: \"%d\"\n"
        .formatted(KIND, folders.indexOf(folder))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Whether something that was rendered is a mark. */
  public static boolean isMark(String source) {
    return source.endsWith("/" + MARK);
  }

  /** The files of the chart itself. */
  public List<Crd> own(String chart) {
    return crds("", chart + "/");
  }

  /** The files of a subchart whose mark was rendered. */
  public List<Crd> marked(String source, String name) {
    String prefix = source.substring(0, source.length() - MARK.length());
    return crds(folders.get(Integer.parseInt(name)), prefix);
  }

  private List<Crd> crds(String folder, String prefix) {
    List<Crd> crds = new ArrayList<>();
    byFolder
        .getOrDefault(folder, Map.of())
        .forEach((path, text) -> crds.add(new Crd(prefix + path, text)));
    return crds;
  }
}
