package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopwatchTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
  private final SettableClock clock = new SettableClock();
  private final Stopwatch watch = new Stopwatch(clock, nanos::get);

  @ParameterizedTest
  @CsvSource({
    // steady, wall, elapsed
    "PT0S,   PT0S,   PT0S",
    "PT3S,   PT3S,   PT3S",
    "PT3S,  -PT1H,   PT3S", // set back
    "PT3S,   PT1H,   PT1H", // set forward, or suspended
    "PT0S,  -PT1H,   PT0S"
  })
  void tellsTheLongerOfBothAndNeverLessThanNothing(Duration steady, Duration wall, Duration told) {
    nanos.addAndGet(steady.toNanos());
    clock.now = clock.now.plus(wall);

    assertThat(watch.elapsed()).isEqualTo(told);
  }

  @Test
  void aGapInPollingIsNoticedThoughTheClockWasSetBackMeanwhile() {
    PollWatch polling = new PollWatch(watch, StreamSettings.defaults());
    polling.tick();
    assertThat(polling.isStale()).isFalse();

    clock.now = clock.now.minus(Duration.ofHours(1));
    nanos.addAndGet(Duration.ofSeconds(7).toNanos());

    assertThat(polling.isStale()).isTrue();
    polling.tick();
    assertThat(polling.isStale()).isFalse();
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
