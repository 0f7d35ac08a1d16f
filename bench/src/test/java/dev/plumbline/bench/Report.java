package dev.plumbline.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, and where: a table for people, JSON for machines. */
final class Report {

  private final String cluster;
  private final double loadBefore = Figure.loadNow();
  private final Instant begun = Instant.now();
  private final List<Figure> figures = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param cluster what was measured on
   */
  Report(String cluster) {
    this.cluster = cluster;
  }

  void add(Figure figure) {
    figures.add(figure);
    System.out.println(figure.line());
  }

  List<Figure> figures() {
    return List.copyOf(figures);
  }

  String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s, %d processors, load %.1f before and %.1f after, Java %s, %s%n",
            cluster,
            Runtime.getRuntime().availableProcessors(),
            loadBefore,
            Figure.loadNow(),
            Runtime.version(),
            begun));
    text.append(
        String.format(
            Locale.ROOT,
            "%-16s %-44s %5s %9s %9s %-8s %-9s %-6s %5s  %s%n",
            "measure",
            "figure",
            "n",
            "p50",
            "p99",
            "unit",
            "aim",
            "",
            "load",
            "compared with"));
    figures.forEach(figure -> text.append(figure.line()).append(System.lineSeparator()));
    return text.toString();
  }

  ObjectNode json() {
    ObjectNode json = Json.mapper().createObjectNode();
    ObjectNode environment = json.putObject("environment");
    environment
        .put("cluster", cluster)
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("loadBefore", loadBefore)
        .put("loadAfter", Figure.loadNow())
        .put("java", Runtime.version().toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("begun", begun.toString())
        .put("ended", Instant.now().toString());
    ArrayNode all = json.putArray("figures");
    figures.forEach(figure -> all.add(figure.json()));
    return json;
  }

  void write(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, json().toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
