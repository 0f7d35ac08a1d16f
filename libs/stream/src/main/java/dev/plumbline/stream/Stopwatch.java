package dev.plumbline.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * How long ago something was, by whichever clock says longer: the machine's can be set back, and
 * the steady one may stand still while the machine is suspended. What rests on it ends early rather
 * than never.
 */
final class Stopwatch {
  private final Clock clock;
  private final LongSupplier nanos;
  private volatile Reading begin;

  private record Reading(Instant wall, long nanos) {}

  Stopwatch(Clock clock) {
    this(clock, System::nanoTime);
  }

  Stopwatch(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.begin = read();
  }

  private Reading read() {
    return new Reading(clock.instant(), nanos.getAsLong());
  }

  /** Begins anew. */
  void restart() {
    begin = read();
  }

  /** Never negative. */
  Duration elapsed() {
    Reading from = begin;
    Reading to = read();
    Duration steady = Duration.ofNanos(Math.max(0, to.nanos() - from.nanos()));
    Duration wall = Duration.between(from.wall(), to.wall());
    return wall.compareTo(steady) > 0 ? wall : steady;
  }

  boolean hasReached(Duration time) {
    return elapsed().compareTo(time) >= 0;
  }
}
