package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static dev.plumbline.driftdetector.model.Scene.changed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.contracts.resources.DriftDetection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JudgeDriftTest {

  private static DriftEvent.Detected detected(Decision decision) {
    return decision.told().stream()
        .filter(DriftEvent.Detected.class::isInstance)
        .map(DriftEvent.Detected.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aChangeIsToldWithItsCulpritAndPutRight() {
    Scene scene = Scene.converged(WEB, CONFIG).found(WEB, changed("spec.replicas", "kubectl-edit"));

    Decision decision = scene.judge();

    DriftEvent.Detected told = detected(decision);
    assertThat(told.willHeal()).isTrue();
    assertThat(told.whyNot()).isNull();
    assertThat(told.objects()).hasSize(1);
    assertThat(told.objects().get(0).manager()).isEqualTo("kubectl-edit");
    assertThat(decision.plan().reason()).isEqualTo(Reason.SELF_HEAL);
    assertThat(decision.plan().waves().get(0).applies())
        .extracting(a -> a.ref())
        .containsExactly(WEB);
    assertThat(decision.plan().trigger())
        .isEqualTo(new Trigger(Trigger.Cause.DRIFT, "kubectl-edit", null, scene.now));
  }

  @Test
  void aChangeIsToldOnceAndItsEndOnceWhenTheHealedObjectIsSeen() {
    Scene scene = Scene.converged(WEB).found(WEB, changed("spec.replicas", "kubectl-edit"));
    PlanMade heal = scene.judge().plan();
    assertThat(scene.judge().told()).isEmpty();

    scene.after(Duration.ofSeconds(2)).carriedOut(heal);
    assertThat(scene.judge().told()).isEmpty();
    assertThat(scene.judge().plan()).isNull();

    scene.seen(HealthStatus.Healthy);
    Decision healed = scene.judge();
    assertThat(healed.told()).hasSize(1);
    assertThat(((DriftEvent.Cleared) healed.told().get(0)).openMillis()).isEqualTo(2000);
    assertThat(healed.verdict().sync()).isEqualTo(SyncStatus.Synced);
    assertThat(scene.judge().told()).isEmpty();
  }

  @Test
  void aSuspicionIsNoDrift() {
    Scene scene = Scene.converged(WEB).found(WEB, Finding.SUSPECT);

    Decision decision = scene.judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.plan()).isNull();
    assertThat(decision.status()).isNull();
  }

  @Test
  void whatWasToldStandsWhileTheObjectIsLookedAtAgain() {
    Scene scene = Scene.converged(WEB);
    scene.selfHeal = false;
    scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();

    Decision decision = scene.found(WEB, Finding.SUSPECT).judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.verdict().drifts()).hasSize(1);
    assertThat(scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge().told()).isEmpty();
  }

  @Test
  void lostOwnershipIsTakenBackWithoutAWord() {
    Scene scene = Scene.converged(WEB).found(WEB, Finding.OWNERSHIP_LOST);

    Decision decision = scene.judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.plan().reason()).isEqualTo(Reason.OWNERSHIP);
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.Synced);
  }

  @Test
  void lostOwnershipIsLeftWithoutAutomatedSync() {
    Scene scene = Scene.converged(WEB).found(WEB, Finding.OWNERSHIP_LOST);
    scene.automatic = false;

    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void aDeletedObjectIsToldAndMadeAgain() {
    Scene scene = Scene.converged(WEB).found(WEB, Finding.ABSENT);

    Decision decision = scene.judge();

    assertThat(detected(decision).objects().get(0).kind()).isEqualTo(ObjectDrift.Kind.MISSING);
    assertThat(decision.told()).hasSize(1);
    assertThat(decision.plan().waves().get(0).applies())
        .extracting(a -> a.ref())
        .containsExactly(WEB);
  }

  @Test
  void withoutSelfHealADeletedObjectIsToldAsDriftAndAsLost() {
    Scene scene = Scene.converged(WEB);
    scene.selfHeal = false;

    Decision decision = scene.found(WEB, Finding.ABSENT).judge();

    assertThat(decision.plan()).isNull();
    assertThat(detected(decision).willHeal()).isFalse();
    assertThat(detected(decision).whyNot()).contains("selfHeal");
    assertThat(decision.told()).hasAtLeastOneElementOfType(DriftEvent.ConvergenceLost.class);
    assertThat(decision.verdict().health()).isEqualTo(HealthStatus.Missing);
    assertThat(Statuses.message(decision.status(), "Drifted")).contains("left as it is");
  }

  @Test
  void withoutSelfHealAChangeIsLeftAndNoConvergenceIsTold() {
    Scene scene = Scene.converged(WEB);
    scene.selfHeal = false;

    Decision decision = scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();

    assertThat(decision.plan()).isNull();
    assertThat(decision.told()).hasSize(1);
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.OutOfSync);
    assertThat(Statuses.reason(decision.status(), "Drifted")).isEqualTo("True/LeftAsIs");
    assertThat(decision.status().condition("Reconciling")).isNull();
  }

  @Test
  void aSecondChangedFieldIsToldAndAnotherValueOfTheFirstIsNot() {
    Scene scene = Scene.converged(WEB);
    scene.selfHeal = false;
    scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();

    assertThat(scene.found(WEB, changed("spec.replicas", "helm")).judge().told()).isEmpty();
    assertThat(scene.found(WEB, changed("spec.paused", "helm")).judge().told()).hasSize(1);
  }

  @Test
  void turningSelfHealOnPutsRightWhatWasLeft() {
    Scene scene = Scene.converged(WEB);
    scene.selfHeal = false;
    scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();

    scene.selfHeal = true;
    scene.generation = 2;
    scene.rendered("c1", WEB);

    assertThat(scene.judge().plan().reason()).isEqualTo(Reason.SELF_HEAL);
  }

  @Test
  void afterARestartNothingIsToldTwiceThoughNothingWasSeenYet() {
    Scene scene = Scene.converged(WEB);
    scene.selfHeal = false;
    scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();
    scene.observations.clear();

    Decision blind = scene.judge();
    assertThat(blind.events(scene.verdict)).isEmpty();
    assertThat(blind.status()).isNull();

    Decision seeing = scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();
    assertThat(seeing.told()).isEmpty();
  }

  @Test
  void afterARestartDriftThatEndedMeanwhileIsCleared() {
    Scene scene = Scene.converged(WEB);
    scene.selfHeal = false;
    scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();
    scene.observations.clear();

    assertThat(scene.found(WEB, Finding.IN_SYNC).judge().told())
        .hasSize(1)
        .hasOnlyElementsOfType(DriftEvent.Cleared.class);
  }

  @Test
  void whatIsLeftOverIsToldAndKeptWithoutPruningAndConvergenceIsStillReached() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.prune = false;
    scene.generation = 2;
    scene.rendered("c1", WEB);

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(detected(decision).objects().get(0).kind()).isEqualTo(ObjectDrift.Kind.NOT_PRUNED);
    assertThat(detected(decision).whyNot()).contains("prune");
    assertThat(decision.told()).hasAtLeastOneElementOfType(DriftEvent.ConvergenceReached.class);
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.OutOfSync);
    assertThat(scene.judge().told()).isEmpty();
  }

  @Test
  void whatIsLeftOverIsToldNoMoreOnceSomebodyDeletedIt() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.prune = false;
    scene.rendered("c1", WEB).judge();

    assertThat(scene.found(CONFIG, Finding.ABSENT).judge().told())
        .hasSize(1)
        .hasOnlyElementsOfType(DriftEvent.Cleared.class);
  }

  @Test
  void somebodyWhoInsistsIsLeftAloneForAWhileAfterThreeTimes() {
    Scene scene = Scene.converged(WEB);
    for (int round = 0; round < 3; round++) {
      Decision heal = scene.found(WEB, changed("spec.replicas", "autoscaler")).judge();
      assertThat(heal.plan()).isNotNull();
      scene.after(Duration.ofSeconds(1)).carriedOut(heal.plan()).seen(HealthStatus.Healthy).judge();
    }

    Decision contested = scene.found(WEB, changed("spec.replicas", "autoscaler")).judge();
    assertThat(contested.plan()).isNull();
    assertThat(detected(contested).willHeal()).isFalse();
    assertThat(detected(contested).whyNot()).contains("autoscaler");
    assertThat(contested.wakeAt()).isAfter(scene.now);

    scene.now = contested.wakeAt();
    assertThat(scene.judge().plan()).isNotNull();
  }

  @Test
  void aSuspendedApplicationStillTellsDrift() {
    Scene scene = Scene.converged(WEB);
    scene.suspend = true;

    Decision decision = scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();

    assertThat(decision.plan()).isNull();
    assertThat(detected(decision).whyNot()).contains("suspended");
  }

  @Test
  void aChangeDuringASyncIsToldOnceTheSyncEnded() {
    Scene scene = Scene.converged(WEB).rendered("c2", WEB);
    PlanMade plan = scene.judge().plan();
    scene.found(WEB, Finding.SUSPECT);
    assertThat(scene.judge().told()).isEmpty();

    scene.carriedOut(plan).found(WEB, changed("spec.replicas", "kubectl-edit"));

    assertThat(scene.judge().told()).hasAtLeastOneElementOfType(DriftEvent.Detected.class);
  }

  @Test
  void whatOneOfSeveralObjectsLacksIsNotTheHealthOfTheRest() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.selfHeal = false;

    Decision decision = scene.found(CONFIG, Finding.ABSENT).judge();

    assertThat(decision.verdict().health()).isEqualTo(HealthStatus.Healthy);
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.OutOfSync);
    DriftEvent.ConvergenceLost lost = (DriftEvent.ConvergenceLost) decision.told().get(1);
    assertThat(lost.health()).isEqualTo(HealthStatus.Missing);
    assertThat(lost.message()).contains("settings", "not on the cluster");
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/OutOfSync");
  }

  @Test
  void eachObjectIsToldWithWhatBecomesOfIt() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.prune = false;
    scene.rendered("c2", WEB);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy);

    Decision decision = scene.found(WEB, changed("spec.replicas", "kubectl-edit")).judge();

    assertThat(detected(decision).willHeal()).isTrue();
    assertThat(detected(decision).objects())
        .extracting(drift -> drift.ref(), ObjectDrift::willHeal)
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple(WEB, true),
            org.assertj.core.api.Assertions.tuple(CONFIG, false));
  }

  @Test
  void fieldsOfOthersAreToldAndLeftWhereDetectionIsStrict() {
    Scene scene = Scene.converged(WEB);

    Decision decision =
        scene
            .found(
                WEB,
                Finding.IN_SYNC.with(
                    java.util.List.of(
                        new ObjectDrift.PathDrift("metadata.labels.team", null, "\"b\""))))
            .judge();

    assertThat(decision.plan()).isNull();
    assertThat(detected(decision).willHeal()).isFalse();
    assertThat(detected(decision).objects().get(0).whyNot()).contains("strict");
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.OutOfSync);
    assertThat(decision.told()).hasSize(1);
    assertThat(scene.judge().told()).isEmpty();
    assertThat(scene.found(WEB, Finding.IN_SYNC).judge().told())
        .singleElement()
        .isInstanceOf(DriftEvent.Cleared.class);
  }

  @Test
  void objectsOfOthersInItsNamespaceAreToldAndLeftWhereDetectionIsStrict() {
    Scene scene = Scene.converged(WEB);
    scene.foreignObjects.add(CONFIG);

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(detected(decision).objects().get(0).kind()).isEqualTo(ObjectDrift.Kind.EXTRA);
    assertThat(detected(decision).objects().get(0).willHeal()).isFalse();
    assertThat(scene.judge().told()).isEmpty();
    scene.foreignObjects.clear();
    assertThat(scene.judge().told()).singleElement().isInstanceOf(DriftEvent.Cleared.class);
  }

  @Test
  void nothingIsToldOrPutRightWhereDetectionIsOff() {
    Scene scene = Scene.converged(WEB);
    scene.driftDetection = DriftDetection.DISABLED;

    assertThat(scene.found(WEB, changed("spec.replicas", "x")).judge().told()).isEmpty();
    Decision gone = scene.found(WEB, Finding.ABSENT).judge();

    assertThat(gone.plan()).isNull();
    assertThat(gone.verdict().drifts()).isEmpty();
    assertThat(gone.verdict().sync()).isEqualTo(SyncStatus.OutOfSync);
  }

  @Test
  void whatWasAppliedToAStoreThatWasPutBackIsAppliedAgain() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.observations.clear();
    scene.rewound = true;

    Decision decision = scene.judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.plan().reason()).isEqualTo(Reason.OWNERSHIP);
    assertThat(decision.plan().waves().get(0).applies()).hasSize(2);
  }

  @Test
  void aFightIsToldOnceWithItsOpponentAndIsOverOnlyAfterPeace() {
    Scene scene = Scene.converged(WEB);
    for (int i = 0; i < 3; i++) {
      Decision heal = scene.found(WEB, changed("spec.replicas", "autoscaler")).judge();
      scene.carriedOut(heal.plan()).found(WEB, Finding.IN_SYNC).judge();
    }

    Decision begins = scene.found(WEB, changed("spec.replicas", "autoscaler")).judge();

    assertThat(detected(begins).objects().get(0).whyNot())
        .contains("field manager autoscaler changes it back", "3 times");
    assertThat(Statuses.reason(begins.status(), "Drifted")).isEqualTo("True/Contested");

    scene.now = begins.wakeAt();
    Decision again = scene.judge();
    assertThat(again.plan()).isNotNull();
    assertThat(again.told()).isEmpty();
    Decision right = scene.carriedOut(again.plan()).found(WEB, Finding.IN_SYNC).judge();
    assertThat(right.told()).noneMatch(DriftEvent.Cleared.class::isInstance);
    assertThat(Statuses.reason(right.status(), "Drifted")).isEqualTo("True/Contested");

    Decision back = scene.found(WEB, changed("spec.replicas", "autoscaler")).judge();
    assertThat(back.plan()).isNull();
    assertThat(back.told()).isEmpty();

    scene.now = scene.now.plus(Duration.ofMinutes(5));
    scene.carriedOut(scene.judge().plan()).found(WEB, Finding.IN_SYNC);
    Decision quiet = scene.judge();
    assertThat(quiet.wakeAt()).isNotNull();
    scene.now = quiet.wakeAt();
    assertThat(scene.judge().told()).hasAtLeastOneElementOfType(DriftEvent.Cleared.class);
  }
}
