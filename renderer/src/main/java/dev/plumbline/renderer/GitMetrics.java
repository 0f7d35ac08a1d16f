package dev.plumbline.renderer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Counts what is asked of Git hosts and of mirrors. */
final class GitMetrics {

  private final MeterRegistry registry;

  GitMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void fetched(String host, String outcome, Duration duration) {
    registry
        .counter("plumbline.git.requests", "host", host, "operation", "fetch", "outcome", outcome)
        .increment();
    registry.timer("plumbline.git.duration", "host", host, "operation", "fetch").record(duration);
  }

  /** The counter keeps no hold of what it counts, so whoever made that must. */
  void objectsRead(MirrorSets mirrors) {
    FunctionCounter.builder("plumbline.git.objects.read", mirrors, MirrorSets::objectsRead)
        .description("Blobs and trees read from mirrors")
        .register(registry);
  }
}
