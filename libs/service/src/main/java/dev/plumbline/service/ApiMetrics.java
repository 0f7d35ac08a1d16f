package dev.plumbline.service;

import dev.plumbline.cluster.ApiListener;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts and times every request to an API server. */
final class ApiMetrics {

  private final MeterRegistry registry;

  ApiMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  ApiListener of(String cluster) {
    return (verb, code, duration) ->
        registry
            .timer(
                "plumbline.api.requests",
                "cluster",
                cluster,
                "verb",
                verb,
                "code",
                String.valueOf(code))
            .record(duration);
  }
}
