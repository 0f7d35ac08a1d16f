package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.NAMESPACE;
import static dev.plumbline.driftdetector.model.Scene.SERVICE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.resources.Application.Retry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgePlanTest {

  private static List<ObjectRef> applied(PlanMade plan) {
    return plan.waves().stream().flatMap(w -> w.applies().stream()).map(a -> a.ref()).toList();
  }

  @Test
  void aFirstRenderIsPlannedInApplyOrderAndOnlyOnce() {
    Scene scene = new Scene().rendered("c1", WEB, SERVICE, CONFIG);

    PlanMade plan = scene.judge().plan();

    assertThat(applied(plan)).containsExactly(CONFIG, SERVICE, WEB);
    assertThat(plan.reason()).isEqualTo(Reason.NEW_REVISION);
    assertThat(plan.desiredSequence()).isEqualTo(1);
    assertThat(plan.inventorySequence()).isZero();
    assertThat(plan.trigger().cause()).isEqualTo(Trigger.Cause.WEBHOOK);
    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void judgingTwiceWithoutChangeWritesNothing() {
    Scene scene = Scene.converged(WEB, CONFIG);

    Decision again = scene.judge();

    assertThat(again.events(scene.verdict)).isEmpty();
    assertThat(again.status()).isEqualTo(scene.status);
  }

  @Test
  void onlyWhatChangedIsPlanned() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.rendered("c2", WEB);
    scene.prune = false;

    PlanMade plan = scene.judge().plan();

    assertThat(applied(plan)).containsExactly(WEB);
    assertThat(plan.prunes()).isEmpty();
    assertThat(plan.desiredObjects()).containsExactly(WEB);
  }

  @Test
  void aRenderThatChangesNothingNeedsNoPlan() {
    Scene scene = Scene.converged(WEB);
    scene.rendered("c1", WEB);

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(decision.told()).hasSize(1);
  }

  @Test
  void foundationsMakeAWaveOfTheirOwn() {
    Scene scene = new Scene().rendered("c1", WEB, NAMESPACE);

    PlanMade plan = scene.judge().plan();

    assertThat(plan.waves()).hasSize(2);
    assertThat(plan.waves().get(0).applies()).extracting(a -> a.ref()).containsExactly(NAMESPACE);
    assertThat(plan.waves().get(1).applies()).extracting(a -> a.ref()).containsExactly(WEB);
  }

  @Test
  void foundationsAloneAreOneWave() {
    Scene scene = new Scene().rendered("c1", NAMESPACE);

    assertThat(scene.judge().plan().waves()).hasSize(1);
  }

  @Test
  void prunesGoInReverseOrderAndNameTheUid() {
    Scene scene = Scene.converged(WEB, SERVICE, CONFIG);
    String webUid = scene.applied(WEB).uid();
    scene.rendered("c1", CONFIG);

    PlanMade plan = scene.judge().plan();

    assertThat(plan.waves()).isEmpty();
    assertThat(plan.prunes()).extracting(PlanMade.Prune::ref).containsExactly(WEB, SERVICE);
    assertThat(plan.prunes().get(0).uid()).isEqualTo(webUid);
  }

  @Test
  void anEmptyRenderPrunesNothingUnlessThatIsAllowed() {
    Scene scene = Scene.converged(WEB);
    scene.rendered("c2");

    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void theDestinationNamespaceIsCreatedWhenAskedForAndNotRendered() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.createNamespace = true;
    Scene rendering = new Scene().rendered("c1", WEB, NAMESPACE);
    rendering.createNamespace = true;

    assertThat(scene.judge().plan().createNamespace()).isEqualTo("shop");
    assertThat(rendering.judge().plan().createNamespace()).isNull();
    assertThat(new Scene().rendered("c1", WEB).judge().plan().createNamespace()).isNull();
  }

  @Test
  void nothingIsPlannedByItselfWithoutAutomatedSync() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.automatic = false;

    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void aCommandSyncsWithoutAutomatedSync() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.automatic = false;
    scene.judge();
    scene.sync = new Command.Sync(scene.application().key(), scene.uid, "bob", scene.now);

    PlanMade plan = scene.judge().plan();

    assertThat(plan.reason()).isEqualTo(Reason.MANUAL);
    assertThat(plan.trigger().by()).isEqualTo("bob");
  }

  @Test
  void nothingIsPlannedWhileSuspendedNotEvenOnCommand() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.suspend = true;
    scene.sync = new Command.Sync(scene.application().key(), scene.uid, "bob", scene.now);

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/Suspended");
  }

  @Test
  void aNewerRenderSupersedesAnOpenPlan() {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade first = scene.judge().plan();
    scene.after(Duration.ofSeconds(1)).written(first, -1).rendered("c2", WEB);

    PlanMade second = scene.judge().plan();

    assertThat(second.desiredSequence()).isEqualTo(2);
    assertThat(second.inventorySequence()).isEqualTo(1);
    assertThat(second.planId()).isNotEqualTo(first.planId());
  }

  @Test
  void thePlanThatWasSupersededDoesNotEndTheOneThatFollowed() {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade first = scene.judge().plan();
    scene.after(Duration.ofSeconds(1)).written(first, -1).rendered("c2", WEB);
    PlanMade second = scene.judge().plan();

    scene.carriedOut(first);
    scene.judge();

    assertThat(scene.verdict.openPlan().planId()).isEqualTo(second.planId());
  }

  @Test
  void nothingIsPlannedFromARenderOfAnOlderSpec() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.generation = 2;

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(Statuses.reason(decision.status(), "Reconciling")).isEqualTo("True/Rendering");
  }

  @Test
  void nothingIsPlannedBeforeTheClusterToldItsKinds() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.catalogued = false;
    assertThat(scene.judge().plan()).isNull();

    scene.catalogued = true;
    assertThat(scene.judge().plan()).isNotNull();
  }

  @Test
  void anotherDestinationIsRefusedWhileObjectsAreOnTheOldOne() {
    Scene scene = Scene.converged(WEB);
    scene.cluster = "east";
    scene.generation = 2;
    scene.rendered("c2", WEB);

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/DestinationChanged");
  }

  @Test
  void aRefusedPlanIsMadeAgainAtOnceWhenTheInventoryMoved() {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade first = scene.judge().plan();
    scene.written(first, -1).rendered("c2", WEB);
    PlanMade second = scene.after(Duration.ofMillis(5)).judge().plan();
    scene.refusal = Refusal.of(second.planId(), 2, 1, scene.refusal, scene.now);
    scene.carriedOut(first);

    PlanMade third = scene.judge().plan();

    assertThat(third.inventorySequence()).isEqualTo(2);
  }

  @Test
  void aRefusedPlanFromTheSameBasisWaitsEachTimeLonger() {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade first = scene.judge().plan();
    scene.refusal = Refusal.of(first.planId(), 1, 0, scene.refusal, scene.now);

    Decision refused = scene.judge();
    assertThat(refused.plan()).isNull();
    assertThat(refused.wakeAt()).isEqualTo(scene.now.plusMillis(500));

    PlanMade second = scene.after(Duration.ofMillis(500)).judge().plan();
    scene.refusal = Refusal.of(second.planId(), 1, 0, scene.refusal, scene.now);
    assertThat(scene.judge().wakeAt()).isEqualTo(scene.now.plusMillis(1000));
  }

  @Test
  void aFailedSyncIsTriedAgainAfterAPauseWhichIsCountedOnce() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.failed(scene.judge().plan(), "not allowed");

    Decision failed = scene.judge();
    assertThat(failed.plan()).isNull();
    assertThat(failed.wakeAt()).isBetween(scene.now.plusMillis(4_000), scene.now.plusMillis(6_000));
    assertThat(scene.judge().verdict().failedAttempts()).isEqualTo(1);

    PlanMade second = scene.after(Duration.ofSeconds(6)).judge().plan();
    assertThat(second.reason()).isEqualTo(Reason.RETRY);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.trigger().cause()).isEqualTo(Trigger.Cause.WEBHOOK);

    scene.failed(second, "not allowed");
    assertThat(scene.judge().wakeAt())
        .isBetween(scene.now.plusMillis(8_000), scene.now.plusMillis(12_000));
  }

  @Test
  void aRestartBetweenFailureAndRetryKeepsBoth() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.failed(scene.judge().plan(), "not allowed");
    scene.judge();
    scene.shape = null;
    scene.heals = Heals.NONE;

    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.after(Duration.ofSeconds(6)).judge().plan().attempt()).isEqualTo(2);
  }

  @Test
  void attemptsEndAtTheLimitUntilGitChanges() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.retry = new Retry(0, null);
    scene.failed(scene.judge().plan(), "not allowed");

    Decision failed = scene.judge();
    assertThat(failed.wakeAt()).isNull();
    assertThat(Statuses.reason(failed.status(), "Stalled")).isEqualTo("True/SyncFailed");
    assertThat(Statuses.message(failed.status(), "SyncFailed"))
        .contains("Deployment shop/web: not allowed")
        .contains("no further attempt");
    assertThat(scene.after(Duration.ofHours(1)).judge().plan()).isNull();

    PlanMade next = scene.rendered("c2", WEB).judge().plan();
    assertThat(next.attempt()).isEqualTo(1);
    assertThat(next.reason()).isEqualTo(Reason.NEW_REVISION);
  }

  @Test
  void aNewRenderDoesNotWaitForTheRetryOfTheOldOne() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.failed(scene.judge().plan(), "not allowed");
    scene.judge();

    assertThat(scene.rendered("c2", WEB).judge().plan()).isNotNull();
  }

  @Test
  void theFirstWaveIsSettledOnceWhenItsObjectsAreSeenAndWell() {
    Scene scene = new Scene().rendered("c1", WEB, NAMESPACE);
    PlanMade plan = scene.judge().plan();
    scene.planStarts().written(plan, 0);
    assertThat(scene.judge().waveSettled()).isNull();

    scene.seen(NAMESPACE, HealthStatus.Progressing, "");
    assertThat(scene.judge().waveSettled()).isNull();

    scene.seen(NAMESPACE, HealthStatus.Healthy, "");
    assertThat(scene.judge().waveSettled().wave()).isZero();
    assertThat(scene.judge().waveSettled()).isNull();
  }

  @Test
  void aWaveIsSettledAlsoByAnInstanceThatDidNotMakeThePlan() {
    Scene scene = new Scene().rendered("c1", WEB, NAMESPACE);
    scene.planStarts().written(scene.judge().plan(), 0).seen(NAMESPACE, HealthStatus.Healthy, "");
    scene.shape = null;

    assertThat(scene.judge().waveSettled()).isNotNull();
  }

  @Test
  void aSightOlderThanTheApplySettlesNothing() {
    Scene scene = Scene.converged(WEB, NAMESPACE);
    scene.rendered("c2", WEB, NAMESPACE);
    PlanMade plan = scene.judge().plan();

    scene.planStarts().written(plan, 0);

    assertThat(scene.judge().waveSettled()).isNull();
    assertThat(scene.seen(NAMESPACE, HealthStatus.Healthy, "").judge().waveSettled()).isNotNull();
  }

  @Test
  void anotherObjectUnderTheNameSettlesNothing() {
    Scene scene = new Scene().rendered("c1", WEB, NAMESPACE);
    scene.planStarts().written(scene.judge().plan(), 0).seen(NAMESPACE, HealthStatus.Healthy, "");
    Observation seen = scene.observations.get(NAMESPACE.id());
    scene.observations.put(
        NAMESPACE.id(),
        new Observation(
            NAMESPACE,
            "another",
            "999",
            1,
            false,
            HealthStatus.Healthy,
            "",
            null,
            seen.finding(),
            seen.judgedAgainst()));

    assertThat(scene.judge().waveSettled()).isNull();
  }

  @Test
  void theLastWaveIsNotToldToBeSettled() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.planStarts().written(scene.judge().plan(), 0).seen(HealthStatus.Healthy);

    assertThat(scene.judge().waveSettled()).isNull();
  }

  @Test
  void deletionWithOurFinalizerDeletesEverythingEvenWithoutARenderOrWhileSuspended() {
    Scene scene = Scene.converged(WEB, CONFIG).deletedWithFinalizer();
    scene.desired = null;
    scene.suspend = true;

    PlanMade plan = scene.judge().plan();

    assertThat(plan.kind()).isEqualTo(PlanMade.Kind.DELETE);
    assertThat(plan.prunes()).extracting(PlanMade.Prune::ref).containsExactly(WEB, CONFIG);
    assertThat(plan.waves()).isEmpty();
    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void deletionOverridesAnOpenPlan() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.judge();

    assertThat(scene.deletedWithFinalizer().judge().plan().kind()).isEqualTo(PlanMade.Kind.DELETE);
  }

  @Test
  void deletionOfAnApplicationThatAppliedNothingStillTakesTheFinalizerOff() {
    Scene scene = new Scene().deletedWithFinalizer();

    PlanMade plan = scene.judge().plan();

    assertThat(plan.prunes()).isEmpty();
    assertThat(plan.cluster()).isEqualTo("in-cluster");
  }

  @Test
  void deletionWithoutOurFinalizerLeavesTheObjects() {
    Scene scene = Scene.converged(WEB);
    scene.deleting = true;

    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void aFailedDeletionIsTriedAgain() {
    Scene scene = Scene.converged(WEB).deletedWithFinalizer();
    PlanMade plan = scene.judge().plan();
    scene.inventory =
        new dev.plumbline.contracts.events.Inventory(
            scene.inventory.application(),
            scene.uid,
            scene.inventory.sequence() + 1,
            plan.planId(),
            dev.plumbline.contracts.events.Inventory.Phase.FAILED,
            1,
            "in-cluster",
            List.of(),
            -1,
            scene.inventory.objects(),
            List.of(),
            scene.now);

    assertThat(scene.judge().wakeAt())
        .isBetween(scene.now.plusMillis(4_000), scene.now.plusMillis(6_000));
    assertThat(scene.after(Duration.ofSeconds(6)).judge().plan().attempt()).isEqualTo(2);
  }

  @Test
  void nothingOfANamesakeThatWasDeletedCounts() {
    Scene scene = Scene.converged(WEB);
    scene.uid = "another-uid";
    assertThat(scene.judge().plan()).isNull();

    scene.rendered("c1", WEB);
    PlanMade plan = scene.judge().plan();

    assertThat(plan.inventorySequence()).isZero();
    assertThat(plan.applicationUid()).isEqualTo("another-uid");
  }

  @Test
  void aPlanThatTheApplierNeverTookUpIsMadeAgainAndTheStatusSaysSo() {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade lost = scene.judge().plan();
    assertThat(scene.after(Acceptance.PATIENCE.minusMillis(1)).judge().plan()).isNull();

    Decision decision = scene.after(Duration.ofMillis(1)).judge();

    assertThat(Statuses.reason(decision.status(), "SyncFailed")).isEqualTo("True/PlanNotTaken");
    PlanMade again = scene.after(Duration.ofSeconds(6)).judge().plan();
    assertThat(again.planId()).isNotEqualTo(lost.planId());
    assertThat(again.attempt()).isEqualTo(2);
  }

  @Test
  void aPlanThatTheApplierIsWorkingOnIsNotLostHoweverLongItTakes() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.written(scene.judge().plan(), -1);

    Decision decision = scene.after(Duration.ofHours(1)).judge();

    assertThat(decision.plan()).isNull();
    assertThat(decision.verdict().openPlan()).isNotNull();
  }

  @Test
  void aDeletionThatLeftNothingButTheFinalizerIsPlannedAgainAndEmpty() {
    Scene scene = Scene.converged(WEB).deletedWithFinalizer();
    PlanMade first = scene.judge().plan();
    scene.inventory = null;
    scene.after(Acceptance.PATIENCE).judge();

    PlanMade second = scene.after(Duration.ofSeconds(6)).judge().plan();

    assertThat(first.prunes()).hasSize(1);
    assertThat(second.kind()).isEqualTo(PlanMade.Kind.DELETE);
    assertThat(second.prunes()).isEmpty();
    assertThat(second.inventorySequence()).isZero();
  }

  @Test
  void anApplicationWhoseSyncGaveUpCanStillBeDeleted() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.retry = new Retry(0, null);
    scene.failed(scene.judge().plan(), "not allowed");
    scene.judge();

    assertThat(scene.deletedWithFinalizer().judge().plan().kind()).isEqualTo(PlanMade.Kind.DELETE);
  }

  @Test
  void aDeletionDoesNotWaitForTheRetryOfAFailedSync() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.failed(scene.judge().plan(), "not allowed");
    scene.judge();

    assertThat(scene.deletedWithFinalizer().judge().plan()).isNotNull();
  }

  @Test
  void aDeletionIsTriedAgainWhateverTheLimitAndThePolicy() {
    Scene scene = Scene.converged(WEB).deletedWithFinalizer();
    scene.retry = new Retry(0, null);
    scene.automatic = false;
    scene.failed(scene.judge().plan(), "it is held");

    assertThat(scene.judge().plan()).isNull();
    assertThat(Statuses.message(scene.status, "Ready")).contains("it is held");
    assertThat(scene.after(Duration.ofSeconds(6)).judge().plan().attempt()).isEqualTo(2);
  }

  @Test
  void aPlanThatIsTooLargeToTellIsAnObstacleUntilItsBasisChanges() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.unwritable = new Unwritable(1, 0, "the record is too large");

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(Statuses.reason(decision.status(), "Stalled")).isEqualTo("True/PlanTooLarge");
    assertThat(scene.rendered("c2", WEB).judge().plan()).isNotNull();
  }

  @Test
  void aMissingRenderPrunesNothing() {
    Scene scene = Scene.converged(WEB);
    scene.desired = null;

    assertThat(scene.judge().plan()).isNull();
    scene.sync = new Command.Sync(scene.application().key(), scene.uid, "bob", scene.now);
    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void whatWasKeptIsPrunedOncePruningIsTurnedOn() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.prune = false;
    scene.rendered("c1", WEB);
    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.status.resources())
        .filteredOn(r -> r.requiresPruning() != null)
        .extracting(r -> r.name())
        .containsExactly("settings");

    scene.prune = true;

    assertThat(scene.judge().plan().prunes())
        .extracting(PlanMade.Prune::ref)
        .containsExactly(CONFIG);
  }

  @Test
  void whatAnotherApplicationTookOverIsNotReportedAsLeftOver() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.prune = false;
    scene.rendered("c1", WEB);
    Observation seen = scene.observations.get(CONFIG.id());
    scene.observations.put(
        CONFIG.id(),
        new Observation(
            CONFIG,
            seen.uid(),
            "999",
            1,
            false,
            HealthStatus.Healthy,
            "",
            new Tracking("plumbline", "another", CONFIG.id()),
            seen.finding(),
            seen.judgedAgainst()));

    Decision decision = scene.judge();

    assertThat(decision.verdict().drifts()).isEmpty();
    assertThat(decision.verdict().sync()).isEqualTo(Verdict.SyncStatus.Synced);
  }
}
