package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application.Dependency;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What waits for others, and what does not. */
class JudgeDependencyTest {

  private static Scene dependent(Scene scene) {
    scene.dependsOn = List.of(new Dependency("infra", null, null));
    return scene;
  }

  private static void blocked(Scene scene) {
    scene.dependencies =
        revisions ->
            Optional.of(
                new Blocked("DependencyNotReady", "waits for team/infra: Progressing", false));
  }

  private static void free(Scene scene) {
    scene.dependencies = revisions -> Optional.empty();
  }

  @Test
  void aFirstSyncWaitsAndSaysForWhom() {
    Scene scene = dependent(new Scene()).rendered("c1", WEB);
    blocked(scene);

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/DependencyNotReady");
    assertThat(Statuses.message(decision.status(), "Ready"))
        .isEqualTo("waits for team/infra: Progressing");
    assertThat(Statuses.reason(decision.status(), "Reconciling"))
        .isEqualTo("True/DependencyNotReady");
    free(scene);
    assertThat(scene.judge().plan().reason()).isEqualTo(PlanMade.Reason.NEW_REVISION);
  }

  @Test
  void thatItWaitsIsToldWhenThatBeginsAndWhenItEndsAndNotBetween() {
    Scene scene = dependent(new Scene()).rendered("c1", WEB);
    blocked(scene);

    assertThat(scene.judge().told())
        .containsExactly(
            new DriftEvent.DependencyWaiting(
                scene.application().key(),
                scene.uid,
                List.of(Scene.revision("c1")),
                "DependencyNotReady",
                "waits for team/infra: Progressing",
                scene.now));
    assertThat(scene.after(Duration.ofSeconds(2)).judge().told()).isEmpty();
    scene.dependencies =
        revisions -> Optional.of(new Blocked("DependencyMissing", "waits for another", false));
    assertThat(scene.judge().told()).isEmpty();
    scene.generation = 2;
    assertThat(scene.judge().told()).isEmpty();
    free(scene);
    scene.rendered("c2", WEB).after(Duration.ofSeconds(3));

    assertThat(scene.judge().told())
        .containsExactly(
            new DriftEvent.DependencyCleared(
                scene.application().key(),
                scene.uid,
                List.of(Scene.revision("c2")),
                5_000,
                scene.now));
    assertThat(scene.judge().told()).isEmpty();
  }

  @Test
  void whoIsSuspendedOrDeletedWaitsForNobodyAnyMore() {
    Scene suspended = dependent(new Scene()).rendered("c1", WEB);
    Scene deleted = dependent(new Scene()).rendered("c1", WEB);
    for (Scene scene : List.of(suspended, deleted)) {
      blocked(scene);
      scene.judge();
    }

    suspended.suspend = true;
    deleted.deletedWithFinalizer();

    for (Scene scene : List.of(suspended, deleted)) {
      assertThat(scene.judge().told())
          .hasOnlyElementsOfType(DriftEvent.DependencyCleared.class)
          .hasSize(1);
    }
  }

  @Test
  void aMomentBeforeDeletingIsNoWaitForADependency() {
    Scene scene = Scene.converged(WEB, CONFIG);
    scene.since = scene.now;
    scene.others.add(HeirsTest.other("store", "https://git.example/shop", "c1"));

    Decision decision = scene.rendered("c2", WEB).judge();

    assertThat(decision.plan()).isNull();
    assertThat(decision.told()).noneMatch(DriftEvent.DependencyWaiting.class::isInstance);
  }

  @Test
  void aNewRevisionWaitsAndIsAskedForByItsCommit() {
    Scene scene = dependent(Scene.converged(WEB));
    scene.rendered("c2", WEB);
    scene.dependencies =
        revisions ->
            revisions.equals(List.of("c2"))
                ? Optional.of(new Blocked("DependencyNotReady", "waits", false))
                : Optional.empty();

    assertThat(scene.judge().plan()).isNull();
  }

  @Test
  void whatHasConvergedIsReadyAndIsPutRightThoughItsDependencyIsDown() {
    Scene scene = dependent(Scene.converged(WEB, CONFIG));
    blocked(scene);
    assertThat(Statuses.reason(scene.judge().status(), "Ready")).isEqualTo("True/Converged");

    PlanMade plan = scene.found(CONFIG, Scene.changed("data.a", "edit")).judge().plan();

    assertThat(plan.reason()).isEqualTo(PlanMade.Reason.SELF_HEAL);
  }

  @Test
  void aSyncThatAPersonAsksForWaitsAndStaysStanding() {
    Scene scene = dependent(Scene.converged(WEB));
    scene.automatic = false;
    blocked(scene);
    scene.rendered("c2", WEB);
    Decision unasked = scene.judge();
    assertThat(Statuses.reason(unasked.status(), "Ready")).isEqualTo("False/OutOfSync");
    scene.sync = new Command.Sync(scene.application().key(), scene.uid, "bob", scene.now);

    Decision asked = scene.judge();

    assertThat(asked.plan()).isNull();
    assertThat(asked.verdict().requests().get(0).planId()).isNull();
    assertThat(Statuses.reason(asked.status(), "Ready")).isEqualTo("False/DependencyNotReady");
  }

  @Test
  void aSyncUnderWayIsNotStopped() {
    Scene scene = dependent(new Scene()).rendered("c1", WEB);
    PlanMade plan = scene.judge().plan();
    blocked(scene);

    assertThat(Statuses.reason(scene.judge().status(), "Ready")).isEqualTo("False/Syncing");

    scene.carriedOut(plan).seen(HealthStatus.Healthy);
    assertThat(Statuses.reason(scene.judge().status(), "Ready")).isEqualTo("True/Converged");
  }

  @Test
  void aCycleDoesNotPassByItself() {
    Scene scene = dependent(new Scene()).rendered("c1", WEB);
    scene.dependencies =
        revisions -> Optional.of(new Blocked("DependencyCycle", "a -> b -> a", true));

    assertThat(Statuses.reason(scene.judge().status(), "Stalled"))
        .isEqualTo("True/DependencyCycle");
  }

  @Test
  void aDeletionWaitsForNobody() {
    Scene scene = dependent(Scene.converged(WEB));
    blocked(scene);
    scene.deleting = true;
    scene.finalizers = List.of("plumbline.dev/resources");

    assertThat(scene.judge().plan().kind()).isEqualTo(PlanMade.Kind.DELETE);
  }
}
