package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AdaptiveLimit limit = new AdaptiveLimit(64);

  @Test
  void whatIsConfiguredHoldsWhileTheClusterBearsIt() {
    // when
    answered(1_000, 64);

    // then
    assertThat(limit.requests()).isEqualTo(64);
    assertThat(limit.reduced()).isFalse();
  }

  @Test
  void anOverloadHalvesWhatWasUnderWay() {
    // when
    limit.overloaded(20, 0);

    // then
    assertThat(limit.requests()).isEqualTo(10);
    assertThat(limit.reduced()).isTrue();
  }

  @Test
  void answersToWhatWasUnderWayTogetherCountOnce() {
    // when
    limit.overloaded(64, 0);
    limit.overloaded(63, 1);
    limit.overloaded(62, SECOND - 1);
    int within = limit.requests();
    limit.overloaded(32, SECOND);

    // then
    assertThat(within).isEqualTo(32);
    assertThat(limit.requests()).isEqualTo(16);
  }

  @Test
  void oneIsAlwaysLeft() {
    // when
    for (int i = 0; i < 20; i++) {
      limit.overloaded(0, i * SECOND);
    }

    // then
    assertThat(limit.requests()).isEqualTo(1);
  }

  @Test
  void eachRoundOfAnswersAllowsOneMore() {
    // given
    limit.overloaded(16, 0);

    // when
    answered(8, 8);
    int afterARound = limit.requests();
    answered(9, 9);
    int afterTwo = limit.requests();
    answered(90, 16);

    // then
    assertThat(afterARound).isBetween(8, 9);
    assertThat(afterTwo).isBetween(9, 10);
    assertThat(limit.requests()).isBetween(15, 16);
  }

  @Test
  void itGrowsNoFurtherThanWhatIsConfigured() {
    // given
    limit.overloaded(64, 0);

    // when
    answered(10_000, 64);

    // then
    assertThat(limit.requests()).isEqualTo(64);
  }

  @Test
  void aNumberThatIsNotUsedIsNotProven() {
    // given
    limit.overloaded(64, 0);

    // when
    answered(10_000, 15);

    // then
    assertThat(limit.requests()).isEqualTo(32);
  }

  @Test
  void anotherConfigurationHoldsAtOnceAndLiftsNothingThatAnswersLowered() {
    // given
    limit.overloaded(64, 0);

    // when
    limit.most(128);
    int raised = limit.requests();
    limit.most(4);

    // then
    assertThat(raised).isEqualTo(32);
    assertThat(limit.requests()).isEqualTo(4);
    limit.most(8);
    assertThat(limit.requests()).isEqualTo(8);
  }

  @Test
  void withoutAConfigurationWhatWasUnderWayIsWhereItBegins() {
    // given
    AdaptiveLimit unlimited = new AdaptiveLimit(Integer.MAX_VALUE);

    // when
    unlimited.overloaded(50, 0);

    // then
    assertThat(unlimited.requests()).isEqualTo(25);
  }

  private void answered(int times, int underWay) {
    for (int i = 0; i < times; i++) {
      limit.answered(underWay);
    }
  }
}
