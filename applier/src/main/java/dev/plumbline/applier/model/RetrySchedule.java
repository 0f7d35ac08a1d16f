package dev.plumbline.applier.model;

import java.time.Duration;
import java.util.Optional;

/**
 * When to try an object again within one sync. These are seconds, for hiccups; what lasts longer
 * ends the sync, and the application's own retry policy takes over.
 *
 * @param attempts how often an object is tried at most
 * @param first the pause after the first failure; it doubles with each further one
 * @param longest the longest pause, also when the API server asks for more: then it is not tried
 *     again in this sync
 * @param deletion how long to wait for an object to be gone once its deletion was asked for
 */
public record RetrySchedule(int attempts, Duration first, Duration longest, Duration deletion) {

  private static final Duration FIRST_LOOK = Duration.ofMillis(100);
  private static final Duration SLOWEST_LOOK = Duration.ofSeconds(5);
  private static final int TIDYING_LOOKS = 5;

  public RetrySchedule {
    if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "expected at least one attempt and 0 <= first <= longest, got %d, %s, %s"
              .formatted(attempts, first, longest));
    }
  }

  /**
   * The pause after a failed attempt; empty when it was the last one.
   *
   * @param failed how many attempts have failed, this one included
   * @param jitter from 0 to 1
   */
  Optional<Duration> after(Fault fault, int failed, double jitter) {
    if (!fault.passing() || failed >= attempts) {
      return Optional.empty();
    }
    Duration asked = fault.retryAfter();
    if (asked != null && asked.compareTo(longest) > 0) {
      return Optional.empty();
    }
    Duration pause = spread(doubled(first, failed - 1, longest), jitter);
    return Optional.of(asked == null ? pause : asked.plus(spread(first, jitter)));
  }

  /**
   * The pause before looking again whether a deleted object is gone; empty when that took too long.
   *
   * @param looks how often it was seen still there
   * @param waited since the first of those
   */
  Optional<Duration> untilGone(int looks, Duration waited, double jitter) {
    return waited.compareTo(deletion) >= 0
        ? Optional.empty()
        : Optional.of(spread(doubled(FIRST_LOOK, looks - 1, SLOWEST_LOOK), jitter));
  }

  /**
   * The pause before looking again whether what is left of a hook is gone; empty when that is no
   * longer worth the wait: nothing needs it gone.
   *
   * @param looks how often it was seen still there
   */
  Optional<Duration> untilTidy(int looks, double jitter) {
    return looks >= TIDYING_LOOKS
        ? Optional.empty()
        : Optional.of(spread(doubled(FIRST_LOOK, looks - 1, SLOWEST_LOOK), jitter));
  }

  /** The pause before a task that could not be tried yet, for a reason of our own. */
  Duration notYet(double jitter) {
    return spread(first, jitter);
  }

  private static Duration doubled(Duration start, int times, Duration most) {
    Duration pause = start;
    for (int i = 0; i < times && pause.compareTo(most) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(most) > 0 ? most : pause;
  }

  /** Between half of a pause and all of it. */
  private static Duration spread(Duration pause, double jitter) {
    long half = pause.toNanos() / 2;
    return Duration.ofNanos(half + (long) (half * jitter));
  }
}
