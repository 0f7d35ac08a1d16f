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

  private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

  private record Pause(Instant from, Instant end) {}

  void pause(String destination, Instant from, Instant end) {
    pauses.merge(
        destination,
        new Pause(from, end),
        (one, other) -> one.end().isAfter(other.end()) && !one.from().isAfter(from) ? one : other);
  }

  /**
   * How long the destination is still to be left alone; zero when it is not. A pause that has not
   * begun yet was asked for before the clock was set back, and is over.
   */
  Duration left(String destination, Instant now) {
    Pause pause = pauses.get(destination);
    if (pause == null) {
      return Duration.ZERO;
    }
    if (!pause.end().isAfter(now) || pause.from().isAfter(now)) {
      pauses.remove(destination, pause);
      return Duration.ZERO;
    }
    return Duration.between(now, pause.end());
  }
}
