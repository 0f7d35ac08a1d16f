package dev.plumbline.stream;

import java.time.Clock;
import java.time.Duration;

/**
 * When the polling thread last came round. After a long gap (a stopped process, a long garbage
 * collection) our partitions may be somebody else's. The session began with the last heartbeat, and
 * that may have been sent a heartbeat's interval before the gap began: so much less than a session
 * is long enough.
 */
final class PollWatch {
  private final Stopwatch last;
  private final Duration limit;

  PollWatch(Clock clock, StreamSettings settings) {
    this(new Stopwatch(clock), settings);
  }

  PollWatch(Stopwatch stopwatch, StreamSettings settings) {
    this.last = stopwatch;
    this.limit = settings.sessionTimeout().minus(settings.heartbeat());
  }

  void tick() {
    last.restart();
  }

  Duration sinceTick() {
    return last.elapsed();
  }

  boolean isStale() {
    return last.hasReached(limit);
  }
}
