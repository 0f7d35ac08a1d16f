package dev.plumbline.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.function.Supplier;

/** The runner's meters. Labels are the group, the topic and an outcome; never a key. */
final class StreamMetrics {
  private static final String PREFIX = "plumbline.stream.";
  private final MeterRegistry registry;
  private final String group;
  private final Timer rebuild;
  private final Timer transaction;

  StreamMetrics(MeterRegistry registry, String group) {
    this.registry = registry;
    this.group = group;
    this.rebuild = timer("rebuild", "Time from assignment to rebuilt state");
    this.transaction = timer("transaction", "Time of one transaction, retries included");
  }

  private Timer timer(String name, String description) {
    return Timer.builder(PREFIX + name)
        .description(description)
        .tag("group", group)
        .register(registry);
  }

  /** What became of one attempt at a record. */
  enum Outcome {
    HANDLED,
    RETRIED,
    DEAD_LETTER,
    ABANDONED;

    private final String label = name().toLowerCase(Locale.ROOT);
  }

  void record(String topic, Outcome outcome) {
    registry
        .counter(PREFIX + "records", "group", group, "topic", topic, "outcome", outcome.label)
        .increment();
  }

  void deadLetter(String topic) {
    registry.counter(PREFIX + "dead.letters", "group", group, "topic", topic).increment();
  }

  /** Counts a change of ownership: {@code assigned}, {@code revoked} or {@code lost}. */
  void rebalance(String kind) {
    registry.counter(PREFIX + "rebalances", "group", group, "kind", kind).increment();
  }

  Timer handle(String topic) {
    return registry.timer(PREFIX + "handle", "group", group, "topic", topic);
  }

  Timer rebuild() {
    return rebuild;
  }

  Timer transaction() {
    return transaction;
  }

  Timer.Sample start() {
    return Timer.start(registry);
  }

  void openRecords(Supplier<Number> count) {
    Gauge.builder(PREFIX + "open.records", count)
        .description("Records received and not yet acknowledged")
        .tag("group", group)
        .register(registry);
  }

  void ownedPartitions(Supplier<Number> count) {
    Gauge.builder(PREFIX + "owned.partitions", count)
        .description("Partitions that this instance owns, state rebuilt")
        .tag("group", group)
        .register(registry);
  }
}
