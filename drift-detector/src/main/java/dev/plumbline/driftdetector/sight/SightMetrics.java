package dev.plumbline.driftdetector.sight;

import dev.plumbline.cluster.WatchListener.Restart;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** What is counted of watches and of their audit. */
final class SightMetrics {

  private static final String PREFIX = "plumbline.detector.";

  private final MeterRegistry registry;

  SightMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows how many watches there are, and how long something has not been. */
  void show(Supplier<Number> watches, Supplier<Duration> silence, Supplier<Duration> audit) {
    Gauge.builder(PREFIX + "watches", watches)
        .description("Watches on destination clusters")
        .register(registry);
    Gauge.builder(PREFIX + "watch.silence", () -> silence.get().toMillis() / 1e3)
        .baseUnit("seconds")
        .description("How long the longest silent watch was sent nothing, not even a bookmark")
        .register(registry);
    Gauge.builder(PREFIX + "audit.age", () -> audit.get().toMillis() / 1e3)
        .baseUnit("seconds")
        .description("How long ago the kind that waits longest was audited")
        .register(registry);
  }

  /** Begins to count from nothing, so that the first mismatch is seen as an increase. */
  void expect(WatchedKind kind) {
    mismatches(kind).increment(0);
    objects(kind).increment(0);
  }

  void restarted(WatchedKind kind, Restart why) {
    registry
        .counter(
            PREFIX + "watch.restarts",
            "cluster",
            kind.cluster(),
            "reason",
            why.name().toLowerCase(Locale.ROOT))
        .increment();
  }

  void relisted(WatchedKind kind) {
    registry.counter(PREFIX + "watch.relists", "cluster", kind.cluster()).increment();
  }

  void audited(WatchedKind kind, int count) {
    objects(kind).increment(count);
  }

  void mismatched(WatchedKind kind, int count) {
    mismatches(kind).increment(count);
  }

  private Counter mismatches(WatchedKind kind) {
    return registry.counter(
        PREFIX + "audit.mismatches", "cluster", kind.cluster(), "kind", of(kind));
  }

  private Counter objects(WatchedKind kind) {
    return registry.counter(PREFIX + "audit.objects", "cluster", kind.cluster(), "kind", of(kind));
  }

  private static String of(WatchedKind kind) {
    return kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
  }
}
