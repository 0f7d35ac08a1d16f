package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.Json;
import java.time.Duration;

/**
 * Spreads pauses by a fifth, so that many syncs that failed at once are not tried again at once.
 * The same plan has the same pause, however often it is judged.
 *
 * @param factor between 0.8 and 1.2
 */
record Jitter(double factor) {

  private static final double SPREAD = 0.2;
  private static final int DIGITS = 7;
  private static final int HEX = 16;

  static Jitter of(String planId) {
    int drawn = Integer.parseInt(Json.sha256(planId).substring(0, DIGITS), HEX);
    double unit = drawn / (double) ((1 << (4 * DIGITS)) - 1);
    return new Jitter(1 - SPREAD + 2 * SPREAD * unit);
  }

  Duration apply(Duration pause) {
    return Duration.ofMillis(Math.round(pause.toMillis() * factor));
  }

  /** The longest that a pause can become. */
  static Duration longest(Duration pause) {
    return new Jitter(1 + SPREAD).apply(pause);
  }
}
