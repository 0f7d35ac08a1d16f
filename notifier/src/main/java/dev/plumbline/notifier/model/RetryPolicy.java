package dev.plumbline.notifier.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When to try again.
 *
 * @param first the pause after the first failure; it doubles with each further one
 * @param longest the longest pause of our own choice, and the longest a destination may ask for is
 *     {@value #PATIENCE} times that
 * @param budget how long after its event a message is given up
 */
public record RetryPolicy(Duration first, Duration longest, Duration budget) {

  private static final int PATIENCE = 12;
  private static final int MAX_DOUBLINGS = 30;

  public RetryPolicy {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "expected 0 < first-pause <= longest-pause, were " + first + " and " + longest);
    }
  }

  /** A pause that a destination asked for, bounded: it may not silence us for good. */
  public Duration bounded(Duration asked) {
    Duration most = longest.multipliedBy(PATIENCE);
    return asked.compareTo(most) > 0 ? most : asked;
  }

  /**
   * The time of the next attempt; empty when the budget is spent by then.
   *
   * @param attempts tries so far, at least 1
   * @param asked pause that the destination asked for; null for none
   * @param jitter from 0 to 1: what failed together must not return together
   */
  Optional<Instant> next(
      int attempts, @Nullable Duration asked, Instant createdAt, Instant now, double jitter) {
    long factor = 1L << Math.min(MAX_DOUBLINGS, Math.max(0, attempts - 1));
    Duration doubled = first.multipliedBy(factor);
    Duration pause = doubled.compareTo(longest) > 0 ? longest : doubled;
    Duration own = Duration.ofMillis((long) (pause.toMillis() * (0.5 + jitter / 2)));
    Duration wanted = asked == null ? Duration.ZERO : bounded(asked);
    Instant next = now.plus(own.compareTo(wanted) < 0 ? wanted : own);
    return next.isAfter(createdAt.plus(budget)) ? Optional.empty() : Optional.of(next);
  }
}
