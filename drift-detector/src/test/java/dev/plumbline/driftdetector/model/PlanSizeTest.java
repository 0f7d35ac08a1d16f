package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.PlanMade;
import org.junit.jupiter.api.Test;

class PlanSizeTest {

  private final PlanMade plan = new Scene().rendered("c1", WEB, CONFIG).judge().plan();

  @Test
  void whatFitsWithTheAccountOfItsSyncIsNoProblem() {
    assertThat(PlanSize.problem(plan, 1_000, 1_000 + 2 * 512)).isEmpty();
  }

  @Test
  void whatDoesNotIsToldWithItsObjectsItsBytesAndTheLimit() {
    assertThat(PlanSize.problem(plan, 1_001, 1_000 + 2 * 512))
        .contains(
            "it has 2 objects and takes 1001 bytes, and up to 1024 for the account of its sync,"
                + " where a record has room for 2024");
  }

  @Test
  void aDeletionOfWhichNoPlanCanBeWrittenSaysSoAndIsNotTriedInCircles() {
    Scene scene = Scene.converged(WEB).deletedWithFinalizer();
    scene.unwritable = new Unwritable(0, scene.inventory.sequence(), "it has 1 object");

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(Statuses.message(decision.status(), "Ready"))
        .contains("the application is being deleted: the plan cannot be written (it has 1 object)");
  }
}
