package dev.plumbline.cluster;

import java.util.concurrent.TimeUnit;

/**
 * How many requests may be under way to one cluster, from what it answers: half as many when it is
 * overloaded, and one more for each round of answers that says nothing of the kind, up to what is
 * configured. Not safe for threads.
 */
final class AdaptiveLimit {

  /** What was under way when the cluster was overloaded tells the same thing once. */
  private static final long SETTLING = TimeUnit.SECONDS.toNanos(1);

  private int most;
  private double limit;
  private boolean lowered;
  private long loweredAt;

  /** Begins with what is configured: API servers defend themselves. */
  AdaptiveLimit(int most) {
    this.most = most;
    this.limit = most;
  }

  /** How many may be under way. */
  int requests() {
    return (int) limit;
  }

  /** Whether these are fewer than are configured. */
  boolean reduced() {
    return limit < most;
  }

  /** Another number is configured. */
  void most(int changed) {
    limit = reduced() ? Math.min(limit, changed) : changed;
    most = changed;
  }

  /**
   * A request was answered. Only a number that is used shows that the cluster bears it.
   *
   * @param underWay how many requests were under way, this one included
   */
  void answered(int underWay) {
    if (reduced() && underWay >= limit / 2) {
      limit = Math.min(most, limit + 1 / limit);
    }
  }

  /**
   * The cluster had too much to do.
   *
   * @param underWay as in {@link #answered}
   * @param now in nanoseconds
   */
  void overloaded(int underWay, long now) {
    if (lowered && now - loweredAt < SETTLING) {
      return;
    }
    lowered = true;
    loweredAt = now;
    limit = Math.max(1, Math.floor(Math.min(limit, Math.max(underWay, 1)) / 2));
  }
}
