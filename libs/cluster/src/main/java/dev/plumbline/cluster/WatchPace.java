package dev.plumbline.cluster;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long the connections of watches live.
 *
 * @param shortest what the server is asked for at least
 * @param longest what it is asked for at most, so that not all end at once
 * @param grace after which a connection is cut that the server did not end when it was asked to
 * @param silence after which one is renewed that brought nothing: a server that has bookmarks sends
 *     one every minute, and one that has none is asked again for little
 */
record WatchPace(Duration shortest, Duration longest, Duration grace, Duration silence) {

  static final WatchPace NORMAL =
      new WatchPace(
          Duration.ofMinutes(4),
          Duration.ofMinutes(8),
          Duration.ofSeconds(30),
          Duration.ofSeconds(150));

  private static final long LONGEST_TURN_MILLIS = 200;

  /** For how many seconds to ask. */
  int life(RandomGenerator random) {
    long most = longest.toSeconds() - shortest.toSeconds();
    return (int) (shortest.toSeconds() + random.nextLong(most + 1));
  }

  /** A short wait, different for each watch that waits. */
  Duration turn(RandomGenerator random) {
    return Duration.ofMillis(1 + random.nextLong(LONGEST_TURN_MILLIS));
  }
}
