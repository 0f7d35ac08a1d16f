package dev.plumbline.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When the polling thread last came round. A gap as long as the session timeout (a stopped process,
 * a long garbage collection) means that our partitions may be somebody else's by now.
 */
final class PollWatch {
  private final Clock clock;
  private final Duration sessionTimeout;
  private volatile Instant last;

  PollWatch(Clock clock, Duration sessionTimeout) {
    this.clock = clock;
    this.sessionTimeout = sessionTimeout;
    this.last = clock.instant();
  }

  void tick() {
    last = clock.instant();
  }

  Duration sinceTick() {
    return Duration.between(last, clock.instant());
  }

  boolean isStale() {
    return sinceTick().compareTo(sessionTimeout) >= 0;
  }
}
