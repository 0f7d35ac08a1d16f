package dev.plumbline.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The runner's meters. Labels are the group, the topic and an outcome; never a key. */
final class StreamMetrics {
  private static final String PREFIX = "plumbline.stream.";

  /** From what a quiet pipeline takes to what somebody is called for. */
  private static final Duration[] HOP_BUCKETS =
      IntStream.of(1, 2, 5, 10, 20, 50, 100, 250, 1_000, 5_000, 30_000, 300_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final String group;
  private final Timer rebuild;
  private final Timer transaction;

  /** To look a meter up in the registry costs more than to record, and each record takes three. */
  private final Map<String, OfTopic> topics = new ConcurrentHashMap<>();

  /** The meters of each record of one topic. */
  private record OfTopic(Timer handle, Timer hop, Map<Outcome, Counter> outcomes) {}

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
    of(topic)
        .outcomes()
        .computeIfAbsent(
            outcome,
            first ->
                registry.counter(
                    PREFIX + "records", "group", group, "topic", topic, "outcome", first.label))
        .increment();
  }

  /** Begins to count from nothing, so that the first dead letter is seen as an increase. */
  void expectDeadLetters(String topic) {
    deadLetters(topic).increment(0);
  }

  void deadLetter(String topic) {
    deadLetters(topic).increment();
  }

  private Counter deadLetters(String topic) {
    return registry.counter(PREFIX + "dead.letters", "group", group, "topic", topic);
  }

  /**
   * Counts a change of ownership and the partitions it moved.
   *
   * @param kind {@code assigned}, {@code revoked} or {@code lost}
   */
  void rebalance(String kind, int partitions) {
    registry.counter(PREFIX + "rebalances", "group", group, "kind", kind).increment();
    registry
        .counter(PREFIX + "moved.partitions", "group", group, "kind", kind)
        .increment(partitions);
  }

  Timer handle(String topic) {
    return of(topic).handle();
  }

  /** From the writing of a record to the end of its handling: one hop of the pipeline. */
  void hop(String topic, Duration taken) {
    of(topic).hop().record(taken);
  }

  private OfTopic of(String topic) {
    OfTopic known = topics.get(topic);
    return known == null ? topics.computeIfAbsent(topic, this::register) : known;
  }

  private OfTopic register(String topic) {
    return new OfTopic(
        registry.timer(PREFIX + "handle", "group", group, "topic", topic),
        Timer.builder(PREFIX + "hop")
            .description("From the writing of a record to the end of its handling")
            .tag("group", group)
            .tag("topic", topic)
            .serviceLevelObjectives(HOP_BUCKETS)
            .register(registry),
        new ConcurrentHashMap<>());
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

  void lag(String topic, Supplier<Number> records) {
    Gauge.builder(PREFIX + "lag.records", records)
        .description("Records of this instance's partitions that it has not received yet")
        .tag("group", group)
        .tag("topic", topic)
        .register(registry);
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
