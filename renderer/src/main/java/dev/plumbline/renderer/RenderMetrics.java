package dev.plumbline.renderer;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Counts renders. */
final class RenderMetrics {

  private final MeterRegistry registry;

  RenderMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A look that ended with a render, or with finding that none is needed, or with a failure. */
  void ended(String outcome) {
    registry.counter("plumbline.renders", "outcome", outcome).increment();
  }

  /** A look that ended with a failure: which bound it met, or what else was wrong. */
  void failed(FailureReason reason) {
    registry.counter("plumbline.render.failures", "reason", reason.name()).increment();
  }

  /** Time from the commit being at hand to the manifests. */
  void rendered(Duration duration) {
    registry.timer("plumbline.render.duration").record(duration);
  }
}
