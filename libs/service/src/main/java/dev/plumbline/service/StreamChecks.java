package dev.plumbline.service;

import dev.plumbline.stream.StreamHealth;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Health of the streams. Alive: none stopped for good and their consumers poll; a broker that is
 * away is no reason to restart. Ready: resources were listed, the broker answers, partitions were
 * assigned and their state is rebuilt.
 */
final class StreamChecks {

  private StreamChecks() {}

  /** Whether the process is worth keeping. */
  @Liveness
  @ApplicationScoped
  static class Alive implements HealthCheck {
    private final Streams streams;

    Alive(Streams streams) {
      this.streams = streams;
    }

    @Override
    public HealthCheckResponse call() {
      return answer("streams-alive", streams.health(), StreamHealth::alive, true);
    }
  }

  /** Whether the process does its work. */
  @Readiness
  @ApplicationScoped
  static class Ready implements HealthCheck {
    private final Streams streams;
    private final CustomResources resources;

    Ready(Streams streams, CustomResources resources) {
      this.streams = streams;
      this.resources = resources;
    }

    @Override
    public HealthCheckResponse call() {
      return answer("streams-ready", streams.health(), StreamHealth::ready, resources.isSynced());
    }
  }

  /** Whether the process has got as far as reading its resources. */
  @Startup
  @ApplicationScoped
  static class Started implements HealthCheck {
    private final CustomResources resources;

    Started(CustomResources resources) {
      this.resources = resources;
    }

    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.named("resources-listed").status(resources.isSynced()).build();
    }
  }

  private static HealthCheckResponse answer(
      String name, Map<String, StreamHealth> streams, Predicate<StreamHealth> good, boolean base) {
    var answer = HealthCheckResponse.named(name);
    boolean up = base;
    for (Map.Entry<String, StreamHealth> stream : streams.entrySet()) {
      up &= good.test(stream.getValue());
      answer.withData(stream.getKey(), stream.getValue().detail());
    }
    return answer.status(up).build();
  }
}
