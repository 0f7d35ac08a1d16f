package dev.plumbline.cluster;

import dev.plumbline.cluster.ClusterException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Keeps the requests to one cluster within limits, which may change; whoever is early waits. The
 * cluster's answers narrow the limits: see {@link AdaptiveLimit}. When it asks for patience,
 * nothing is written to it for as long as it said, or for a minute: then it is asked again.
 */
final class Throttle {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A longer pause is told to who asks, instead of holding a thread. */
  private static final long SHORT_PAUSE = TimeUnit.SECONDS.toNanos(1);

  /**
   * One answer, which may be that of a single API behind the cluster, does not stop all for long.
   */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition room = lock.newCondition();
  private final AdaptiveLimit adaptive;
  private RequestLimits limits;
  private int inFlight;
  private double tokens;
  private long countedAt;
  private boolean paused;
  private long pausedUntil;

  Throttle(RequestLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.adaptive = new AdaptiveLimit(limits.inFlight());
    this.tokens = limits.burst();
    this.countedAt = nanoTime.getAsLong();
  }

  /** Other limits, from the next request on. */
  void limit(RequestLimits changed) {
    lock.lock();
    try {
      if (!changed.equals(limits)) {
        limits = changed;
        adaptive.most(changed.inFlight());
        tokens = Math.min(tokens, changed.burst());
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What asks to begin. */
  enum Kind {
    READ,
    WRITE,
    /** What may go on for ever and does not count as under way. */
    WATCH
  }

  /**
   * Waits until a request may begin; {@link #leave()} must follow, unless it is a watch.
   *
   * @throws ClusterException {@code TOO_MANY_REQUESTS} when it may not within that time
   */
  void enter(String cluster, Duration patience, Kind kind) throws ClusterException {
    long deadline = nanoTime.getAsLong() + patience.toNanos();
    lock.lock();
    try {
      for (long wait = due(cluster, kind); wait > 0; wait = due(cluster, kind)) {
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
      if (kind != Kind.WATCH) {
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

  /**
   * What the answer to a request tells.
   *
   * @param overloaded whether the cluster has too much to do
   * @param patience for how long it asked not to be written to
   */
  void answered(boolean overloaded, Optional<Duration> patience) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      if (overloaded) {
        adaptive.overloaded(inFlight, now);
      } else {
        adaptive.answered(inFlight);
      }
      if (patience.isPresent()) {
        Duration asked = patience.get();
        Duration pause = asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
        long until = now + pause.toNanos();
        pausedUntil = paused && pausedUntil - until > 0 ? pausedUntil : until;
        paused = true;
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many requests may be under way now. */
  int requests() {
    lock.lock();
    try {
      return adaptive.requests();
    } finally {
      lock.unlock();
    }
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

  /** How long to wait before looking again; nothing when there is room now. */
  private long due(String cluster, Kind kind) throws ClusterException {
    long now = nanoTime.getAsLong();
    long pause = kind == Kind.WRITE ? pause(cluster, now) : 0;
    if (pause > 0) {
      return pause;
    }
    if (kind != Kind.WATCH && inFlight >= adaptive.requests()) {
      return Long.MAX_VALUE;
    }
    if (limits.perSecond() == 0) {
      return 0;
    }
    tokens = Math.min(limits.burst(), tokens + (now - countedAt) / NANOS * limits.perSecond());
    countedAt = now;
    return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / limits.perSecond() * NANOS);
  }

  /** What is left of the pause that the cluster asked for. */
  private long pause(String cluster, long now) throws ClusterException {
    paused &= pausedUntil - now > 0;
    if (!paused) {
      return 0;
    }
    long left = pausedUntil - now;
    if (left > SHORT_PAUSE) {
      long seconds = (long) Math.ceil(left / NANOS);
      throw ClusterException.busy(
          "cluster '%s' asked not to be written to for another %d s".formatted(cluster, seconds),
          Duration.ofNanos(left));
    }
    return left;
  }

  private String described() {
    return "at most "
        + adaptive.requests()
        + (adaptive.reduced() ? " for now, for it was overloaded" : "")
        + (limits.perSecond() == 0 ? "" : ", " + limits.perSecond() + " a second");
  }
}
