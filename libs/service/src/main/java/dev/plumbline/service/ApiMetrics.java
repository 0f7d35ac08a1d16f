package dev.plumbline.service;

import dev.plumbline.cluster.ApiListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and times every request to an API server, and shows how many may be under way. */
final class ApiMetrics {

  private final MeterRegistry registry;
  private final Map<String, AtomicInteger> limits = new ConcurrentHashMap<>();

  ApiMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  ApiListener of(String cluster) {
    AtomicInteger limit = limits.computeIfAbsent(cluster, this::limitOf);
    return new ApiListener() {
      @Override
      public void requested(String verb, int code, Duration duration) {
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

      @Override
      public void limited(int requests) {
        limit.set(requests);
      }
    };
  }

  private AtomicInteger limitOf(String cluster) {
    AtomicInteger limit = new AtomicInteger();
    Gauge.builder("plumbline.api.requests.limit", limit, AtomicInteger::get)
        .tag("cluster", cluster)
        .description(
            "Requests that may be under way: as configured, or fewer while it is overloaded")
        .register(registry);
    return limit;
  }
}
