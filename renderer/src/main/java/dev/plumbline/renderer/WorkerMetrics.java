package dev.plumbline.renderer;

import dev.plumbline.workers.PoolListener;
import dev.plumbline.workers.WorkerException.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what the processes do that render what may run away. */
final class WorkerMetrics implements PoolListener {

  private final String pool;
  private final MeterRegistry registry;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  WorkerMetrics(String pool, MeterRegistry registry) {
    this.pool = pool;
    this.registry = registry;
    registry.gauge("plumbline.render.workers.running", tags(), running);
    registry.gauge("plumbline.render.workers.waiting", tags(), waiting);
  }

  private Iterable<Tag> tags() {
    return Tags.of("pool", pool);
  }

  @Override
  public void ended(Optional<Reason> failure, Duration took) {
    registry
        .timer("plumbline.render.worker.calls", "pool", pool, "outcome", label(failure))
        .record(took);
  }

  @Override
  public void started(Duration took) {
    registry.timer("plumbline.render.worker.starts", "pool", pool).record(took);
  }

  @Override
  public void killed(Reason why) {
    registry
        .counter("plumbline.render.worker.kills", "pool", pool, "reason", label(Optional.of(why)))
        .increment();
  }

  @Override
  public void load(int nowRunning, int nowWaiting) {
    running.set(nowRunning);
    waiting.set(nowWaiting);
  }

  private static String label(Optional<Reason> failure) {
    return failure
        .map(reason -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .orElse("ok");
  }
}
