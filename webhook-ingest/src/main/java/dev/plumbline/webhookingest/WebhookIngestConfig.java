package dev.plumbline.webhookingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of webhook-ingest. */
@ConfigMapping(prefix = "plumbline.webhook-ingest")
public interface WebhookIngestConfig {

  /**
   * The largest body that is read, in bytes; 3 MiB, above what pushes of a few thousand commits
   * need. What is larger is refused before it is read, and found by polling.
   */
  @WithDefault("3145728")
  int maxBodyBytes();

  /** How often Secrets are read again: as long can a rotated one take to count. */
  @WithDefault("5s")
  Duration secretRefresh();

  /**
   * How long a caller waits for Kafka before it is told 503; below the ten seconds after which
   * providers give up.
   */
  @WithDefault("8s")
  Duration acknowledgeWithin();

  /** What {@code Retry-After} says with a 503. */
  @WithDefault("10s")
  Duration retryAfter();
}
