package dev.plumbline.charts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which versions of which charts a repository has. Kept as one text for each chart: an index of
 * tens of thousands of versions takes a few megabytes.
 */
final class ChartIndex {

  private static final int OVERHEAD = 100;

  private final Map<String, byte[]> charts;
  private final long bytes;

  private ChartIndex(Map<String, byte[]> charts) {
    this.charts = charts;
    this.bytes =
        charts.entrySet().stream()
            .mapToLong(each -> OVERHEAD + 2L * each.getKey().length() + each.getValue().length)
            .sum();
  }

  /** The names of its charts. */
  Set<String> names() {
    return charts.keySet();
  }

  /** The versions of a chart in the order of the index; empty when there is no such chart. */
  List<ChartEntry> versions(String name) {
    byte[] text = charts.get(name);
    if (text == null) {
      return List.of();
    }
    List<ChartEntry> entries = new ArrayList<>();
    for (String line : new String(text, StandardCharsets.UTF_8).split("\n", -1)) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 3) {
        entries.add(new ChartEntry(parts[0], parts[1].isEmpty() ? null : parts[1], parts[2]));
      }
    }
    return entries;
  }

  /** About how much memory it takes. */
  long bytes() {
    return bytes;
  }

  /** Gathers an index; what has a control character in it is left out. */
  static final class Builder {

    private final Map<String, StringBuilder> charts = new LinkedHashMap<>();

    void chart(String name) {
      charts.computeIfAbsent(name, added -> new StringBuilder());
    }

    void add(String name, String version, String digest, String url) {
      String line = version + "\t" + digest + "\t" + url;
      if (line.chars().filter(Character::isISOControl).count() == 2) {
        charts.computeIfAbsent(name, added -> new StringBuilder()).append(line).append('\n');
      }
    }

    ChartIndex build() {
      Map<String, byte[]> texts = new LinkedHashMap<>();
      charts.forEach(
          (name, text) -> texts.put(name, text.toString().getBytes(StandardCharsets.UTF_8)));
      return new ChartIndex(texts);
    }
  }
}
