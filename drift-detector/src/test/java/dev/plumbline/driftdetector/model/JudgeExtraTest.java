package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.SERVICE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectDrift.Kind;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects that bear our mark, and that neither Git nor the inventory has. */
class JudgeExtraTest {

  private static List<ObjectDrift> told(Decision decision) {
    return decision.told().stream()
        .filter(DriftEvent.Detected.class::isInstance)
        .flatMap(event -> ((DriftEvent.Detected) event).objects().stream())
        .toList();
  }

  @Test
  void itIsToldAndDeletedByAPlanThatNamesItsUidAndTheInventoryThatLacksIt() {
    Scene scene = Scene.converged(WEB).stray(CONFIG, Finding.EXTRA);

    Decision decision = scene.judge();

    assertThat(told(decision)).extracting(ObjectDrift::kind).containsExactly(Kind.EXTRA);
    PlanMade plan = decision.plan();
    assertThat(plan.prunes()).containsExactly(new PlanMade.Prune(CONFIG, "stray-" + CONFIG.name()));
    assertThat(plan.waves()).isEmpty();
    assertThat(plan.inventorySequence()).isEqualTo(scene.inventory.sequence());
    assertThat(plan.reason()).isEqualTo(Reason.SELF_HEAL);
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.OutOfSync);
  }

  @Test
  void onceItIsGoneThatIsToldAndConvergenceIsNotToldAgain() {
    Scene scene = Scene.converged(WEB).stray(CONFIG, Finding.EXTRA);
    PlanMade plan = scene.judge().plan();
    scene.after(Duration.ofSeconds(1)).carriedOut(plan).stray(CONFIG, Finding.SUSPECT);
    assertThat(scene.judge().told()).isEmpty();

    scene.observations.remove(CONFIG.id());
    scene.stray(CONFIG, Finding.ABSENT);

    assertThat(scene.judge().told()).hasSize(1).hasOnlyElementsOfType(DriftEvent.Cleared.class);
    assertThat(scene.verdict.sync()).isEqualTo(SyncStatus.Synced);
  }

  @Test
  void whatIsStillBeingLookedAtIsNeitherToldNorDeleted() {
    Scene scene = Scene.converged(WEB).stray(CONFIG, Finding.SUSPECT);

    Decision decision = scene.judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.plan()).isNull();
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.Synced);
  }

  @Test
  void whatGitWantsIsNotTooMuch() {
    Scene scene = Scene.converged(WEB).stray(CONFIG, Finding.EXTRA).rendered("c2", WEB, CONFIG);

    Decision decision = scene.judge();

    assertThat(told(decision)).isEmpty();
    assertThat(decision.plan().prunes()).isEmpty();
  }

  @Test
  void whileAPlanIsUnderWayNoneIsMadeForIt() {
    Scene scene = Scene.converged(WEB).rendered("c2", WEB);
    PlanMade plan = scene.judge().plan();
    scene.written(plan, 0).stray(CONFIG, Finding.EXTRA);

    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void withoutPruningItIsToldAndKeptAndConvergenceIsStillReached() {
    Scene scene = Scene.converged(WEB);
    scene.prune = false;
    scene.rendered("c2", WEB);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).stray(CONFIG, Finding.EXTRA);

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(told(decision)).extracting(ObjectDrift::kind).containsExactly(Kind.EXTRA);
    assertThat(decision.told()).hasAtLeastOneElementOfType(DriftEvent.ConvergenceReached.class);
    assertThat(Statuses.reason(decision.status(), "Drifted")).isEqualTo("True/NotPruned");
  }

  @Test
  void withoutSelfHealingItStaysUntilTheNextSync() {
    Scene scene = Scene.converged(WEB);
    scene.selfHeal = false;

    Decision left = scene.stray(CONFIG, Finding.EXTRA).judge();
    Decision next = scene.rendered("c2", WEB).judge();

    assertThat(left.plan()).isNull();
    assertThat(Statuses.reason(left.status(), "Drifted")).isEqualTo("True/LeftAsIs");
    assertThat(next.plan().prunes()).extracting(PlanMade.Prune::ref).containsExactly(CONFIG);
  }

  @Test
  void oneThatComesBackEachTimeIsLeftAloneForAWhile() {
    Scene scene = Scene.converged(WEB);
    int plans = 0;
    for (int i = 0; i < 6; i++) {
      PlanMade plan =
          scene.after(Duration.ofSeconds(1)).stray(CONFIG, Finding.EXTRA).judge().plan();
      if (plan != null) {
        plans++;
        scene.carriedOut(plan);
      }
    }

    assertThat(plans).isEqualTo(3);
  }

  @Test
  void afterARestartItIsNotToldAgainNorToldToBeGoneBeforeItWasLookedFor() {
    Scene scene = Scene.converged(WEB);
    scene.prune = false;
    scene.rendered("c2", WEB);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).stray(CONFIG, Finding.EXTRA);
    scene.judge();

    scene.observations.remove(CONFIG.id());

    assertThat(scene.judge().told()).isEmpty();
    assertThat(scene.stray(CONFIG, Finding.EXTRA).judge().told()).isEmpty();
    assertThat(scene.stray(CONFIG, Finding.ABSENT).judge().told())
        .hasOnlyElementsOfType(DriftEvent.Cleared.class);
  }

  @Test
  void itGoesWithItsApplication() {
    Scene scene = Scene.converged(WEB);
    scene.prune = false;
    scene.stray(SERVICE, Finding.EXTRA).judge();

    PlanMade plan = scene.deletedWithFinalizer().judge().plan();

    assertThat(plan.prunes())
        .extracting(PlanMade.Prune::ref)
        .containsExactlyInAnyOrder(SERVICE, WEB);
  }
}
