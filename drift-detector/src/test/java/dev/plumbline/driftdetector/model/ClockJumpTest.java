package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.PlanMade;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine's clock is put right by an hour: nothing waits for an hour because of it. */
class ClockJumpTest {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT1H"})
  void aRetryIsNotFurtherAwayThanItsPause(Duration jump) {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade first = scene.judge().plan();
    scene.failed(first, "no").judge();

    Decision decision = scene.after(jump).judge();

    assertSoon(scene, decision);
    Decision later = scene.after(LONGEST_WAIT).judge();
    assertThat(decision.plan() != null || later.plan() != null).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT1H"})
  void aRefusedPlanIsMadeAnew(Duration jump) {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade first = scene.judge().plan();
    scene.refusal =
        Refusal.of(
            first.planId(),
            first.desiredSequence(),
            first.inventorySequence(),
            Refusal.none(),
            scene.now);

    Decision decision = scene.after(jump).judge();

    assertThat(decision.plan()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT1H"})
  void whatWasPutRightOftenMayBePutRightAgain(Duration jump) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Heals heals = Heals.NONE;
    for (int i = 0; i < 4; i++) {
      heals = heals.healing(List.of(WEB), now);
    }
    assertThat(heals.permits(WEB, now)).isFalse();

    assertThat(heals.permits(WEB, now.plus(jump))).isTrue();
  }

  @Test
  void withoutAJumpBothWait() {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade first = scene.judge().plan();

    Decision decision = scene.failed(first, "no").judge();

    assertThat(decision.plan()).isNull();
    assertThat(decision.wakeAt()).isAfter(scene.now);
  }

  private static void assertSoon(Scene scene, Decision decision) {
    Instant wakeAt = decision.wakeAt();
    if (decision.plan() == null) {
      assertThat(wakeAt).isNotNull();
      assertThat(Duration.between(scene.now, wakeAt)).isLessThanOrEqualTo(LONGEST_WAIT);
    }
  }
}
