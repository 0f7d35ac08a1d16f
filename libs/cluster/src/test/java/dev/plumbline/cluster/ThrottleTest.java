package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cluster.ClusterException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final Duration NOT_AT_ALL = Duration.ZERO;

  private final AtomicLong now = new AtomicLong();

  @Test
  void moreThanMayBeUnderWayWaitsForOneToEnd() throws Exception {
    Throttle throttle = new Throttle(new RequestLimits(2, 0, 1), System::nanoTime);
    throttle.enter("east", NOT_AT_ALL);
    throttle.enter("east", NOT_AT_ALL);
    assertThatThrownBy(() -> throttle.enter("east", NOT_AT_ALL))
        .hasMessage(
            "cluster 'east' is asked for more than its limits allow: 2 requests under way,"
                + " at most 2")
        .isInstanceOfSatisfying(
            ClusterException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS));

    CompletableFuture<Void> third =
        CompletableFuture.runAsync(
            () -> {
              try {
                throttle.enter("east", Duration.ofSeconds(30));
              } catch (ClusterException e) {
                throw new IllegalStateException(e);
              }
            });
    throttle.leave();

    third.get();
  }

  @Test
  void watchesThatOpenDoNotWaitForRequestsToEnd() throws Exception {
    Throttle throttle = new Throttle(new RequestLimits(1, 0, 1), now::get);
    throttle.enter("east", NOT_AT_ALL);

    throttle.pass("east", NOT_AT_ALL);
  }

  @Test
  void aBurstMayComeAtOnceAndThenSoManyASecond() throws Exception {
    Throttle throttle = new Throttle(new RequestLimits(100, 10, 3), now::get);

    assertThat(passed(throttle)).isEqualTo(3);
    now.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(passed(throttle)).isEqualTo(2);
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(passed(throttle)).isEqualTo(3);
  }

  @Test
  void otherLimitsHoldFromTheNextRequestOn() throws Exception {
    Throttle throttle = new Throttle(RequestLimits.NONE, now::get);
    throttle.enter("east", NOT_AT_ALL);

    throttle.limit(new RequestLimits(1, 0, 1));

    assertThatThrownBy(() -> throttle.enter("east", NOT_AT_ALL))
        .isInstanceOf(ClusterException.class);
    throttle.leave();
    throttle.enter("east", NOT_AT_ALL);
  }

  private static int passed(Throttle throttle) {
    for (int passed = 0; ; passed++) {
      try {
        throttle.enter("east", NOT_AT_ALL);
        throttle.leave();
      } catch (ClusterException e) {
        return passed;
      }
    }
  }
}
