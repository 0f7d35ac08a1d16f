package dev.plumbline.bench;

import dev.plumbline.testkit.harness.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the product has spent so far, so that it can be told what a number of syncs cost.
 *
 * @param metrics its own counts
 */
record Spent(Metrics metrics, Duration cpu) {

  private static final List<String> VERBS =
      List.of("get", "apply", "patch", "create", "delete", "list", "watch");

  static Spent by(Product product) {
    return new Spent(product.metrics(), product.cpu());
  }

  /** Adds what each of so many syncs since then has cost. */
  void since(Spent before, int syncs, String measure, Report report) {
    String verbs =
        VERBS.stream()
            .map(verb -> each(before, syncs, "plumbline_api_requests_seconds_count", verb(verb)))
            .collect(Collectors.joining(", "));
    report.add(
        Figure.of(
                measure,
                "API requests a sync",
                "requests",
                number(before, "plumbline_api_requests_seconds_count", "") / syncs)
            .against(VERBS + " " + verbs));
    report.add(
        Figure.of(
            measure,
            "transactions a sync",
            "transactions",
            number(before, "plumbline_stream_transaction_seconds_count", "") / syncs));
    report.add(
        Figure.of(
            measure,
            "records handled a sync",
            "records",
            number(before, "plumbline_stream_records_total", "") / syncs));
    report.add(
        Figure.of(
            measure,
            "CPU of the services a sync",
            "ms",
            cpu.minus(before.cpu()).toMillis() / (double) syncs));
  }

  private static String verb(String verb) {
    return "verb=\"" + verb + "\"";
  }

  private String each(Spent before, int syncs, String name, String label) {
    return String.format(Locale.ROOT, "%.1f", number(before, name, label) / syncs);
  }

  private double number(Spent before, String name, String label) {
    return metrics.sum(name, label) - before.metrics.sum(name, label);
  }
}
