package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeConvergenceTest {

  @Test
  void convergenceIsToldOnceWithTheTimeSinceThePush() {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade plan = scene.judge().plan();
    scene.after(Duration.ofSeconds(3)).carriedOut(plan).seen(HealthStatus.Healthy);

    Decision decision = scene.judge();

    DriftEvent.ConvergenceReached reached = (DriftEvent.ConvergenceReached) decision.told().get(0);
    assertThat(decision.told()).hasSize(1);
    assertThat(reached.sinceTriggerMillis()).isEqualTo(3000);
    assertThat(reached.revisions()).containsExactly(Scene.revision("c1"));
    assertThat(decision.verdict().convergedSequence()).isEqualTo(1);
    assertThat(scene.judge().told()).isEmpty();
  }

  @Test
  void nothingConvergesBeforeEveryObjectWasSeen() {
    Scene scene = new Scene().rendered("c1", WEB, CONFIG);
    scene.carriedOut(scene.judge().plan()).seen(WEB, HealthStatus.Healthy, "");

    assertThat(scene.judge().told()).isEmpty();
    assertThat(scene.seen(CONFIG, HealthStatus.Healthy, "").judge().told()).hasSize(1);
  }

  @Test
  void nothingConvergesWhileAnObjectIsBeingLookedAt() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.carriedOut(scene.judge().plan()).found(WEB, Finding.SUSPECT);

    assertThat(scene.judge().told()).isEmpty();
    assertThat(scene.found(WEB, Finding.IN_SYNC).judge().told()).hasSize(1);
  }

  @Test
  void nothingConvergesWhileAnObjectIsProgressing() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.carriedOut(scene.judge().plan()).seen(WEB, HealthStatus.Progressing, "0 of 2 ready");

    Decision decision = scene.judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.verdict().health()).isEqualTo(HealthStatus.Progressing);
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/Progressing");
    assertThat(Statuses.message(decision.status(), "Ready")).contains("0 of 2 ready");
  }

  @Test
  void aSuspendedObjectCountsAsHealthy() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.carriedOut(scene.judge().plan()).seen(WEB, HealthStatus.Suspended, "");

    assertThat(scene.judge().told()).hasSize(1);
  }

  @Test
  void aSightOfBeforeTheApplyDoesNotConverge() {
    Scene scene = Scene.converged(WEB).rendered("c2", WEB);

    scene.carriedOut(scene.judge().plan());

    assertThat(scene.judge().told()).isEmpty();
    assertThat(scene.seen(HealthStatus.Healthy).judge().told()).hasSize(1);
  }

  @Test
  void podsInTroubleLoseConvergenceOnceAndSayWhy() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.carriedOut(scene.judge().plan()).seen(WEB, HealthStatus.Progressing, "0 of 2 ready");
    scene.judge();
    scene.stuck.put(
        WEB.id(), new Stuck(HealthStatus.Degraded, "Pod web-1: ImagePullBackOff: no such image"));

    Decision decision = scene.judge();

    DriftEvent.ConvergenceLost lost = (DriftEvent.ConvergenceLost) decision.told().get(0);
    assertThat(lost.health()).isEqualTo(HealthStatus.Degraded);
    assertThat(lost.message()).contains("ImagePullBackOff");
    assertThat(lost.objects()).hasSize(1);
    assertThat(Statuses.reason(decision.status(), "Stalled")).isEqualTo("True/Degraded");
    assertThat(scene.judge().told()).isEmpty();
  }

  @Test
  void whatWasLostIsToldWhenItIsReachedAgain() {
    Scene scene = Scene.converged(WEB);
    assertThat(scene.seen(WEB, HealthStatus.Degraded, "crash").judge().told()).hasSize(1);

    Decision decision = scene.after(Duration.ofMinutes(1)).seen(HealthStatus.Healthy).judge();

    DriftEvent.ConvergenceReached reached = (DriftEvent.ConvergenceReached) decision.told().get(0);
    assertThat(reached.trigger().cause()).isEqualTo(Trigger.Cause.DRIFT);
    assertThat(reached.sinceTriggerMillis()).isEqualTo(60_000);
  }

  @Test
  void neverWellAfterAPushIsMeasuredFromThePush() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.carriedOut(scene.judge().plan()).seen(WEB, HealthStatus.Degraded, "crash").judge();

    Decision decision = scene.after(Duration.ofMinutes(1)).seen(HealthStatus.Healthy).judge();

    assertThat(((DriftEvent.ConvergenceReached) decision.told().get(0)).trigger().cause())
        .isEqualTo(Trigger.Cause.WEBHOOK);
  }

  @Test
  void aRollingUpdateOfAConvergedApplicationIsNotToldAsLost() {
    Scene scene = Scene.converged(WEB).seen(WEB, HealthStatus.Progressing, "1 of 2 ready");

    assertThat(scene.judge().told()).isEmpty();
    assertThat(scene.seen(HealthStatus.Healthy).judge().told()).isEmpty();
  }

  @Test
  void badHealthDuringASyncIsNotToldAsLost() {
    Scene scene = Scene.converged(WEB).rendered("c2", WEB);
    scene.seen(WEB, HealthStatus.Degraded, "crash");

    assertThat(scene.judge().told()).isEmpty();
  }

  @Test
  void anApplicationThatWasNeverAppliedIsMissingAndNotLost() {
    Scene scene = new Scene().rendered("c1", WEB);
    scene.automatic = false;

    Decision decision = scene.judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.verdict().health()).isEqualTo(HealthStatus.Missing);
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.OutOfSync);
  }

  @Test
  void aCommitThatRendersTheSameMovesTheRevisionAndTellsNothing() {
    Scene scene = Scene.converged(WEB);
    scene.unchanged =
        new RenderResult.Unchanged(
            scene.application().key(),
            scene.uid,
            1,
            List.of(Scene.revision("c9")),
            scene.verdict.trigger(),
            1,
            "key-c1");

    Decision decision = scene.judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.plan()).isNull();
    assertThat(decision.verdict().revisions()).containsExactly(Scene.revision("c9"));
    assertThat(decision.status().sync().revision()).isEqualTo("c9");
  }

  @Test
  void aRevisionThatMovedStaysMovedAfterARestart() {
    Scene scene = Scene.converged(WEB);
    scene.unchanged =
        new RenderResult.Unchanged(
            scene.application().key(),
            scene.uid,
            1,
            List.of(Scene.revision("c9")),
            scene.verdict.trigger(),
            1,
            "key-c1");
    scene.judge();
    scene.unchanged = null;

    assertThat(scene.judge().events(scene.verdict)).isEmpty();
  }

  @Test
  void anUnchangedRenderOfAnEarlierDesiredStateIsIgnored() {
    Scene scene = Scene.converged(WEB);
    scene.unchanged =
        new RenderResult.Unchanged(
            scene.application().key(),
            scene.uid,
            1,
            List.of(Scene.revision("c9")),
            scene.verdict.trigger(),
            7,
            "key-other");

    assertThat(scene.judge().events(scene.verdict)).isEmpty();
  }

  @Test
  void aSpecThatRendersTheSameConvergesAgainWithoutAPlan() {
    Scene scene = Scene.converged(WEB);
    scene.generation = 2;
    assertThat(scene.judge().told()).isEmpty();
    assertThat(Statuses.reason(scene.status, "Ready")).isEqualTo("False/Rendering");
    scene.unchanged =
        new RenderResult.Unchanged(
            scene.application().key(),
            scene.uid,
            2,
            List.of(Scene.revision("c1")),
            scene.verdict.trigger(),
            1,
            "key-c1");

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("True/Converged");
    assertThat(decision.status().observedGeneration()).isEqualTo(2);
  }

  @Test
  void aClusterThatIsAwayIsToldOnceAndItsReturnToo() {
    Scene scene = Scene.converged(WEB);
    scene.trouble = new ClusterTrouble("east", "Unreachable", "connection refused");

    Decision away = scene.judge();
    assertThat(away.told()).hasSize(1).hasOnlyElementsOfType(DriftEvent.ConvergenceLost.class);
    assertThat(away.verdict().sync()).isEqualTo(SyncStatus.Unknown);
    assertThat(Statuses.reason(away.status(), "Ready")).isEqualTo("False/Unreachable");
    assertThat(Statuses.message(away.status(), "Ready")).contains("east", "connection refused");
    assertThat(scene.judge().told()).isEmpty();

    scene.trouble = null;
    assertThat(scene.judge().told())
        .hasSize(1)
        .hasOnlyElementsOfType(DriftEvent.ConvergenceReached.class);
  }

  @Test
  void aFailedRenderIsShownAndTheLastGoodOneStaysConverged() {
    Scene scene = Scene.converged(WEB);
    scene.renderFailure =
        new RenderFailure(
            "InvalidManifest", "web.yaml:3: no name", 1, List.of(Scene.revision("c2")));

    Decision decision = scene.judge();

    assertThat(decision.told()).isEmpty();
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.Synced);
    assertThat(Statuses.reason(decision.status(), "RenderFailed"))
        .isEqualTo("True/InvalidManifest");
    assertThat(Statuses.message(decision.status(), "RenderFailed"))
        .contains("web.yaml:3")
        .contains("last good render stays");
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/RenderFailed");
    assertThat(decision.status().lastAttemptedRevision()).isEqualTo("c2");
    assertThat(decision.status().sync().revision()).isEqualTo("c1");
  }

  @Test
  void driftIsPutRightAlsoWhileTheNewestSpecCannotBeRendered() {
    Scene scene = Scene.converged(WEB);
    scene.generation = 2;
    scene.renderFailure = new RenderFailure("PathNotFound", "no such path", 2, List.of());

    Decision decision = scene.found(WEB, Scene.changed("spec.replicas", "edit")).judge();

    assertThat(decision.plan()).isNotNull();
  }

  @Test
  void whatCannotBeRenderedAtFirstIsNoStatusThatPasses() {
    Scene scene = new Scene();
    assertThat(scene.judge().status().passing()).isTrue();

    scene.renderFailure = new RenderFailure("ProjectNotFound", "no such project", 1, List.of());

    assertThat(scene.judge().status().passing()).isFalse();
  }
}
