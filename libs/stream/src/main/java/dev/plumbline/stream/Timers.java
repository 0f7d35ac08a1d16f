package dev.plumbline.stream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The timers of one partition, so that all of them can be dropped at once. */
final class Timers {
  private final ScheduledExecutorService clockwork;
  private final Set<Timer> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  Timers(ScheduledExecutorService clockwork) {
    this.clockwork = clockwork;
  }

  /**
   * Calls {@code due} after a delay, on the timer thread, telling it how to learn whether the timer
   * was cancelled since. Never called when cancelled or stopped before.
   */
  Cancellable after(Duration delay, Consumer<BooleanSupplier> due) {
    Timer timer = new Timer(due, () -> {});
    start(timer, delay);
    return timer;
  }

  /**
   * Calls {@code due} exactly once: with false after the delay, or with true when stopped before.
   */
  void afterOrAtStop(Duration delay, Consumer<Boolean> due) {
    start(new Timer(cancelled -> due.accept(false), () -> due.accept(true)), delay);
  }

  private void start(Timer timer, Duration delay) {
    pending.add(timer);
    timer.future = clockwork.schedule(timer::fire, delay.toNanos(), TimeUnit.NANOSECONDS);
    if (stopped) {
      timer.stop();
    }
  }

  /** Stops all timers and all that will be asked for. */
  void stop() {
    stopped = true;
    pending.forEach(Timer::stop);
  }

  private final class Timer implements Cancellable {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final Consumer<BooleanSupplier> due;
    private final Runnable atStop;
    private volatile @Nullable Future<?> future;

    private Timer(Consumer<BooleanSupplier> due, Runnable atStop) {
      this.due = due;
      this.atStop = atStop;
    }

    private void fire() {
      if (pending.remove(this)) {
        due.accept(cancelled::get);
      }
    }

    private void stop() {
      if (pending.remove(this)) {
        end();
        atStop.run();
      }
    }

    @Override
    public void cancel() {
      pending.remove(this);
      end();
    }

    private void end() {
      cancelled.set(true);
      Future<?> scheduled = future;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }
  }
}
