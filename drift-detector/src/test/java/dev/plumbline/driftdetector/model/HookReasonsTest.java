package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.HookScenes.CRY;
import static dev.plumbline.driftdetector.model.HookScenes.MIGRATE;
import static dev.plumbline.driftdetector.model.HookScenes.SMOKE;
import static dev.plumbline.driftdetector.model.HookScenes.WAVE;
import static dev.plumbline.driftdetector.model.HookScenes.done;
import static dev.plumbline.driftdetector.model.HookScenes.hooked;
import static dev.plumbline.driftdetector.model.HookScenes.waves;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.Trigger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which syncs run hooks, and which do without them. */
class HookReasonsTest {
  @Test
  void selfHealingRunsNoHook() {
    Scene scene = done(hooked().rendered("c1", WEB, MIGRATE, SMOKE));

    PlanMade plan = scene.found(WEB, Scene.changed("spec.replicas", "kubectl")).judge().plan();

    assertThat(plan.reason()).isEqualTo(Reason.SELF_HEAL);
    assertThat(waves(plan.waves())).containsExactly("Sync 0: Deployment");
    assertThat(plan.after()).isNull();
    assertThat(plan.onFailure()).isNull();
  }

  @Test
  void anotherFormOfAHookAloneMakesNoPlan() {
    Scene scene = done(hooked().rendered("c1", WEB, MIGRATE));

    scene.rendered("c1", WEB, MIGRATE, SMOKE);

    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void aPersonsSyncRunsHooksThoughNothingElseIsToBeDone() {
    Scene scene = done(hooked().rendered("c1", WEB, MIGRATE));

    PlanMade plan = scene.asked().judge().plan();

    assertThat(plan.reason()).isEqualTo(Reason.MANUAL);
    assertThat(waves(plan.waves())).containsExactly("PreSync 0: migrate");
    assertThat(done(new Scene().rendered("c1", WEB)).asked().judge().plan()).isNull();
  }

  @Test
  void aSyncThatFailedInItsHooksIsTriedAgainWithThem() {
    Scene scene = hooked().rendered("c1", WEB, SMOKE);
    PlanMade first = scene.judge().plan();
    scene.carriedOut(first).failedNow(first, SMOKE, "exit code 1");
    scene.judge();

    PlanMade again = scene.after(Duration.ofSeconds(6)).judge().plan();

    assertThat(again.reason()).isEqualTo(Reason.RETRY);
    assertThat(again.trigger().cause()).isEqualTo(Trigger.Cause.WEBHOOK);
    assertThat(again.waves()).isEmpty();
    assertThat(waves(again.after())).containsExactly("PostSync 0: smoke");
  }

  @Test
  void aSelfHealThatFailedIsTriedAgainWithoutHooks() {
    Scene scene = done(hooked().rendered("c1", WEB, SMOKE));
    PlanMade heal = scene.found(WEB, Scene.changed("spec.replicas", "kubectl")).judge().plan();
    scene.failedNow(heal, WEB, "not allowed").judge();

    PlanMade again = scene.after(Duration.ofSeconds(6)).judge().plan();
    scene.failedNow(again, WEB, "not allowed").judge();
    PlanMade third = scene.after(Duration.ofSeconds(12)).judge().plan();

    assertThat(again.reason()).isEqualTo(Reason.RETRY);
    assertThat(again.after()).isNull();
    assertThat(third.after()).isNull();
    assertThat(waves(third.waves())).containsExactly("Sync 0: Deployment");
  }

  @Test
  void aCommitThatMendsOnlyTheHookThatFailedIsSynced() {
    Scene scene = hooked().rendered("c1", WEB, SMOKE);
    PlanMade first = scene.judge().plan();
    scene.carriedOut(first).failedNow(first, SMOKE, "exit code 1").judge();

    scene.annotated(SMOKE, WAVE, "2").rendered("c1", WEB, SMOKE);
    PlanMade next = scene.judge().plan();

    assertThat(next.reason()).isEqualTo(Reason.NEW_REVISION);
    assertThat(waves(next.after())).containsExactly("PostSync 2: smoke");
  }

  @Test
  void hooksForFailuresAreInThePlanThoughThereAreNoOthers() {
    Scene scene = hooked().rendered("c1", WEB, CRY);

    PlanMade plan = scene.judge().plan();
    scene.carriedOut(plan).seen(HealthStatus.Healthy).judge();

    assertThat(waves(plan.onFailure())).containsExactly("SyncFail 0: cry");
    assertThat(scene.asked().judge().plan()).isNull();
    PlanMade heal = scene.found(WEB, Scene.changed("spec.replicas", "kubectl")).judge().plan();
    assertThat(heal.onFailure()).isNull();
  }

  @Test
  void aPruningThatAPersonConfirmedIsTriedAgainWithoutHooks() {
    ObjectRef claim = ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");
    Scene scene = done(hooked().rendered("c1", WEB, MIGRATE, claim));
    Decision asking = scene.rendered("c1", WEB, MIGRATE).judge();
    String digest = scene.verdict.asked();
    PlanMade first = scene.confirmed(digest).judge().plan();
    scene.failedNow(first, claim, "it is held").judge();

    PlanMade again = scene.after(Duration.ofSeconds(6)).judge().plan();

    assertThat(asking.plan()).isNull();
    assertThat(first.waves()).isEmpty();
    assertThat(again.reason()).isEqualTo(Reason.RETRY);
    assertThat(again.prunes()).extracting(PlanMade.Prune::ref).containsExactly(claim);
    assertThat(again.waves()).isEmpty();
  }

  @Test
  void whoComesAfterARestartRunsNoHooksForWhatAPersonConfirmed() {
    ObjectRef claim = ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");
    Scene scene = done(hooked().rendered("c1", WEB, MIGRATE, claim));
    scene.rendered("c1", WEB, MIGRATE).judge();
    PlanMade first = scene.confirmed(scene.verdict.asked()).judge().plan();
    scene.failedNow(first, claim, "it is held");
    scene.shape = null;
    scene.judge();

    PlanMade again = scene.after(Duration.ofSeconds(6)).judge().plan();

    assertThat(again.prunes()).extracting(PlanMade.Prune::ref).containsExactly(claim);
    assertThat(again.waves()).isEmpty();
  }

  @Test
  void aPruningThatAPersonConfirmedRunsNoHooksEitherWhenItsPlanGotLost() {
    ObjectRef claim = ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");
    Scene scene = done(hooked().rendered("c1", WEB, MIGRATE, claim));
    scene.rendered("c1", WEB, MIGRATE).judge();
    scene.confirmed(scene.verdict.asked()).judge();

    scene.after(Duration.ofMinutes(2)).judge();
    PlanMade again = scene.after(Duration.ofMinutes(2)).judge().plan();

    assertThat(again.reason()).isEqualTo(Reason.RETRY);
    assertThat(again.prunes()).extracting(PlanMade.Prune::ref).containsExactly(claim);
    assertThat(again.waves()).isEmpty();
  }
}
