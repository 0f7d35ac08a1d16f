package dev.plumbline.notifier;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Destinations that asked to be left alone for a while. A rate limit is the destination's, not one
 * message's, so all of this process's messages to it wait.
 */
final class Pauses {

  private final Map<String, Instant> until = new ConcurrentHashMap<>();

  void pause(String destination, Instant end) {
    until.merge(destination, end, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** How long the destination is still to be left alone; zero when it is not. */
  Duration left(String destination, Instant now) {
    Instant end = until.get(destination);
    if (end == null) {
      return Duration.ZERO;
    }
    if (!end.isAfter(now)) {
      until.remove(destination, end);
      return Duration.ZERO;
    }
    return Duration.between(now, end);
  }
}
