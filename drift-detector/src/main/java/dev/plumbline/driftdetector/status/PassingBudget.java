package dev.plumbline.driftdetector.status;

import java.time.Duration;
import java.time.Instant;

/**
 * How many statuses that only tell of something on its way are written, of all applications
 * together: some at once, then so many a second. Nobody follows a thousand of them, and each costs
 * the API server and all that watch as much as one that stays.
 */
final class PassingBudget {

  /** How many are written at once before any has to wait. */
  static final int AT_ONCE = 20;

  static final int A_SECOND = 5;

  private static final long MILLIS_FOR_ONE = Duration.ofSeconds(1).toMillis() / A_SECOND;

  private int left = AT_ONCE;
  private Instant counted = Instant.EPOCH;

  /** Whether one may be written now; that it was is taken into account. */
  synchronized boolean take(Instant now) {
    long passed = Duration.between(counted, now).toMillis();
    if (passed < 0 || passed >= AT_ONCE * MILLIS_FOR_ONE) {
      left = AT_ONCE;
      counted = now;
    } else {
      long more = passed / MILLIS_FOR_ONE;
      left = (int) Math.min(AT_ONCE, left + more);
      counted = counted.plusMillis(more * MILLIS_FOR_ONE);
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
