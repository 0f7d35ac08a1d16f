package dev.plumbline.cluster;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing delays between attempts: from 0.2 s doubling to 30 s, each cut by up to a half. */
final class Backoff {

  private static final long FIRST_MILLIS = 200;
  private static final long MOST_MILLIS = 30_000;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** How long to wait after one more failure. */
  Duration next() {
    long ceiling = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
    failures++;
    return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
  }

  void reset() {
    failures = 0;
  }
}
