package dev.plumbline.webhookingest;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the routes of all webhook sources are open: before that, a provider would be told that
 * its route does not exist. Kafka has no say here, since a caller is better told 503 with {@code
 * Retry-After} than not reached at all.
 */
@Readiness
@ApplicationScoped
class WebhookIngestReadiness implements HealthCheck {

  private final WebhookIngestService service;

  WebhookIngestReadiness(WebhookIngestService service) {
    this.service = service;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("webhook-routes-open")
        .status(!service.enabled() || service.ready())
        .build();
  }
}
