package dev.plumbline.applier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private final RetrySchedule schedule =
      new RetrySchedule(6, Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(60));

  @Test
  void pausesDoubleUpToTheLongest() {
    assertThat(schedule.after(busy(null), 1, 0.999999)).contains(near(1));
    assertThat(schedule.after(busy(null), 2, 0.999999)).contains(near(2));
    assertThat(schedule.after(busy(null), 3, 0.999999)).contains(near(4));
    assertThat(schedule.after(busy(null), 5, 0.999999)).contains(near(4));
    assertThat(schedule.after(busy(null), 6, 0.999999)).isEmpty();
  }

  @Test
  void jitterTakesUpToHalfOff() {
    assertThat(schedule.after(busy(null), 1, 0)).contains(Duration.ofMillis(500));
  }

  @Test
  void aServersWishIsTheLeastPause() {
    assertThat(schedule.after(busy(Duration.ofSeconds(3)), 1, 0)).contains(Duration.ofMillis(3500));
  }

  @Test
  void aWishForTooLongEndsTheAttempts() {
    assertThat(schedule.after(busy(Duration.ofMinutes(5)), 1, 0)).isEmpty();
  }

  @Test
  void lastingFaultsAreNotTriedAgain() {
    Fault fault = new Fault(Fault.Cause.INVALID, "no", false, null);
    assertThat(schedule.after(fault, 1, 0)).isEmpty();
  }

  @Test
  void looksAtADeletedObjectSpreadOutAndEnd() {
    assertThat(schedule.untilGone(1, Duration.ZERO, 0)).contains(Duration.ofMillis(50));
    assertThat(schedule.untilGone(30, Duration.ofSeconds(59), 0)).contains(Duration.ofMillis(2500));
    assertThat(schedule.untilGone(31, Duration.ofSeconds(60), 0)).isEmpty();
  }

  private static Fault busy(@Nullable Duration retryAfter) {
    return new Fault(Fault.Cause.BUSY, "busy", true, retryAfter);
  }

  /** The pause that a jitter just under 1 makes of whole seconds. */
  private static Duration near(int seconds) {
    long half = Duration.ofSeconds(seconds).toNanos() / 2;
    return Duration.ofNanos(half + (long) (half * 0.999999));
  }
}
