package dev.plumbline.helm.rewrite;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
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

  /** The files of the chart itself. */
  public List<Crd> own(String chart) {
    return crds("", chart + "/");
  }

  /**
   * The files of a subchart whose mark was rendered; nothing for a manifest that is no mark, or one
   * that a chart forged.
   */
  public Optional<List<Crd>> marked(String source, JsonNode manifest) {
    String name = manifest.path("metadata").path("name").asText();
    if (!source.endsWith("/" + MARK)
        || !manifest.path("kind").asText().equals(KIND)
        || !NUMBER.matcher(name).matches()) {
      return Optional.empty();
    }
    int folder = Integer.parseInt(name);
    if (folder >= folders.size() || folders.get(folder).isEmpty()) {
      return Optional.empty();
    }
    String prefix = source.substring(0, source.length() - MARK.length());
    return Optional.of(crds(folders.get(folder), prefix));
  }

  private List<Crd> crds(String folder, String prefix) {
    List<Crd> crds = new ArrayList<>();
    byFolder
        .getOrDefault(folder, Map.of())
        .forEach((path, text) -> crds.add(new Crd(prefix + path, text)));
    return crds;
  }
}
