package dev.plumbline.driftdetector;

import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has all objects of an application read anew at its interval, and knows when that was last done to
 * the end. On the lane only, but for {@link #age}.
 */
final class FullCheck {

  /** An application may be so many intervals without a full check before it counts as overdue. */
  private static final double PATIENCE = 1.5;

  private final String key;
  private final OwnedPartition partition;
  private final Surroundings at;
  private final Supplier<CompletionStage<Boolean>> check;
  private @Nullable Cancellable timer;
  private boolean running;
  private volatile @Nullable Duration interval;
  private volatile Instant last;

  /**
   * Checks nothing yet; the application counts as checked now.
   *
   * @param check reads all objects; gives whether all of them could be read
   */
  FullCheck(
      String key,
      OwnedPartition partition,
      Surroundings at,
      Supplier<CompletionStage<Boolean>> check) {
    this.key = key;
    this.partition = partition;
    this.at = at;
    this.check = check;
    this.last = at.clock().instant();
  }

  /** Checks at that interval from now on, give or take a tenth. */
  void every(Duration wanted) {
    if (!wanted.equals(interval)) {
      rest();
      interval = wanted;
      schedule(wanted);
    }
  }

  private void schedule(Duration every) {
    double share = 0.9 + 0.2 * at.random().nextDouble();
    timer =
        partition.schedule(
            key,
            Duration.ofMillis(Math.max(1000, (long) (every.toMillis() * share))),
            () -> {
              now();
              schedule(every);
              return CompletableFuture.completedFuture(null);
            });
  }

  /** Checks now, unless a check is under way. */
  void now() {
    if (running) {
      return;
    }
    running = true;
    check
        .get()
        .whenComplete(
            (whole, failure) ->
                partition.submit(
                    key,
                    () -> {
                      running = false;
                      if (Boolean.TRUE.equals(whole)) {
                        last = at.clock().instant();
                      }
                      return CompletableFuture.completedFuture(null);
                    }));
  }

  /** How long ago the last check to the end was; zero while nothing is to be checked. */
  Duration age(Instant now) {
    return interval == null || last.isAfter(now) ? Duration.ZERO : Duration.between(last, now);
  }

  /** Whether the last check is longer ago than it may be. */
  boolean overdue(Instant now) {
    Duration every = interval;
    return every != null && age(now).toMillis() > every.toMillis() * PATIENCE;
  }

  /** Checks no more. */
  void rest() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    interval = null;
  }
}
