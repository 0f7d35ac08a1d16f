package dev.plumbline.driftdetector.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PassingBudgetTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PassingBudget budget = new PassingBudget();

  private int taken(Instant at) {
    int taken = 0;
    while (budget.take(at)) {
      taken++;
    }
    return taken;
  }

  @Test
  void someAreWrittenAtOnceAndThenSoManyASecond() {
    assertThat(taken(START)).isEqualTo(PassingBudget.AT_ONCE);
    assertThat(taken(START.plusMillis(100))).isZero();
    assertThat(taken(START.plusMillis(1_100))).isEqualTo(PassingBudget.A_SECOND);
    assertThat(taken(START.plusMillis(2_100))).isEqualTo(PassingBudget.A_SECOND);
  }

  @Test
  void whatIsNotUsedForLongIsNotSavedUp() {
    // given
    taken(START);

    // when, then
    assertThat(taken(START.plusSeconds(600))).isEqualTo(PassingBudget.AT_ONCE);
  }

  @Test
  void aClockThatIsSetBackHoldsNothingUp() {
    // given
    taken(START);

    // when, then
    assertThat(taken(START.minusSeconds(3_600))).isEqualTo(PassingBudget.AT_ONCE);
  }
}
