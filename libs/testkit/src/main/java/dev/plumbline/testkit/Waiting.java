package dev.plumbline.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what will happen by itself; never longer than needed. */
public final class Waiting {

  private static final long LOOK_EVERY_MILLIS = 20;

  private Waiting() {}

  /**
   * Waits until the condition holds.
   *
   * @param within how long to wait at most; generous, since machines are busy
   * @param otherwise says what is the case instead, for the failure
   * @throws AssertionError if it does not hold in time
   */
  public static void until(Duration within, Supplier<String> otherwise, BooleanSupplier condition) {
    Instant end = Instant.now().plus(within);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("after " + within + ": " + otherwise.get());
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
