package dev.plumbline.charts;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Closes a body when its time is over: reading what is closed ends at once. */
final class BodyDeadline implements Runnable {

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final InputStream body;
  private final Future<?> timer;
  private volatile boolean passed;

  BodyDeadline(InputStream body, Duration left) {
    this.body = body;
    this.timer = TIMER.schedule(this, left.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "plumbline-charts-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /** Whoever reads is to know why the body is closed, hence first the one and then the other. */
  @Override
  public void run() {
    passed = true;
    try {
      body.close();
    } catch (IOException e) {
      return; // nothing more is wanted of it
    }
  }

  boolean hasPassed() {
    return passed;
  }

  void cancel() {
    timer.cancel(false);
  }
}
