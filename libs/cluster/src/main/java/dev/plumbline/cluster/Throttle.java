package dev.plumbline.cluster;

import dev.plumbline.cluster.ClusterException.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Keeps the requests to one cluster within limits, which may change; whoever is early waits. */
final class Throttle {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition room = lock.newCondition();
  private RequestLimits limits;
  private int inFlight;
  private double tokens;
  private long countedAt;

  Throttle(RequestLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.tokens = limits.burst();
    this.countedAt = nanoTime.getAsLong();
  }

  /** Other limits, from the next request on. */
  void limit(RequestLimits changed) {
    lock.lock();
    try {
      if (!changed.equals(limits)) {
        limits = changed;
        tokens = Math.min(tokens, changed.burst());
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a request may begin; {@link #leave()} must follow.
   *
   * @throws ClusterException {@code TOO_MANY_REQUESTS} when it may not within that time
   */
  void enter(String cluster, Duration patience) throws ClusterException {
    take(cluster, patience, true);
  }

  /** As {@link #enter}, for what may go on for ever and does not count as under way. */
  void pass(String cluster, Duration patience) throws ClusterException {
    take(cluster, patience, false);
  }

  /** A request is over. */
  void leave() {
    lock.lock();
    try {
      inFlight--;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(String cluster, Duration patience, boolean counts) throws ClusterException {
    long deadline = nanoTime.getAsLong() + patience.toNanos();
    lock.lock();
    try {
      for (long wait = due(counts); wait > 0; wait = due(counts)) {
        long left = deadline - nanoTime.getAsLong();
        if (left <= 0) {
          throw new ClusterException(
              Reason.TOO_MANY_REQUESTS,
              0,
              "cluster '%s' is asked for more than its limits allow: %d requests under way, %s"
                  .formatted(cluster, inFlight, described()));
        }
        var unused = room.await(Math.min(wait, left), TimeUnit.NANOSECONDS);
      }
      if (limits.perSecond() > 0) {
        tokens--;
      }
      if (counts) {
        inFlight++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(
          Reason.UNREACHABLE, 0, "cluster '" + cluster + "': interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /** How long to wait before looking again; nothing when there is room now. */
  private long due(boolean counts) {
    if (counts && inFlight >= limits.inFlight()) {
      return Long.MAX_VALUE;
    }
    if (limits.perSecond() == 0) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    tokens = Math.min(limits.burst(), tokens + (now - countedAt) / NANOS * limits.perSecond());
    countedAt = now;
    return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / limits.perSecond() * NANOS);
  }

  private String described() {
    return "at most "
        + limits.inFlight()
        + (limits.perSecond() == 0 ? "" : ", " + limits.perSecond() + " a second");
  }
}
