package dev.plumbline.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the report.
 *
 * @param measure what was done
 * @param name what was looked at
 * @param n number of values
 * @param p50 the median, or the value itself if there is one only
 * @param below what the median should be below; null where nothing is aimed at
 * @param comparedWith what to hold it against
 * @param load load average of the machine when it was taken
 * @param histogram how the values spread; empty where that tells nothing
 */
record Figure(
    String measure,
    String name,
    String unit,
    int n,
    double p50,
    double p99,
    @Nullable Double below,
    String comparedWith,
    double load,
    Map<String, Integer> histogram) {

  static Figure of(String measure, String name, String unit, Sample sample) {
    return new Figure(
        measure,
        name,
        unit,
        sample.size(),
        sample.quantile(0.5),
        sample.quantile(0.99),
        null,
        "",
        loadNow(),
        sample.size() > 1 ? sample.histogram() : Map.of());
  }

  static Figure of(String measure, String name, String unit, double value) {
    return of(measure, name, unit, Sample.of(value));
  }

  /** With what the median should be below. */
  Figure aim(double limit) {
    return new Figure(measure, name, unit, n, p50, p99, limit, comparedWith, load, histogram);
  }

  /** With what to hold it against. */
  Figure against(String what) {
    return new Figure(measure, name, unit, n, p50, p99, below, what, load, histogram);
  }

  /** What became of the aim; empty where there is none. */
  String verdict() {
    return below == null ? "" : p50 < below ? "met" : "MISSED";
  }

  ObjectNode json() {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("measure", measure).put("name", name).put("unit", unit).put("n", n);
    json.put("p50", rounded(p50)).put("p99", rounded(p99));
    if (below != null) {
      json.put("aim", "p50 < " + number(below)).put("met", p50 < below);
    }
    if (!comparedWith.isEmpty()) {
      json.put("comparedWith", comparedWith);
    }
    json.put("load", rounded(load));
    if (!histogram.isEmpty()) {
      ObjectNode spread = json.putObject("histogram");
      histogram.forEach(spread::put);
    }
    return json;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-16s %-44s %5d %9s %9s %-8s %-9s %-6s %5.1f  %s",
        measure,
        name,
        n,
        number(p50),
        n > 1 ? number(p99) : "",
        unit,
        below == null ? "" : "< " + number(below),
        verdict(),
        load,
        comparedWith);
  }

  static double loadNow() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : -1;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
