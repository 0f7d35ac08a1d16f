package dev.plumbline.bench;

import dev.plumbline.testkit.harness.Cluster;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Objects whose status is written again and again, as busy controllers do, with nothing in it that
 * anybody wants: as many a second as is asked for, or as the API server takes.
 */
final class Noise implements AutoCloseable {

  private static final int HANDS = 16;

  private final Cluster cluster;
  private final List<String> paths;
  private final ScheduledExecutorService hands = new ScheduledThreadPoolExecutor(HANDS);
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final long since = System.nanoTime();

  /**
   * Begins.
   *
   * @param paths of the objects
   * @param perSecond updates of all of them together
   */
  Noise(Cluster cluster, List<String> paths, int perSecond) {
    this.cluster = cluster;
    this.paths = paths;
    long pause = TimeUnit.SECONDS.toNanos(HANDS) / perSecond;
    for (int i = 0; i < HANDS; i++) {
      var unused =
          hands.scheduleAtFixedRate(this::write, i * pause / HANDS, pause, TimeUnit.NANOSECONDS);
    }
  }

  private void write() {
    long number = begun.getAndIncrement();
    String path = paths.get((int) (number % paths.size()));
    String condition =
        "{\"status\":{\"conditions\":[{\"type\":\"Noise\",\"status\":\"True\",\"message\":\"%d\"}]}}"
            .formatted(number);
    if (cluster
            .call(
                "PATCH",
                path + "/status?fieldManager=noise",
                "application/merge-patch+json",
                condition)
            .status()
        == 200) {
      written.incrementAndGet();
    }
  }

  /** Updates a second so far. */
  double rate() {
    return written.get() / ((System.nanoTime() - since) / 1e9);
  }

  @Override
  public void close() {
    hands.shutdownNow();
    try {
      if (!hands.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("updates do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
