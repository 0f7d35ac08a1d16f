package dev.plumbline.webhookingest;

import dev.plumbline.webhookingest.intake.Refusal;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** What is counted of webhooks. */
@ApplicationScoped
class WebhookMetrics {

  private final MeterRegistry registry;
  private final DistributionSummary bodyBytes;

  WebhookMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.bodyBytes =
        DistributionSummary.builder("plumbline.webhook.body.bytes")
            .baseUnit("bytes")
            .description("Sizes of webhook bodies that were read")
            .register(registry);
  }

  void read(int bytes) {
    bodyBytes.record(bytes);
  }

  /** An authentic webhook; {@code result} is accepted, ignored or unavailable. */
  void received(String provider, String result) {
    registry
        .counter("plumbline.webhook.received", "provider", provider, "result", result)
        .increment();
  }

  /** One that was not taken; the provider of an unknown route is unknown. */
  void rejected(String provider, Refusal reason) {
    registry
        .counter("plumbline.webhook.rejected", "provider", provider, "reason", reason.label())
        .increment();
  }
}
