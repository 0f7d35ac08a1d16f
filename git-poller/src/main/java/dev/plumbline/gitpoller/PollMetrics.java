package dev.plumbline.gitpoller;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of polling. */
final class PollMetrics {

  private final MeterRegistry registry;
  private final AtomicLong leading = new AtomicLong();
  private final AtomicLong targets = new AtomicLong();
  private final AtomicLong failing = new AtomicLong();

  PollMetrics(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge("plumbline.poll.leader", leading);
    registry.gauge("plumbline.poll.targets", targets);
    registry.gauge("plumbline.poll.failing", failing);
  }

  void leading(boolean leads) {
    leading.set(leads ? 1 : 0);
  }

  void targets(long all, long thatFail) {
    targets.set(all);
    failing.set(thatFail);
  }

  void events(int count) {
    registry.counter("plumbline.poll.events").increment(count);
  }

  void sweep() {
    registry.counter("plumbline.poll.sweeps").increment();
  }

  void request(String host, String operation, String outcome, Duration took) {
    registry
        .counter("plumbline.git.requests", "host", host, "operation", operation, "outcome", outcome)
        .increment();
    registry.timer("plumbline.git.duration", "host", host, "operation", operation).record(took);
  }
}
