package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.Throttle.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final Duration NOT_AT_ALL = Duration.ZERO;

  private final AtomicLong now = new AtomicLong();

  @Test
  void moreThanMayBeUnderWayWaitsForOneToEnd() throws Exception {
    Throttle throttle = new Throttle(new RequestLimits(2, 0, 1), System::nanoTime);
    throttle.enter("east", NOT_AT_ALL, Kind.READ);
    throttle.enter("east", NOT_AT_ALL, Kind.READ);
    assertThatThrownBy(() -> throttle.enter("east", NOT_AT_ALL, Kind.READ))
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
                throttle.enter("east", Duration.ofSeconds(30), Kind.READ);
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
    throttle.enter("east", NOT_AT_ALL, Kind.READ);

    throttle.enter("east", NOT_AT_ALL, Kind.WATCH);
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
    throttle.enter("east", NOT_AT_ALL, Kind.READ);

    throttle.limit(new RequestLimits(1, 0, 1));

    assertThatThrownBy(() -> throttle.enter("east", NOT_AT_ALL, Kind.READ))
        .isInstanceOf(ClusterException.class);
    throttle.leave();
    throttle.enter("east", NOT_AT_ALL, Kind.READ);
  }

  @Test
  void anOverloadedClusterIsAskedLessAndSaysSo() throws Exception {
    // given
    Throttle throttle = new Throttle(new RequestLimits(4, 0, 1), now::get);
    for (int i = 0; i < 4; i++) {
      throttle.enter("east", NOT_AT_ALL, Kind.READ);
    }

    // when
    throttle.answered(true, Optional.empty());
    throttle.leave();

    // then
    assertThat(throttle.requests()).isEqualTo(2);
    assertThatThrownBy(() -> throttle.enter("east", NOT_AT_ALL, Kind.READ))
        .hasMessage(
            "cluster 'east' is asked for more than its limits allow: 3 requests under way,"
                + " at most 2 for now, for it was overloaded");
    throttle.leave();
    throttle.leave();
    throttle.enter("east", NOT_AT_ALL, Kind.READ);
  }

  @Test
  void aClusterThatAsksForPatienceIsNotWrittenToButRead() throws Exception {
    // given
    Throttle throttle = new Throttle(new RequestLimits(4, 0, 1), now::get);
    throttle.answered(true, Optional.of(Duration.ofSeconds(7)));

    // when
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    throttle.enter("east", NOT_AT_ALL, Kind.READ);
    throttle.leave();

    // then
    assertThatThrownBy(() -> throttle.enter("east", Duration.ofSeconds(30), Kind.WRITE))
        .hasMessageStartingWith("cluster 'east' asked not to be written to for another 5 s")
        .isInstanceOfSatisfying(
            ClusterException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
              assertThat(e.retriable()).isTrue();
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(5));
            });
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    throttle.enter("east", NOT_AT_ALL, Kind.WRITE);
  }

  @Test
  void aShortPauseIsWaitedForAndALaterAnswerDoesNotShortenIt() throws Exception {
    // given
    Throttle throttle = new Throttle(new RequestLimits(4, 0, 1), now::get);
    throttle.answered(true, Optional.of(Duration.ofMillis(900)));
    throttle.answered(true, Optional.of(Duration.ofMillis(100)));

    // when
    now.addAndGet(Duration.ofMillis(800).toNanos());

    // then
    assertThatThrownBy(() -> throttle.enter("east", NOT_AT_ALL, Kind.WRITE))
        .hasMessageContaining("more than its limits allow");
    now.addAndGet(Duration.ofMillis(100).toNanos());
    throttle.enter("east", NOT_AT_ALL, Kind.WRITE);
  }

  @Test
  void anAbsurdPatienceDoesNotStopAllForLong() throws Exception {
    // given
    Throttle throttle = new Throttle(new RequestLimits(4, 0, 1), now::get);

    // when
    throttle.answered(true, Optional.of(Duration.ofDays(10_000)));
    now.addAndGet(Duration.ofMinutes(1).toNanos());

    // then
    throttle.enter("east", NOT_AT_ALL, Kind.WRITE);
  }

  private static int passed(Throttle throttle) {
    for (int passed = 0; ; passed++) {
      try {
        throttle.enter("east", NOT_AT_ALL, Kind.READ);
        throttle.leave();
      } catch (ClusterException e) {
        return passed;
      }
    }
  }
}
