package dev.plumbline.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what will happen by itself; never longer than needed. */
public final class Waiting {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration LOOK_EVERY_AT_MOST = Duration.ofMillis(500);

  private Waiting() {}

  /**
   * Waits until the condition holds.
   *
   * @param within how long to wait at most; generous, since machines are busy
   * @param otherwise says what is the case instead, for the failure
   * @throws AssertionError if it does not hold in time
   */
  public static void until(Duration within, Supplier<String> otherwise, BooleanSupplier condition) {
    if (!happens(within, condition)) {
      throw new AssertionError("after " + within + ": " + otherwise.get());
    }
  }

  /** Waits for what need not come; whether it did, in that time. */
  public static boolean happens(Duration within, BooleanSupplier condition) {
    Instant end = Instant.now().plus(within);
    while (true) {
      long begun = System.nanoTime();
      if (condition.getAsBoolean()) {
        return true;
      }
      if (Instant.now().isAfter(end)) {
        return false;
      }
      pause(Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  /**
   * For as long as the look took: one that costs much, such as reading a whole topic, must not keep
   * the processor from what is waited for.
   */
  private static void pause(Duration lookTook) {
    Duration pause = lookTook.compareTo(LOOK_EVERY) < 0 ? LOOK_EVERY : lookTook;
    if (pause.compareTo(LOOK_EVERY_AT_MOST) > 0) {
      pause = LOOK_EVERY_AT_MOST;
    }
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
