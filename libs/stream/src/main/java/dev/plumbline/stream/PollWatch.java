package dev.plumbline.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When the polling thread last came round. After a long gap (a stopped process, a long garbage
 * collection) our partitions may be somebody else's. The session began with the last heartbeat, and
 * that may have been sent a heartbeat's interval before the gap began: so much less than a session
 * is long enough.
 */
final class PollWatch {
  private final Clock clock;
  private final Duration limit;
  private volatile Instant last;

  PollWatch(Clock clock, StreamSettings settings) {
    this.clock = clock;
    this.limit = settings.sessionTimeout().minus(settings.heartbeat());
    this.last = clock.instant();
  }

  void tick() {
    last = clock.instant();
  }

  Duration sinceTick() {
    return Duration.between(last, clock.instant());
  }

  boolean isStale() {
    return sinceTick().compareTo(limit) >= 0;
  }
}
