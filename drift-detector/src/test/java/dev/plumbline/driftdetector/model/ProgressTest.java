package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.Dependency;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The line that says where a sync is. */
class ProgressTest {

  private static final ObjectRef JOB = ObjectRef.of("batch/v1", "Job", "shop", "migrate");
  private static final ObjectRef CLAIM =
      ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");

  private final Scene scene = new Scene();
  private Instant deadline;

  private static Applied applied(ObjectRef ref) {
    return new Applied("uid-" + ref.name(), "50", 1, "own", "", "v", "d", List.of());
  }

  private static Inventory.Entry object(ObjectRef ref, Integer wave, Integer step) {
    return new Inventory.Entry(ref, applied(ref), null, wave, null, step);
  }

  private ApplicationStatus written(PlanMade plan, int wave, Inventory.Entry... entries) {
    scene.inventory =
        new Inventory(
            plan.application(),
            plan.applicationUid(),
            7,
            plan.planId(),
            Inventory.Phase.WRITING,
            plan.desiredSequence(),
            plan.cluster(),
            plan.revisions(),
            wave,
            Arrays.asList(entries),
            List.of(),
            scene.now,
            null,
            null,
            deadline);
    return scene.judge().status();
  }

  private void see(ObjectRef ref, boolean terminating, HealthStatus health, String message) {
    scene.observations.put(
        ref.id(),
        new Observation(
            ref, "uid-" + ref.name(), "51", 1, terminating, health, message, null, null, null));
  }

  private PlanMade planned() {
    return scene.rendered("c1", CONFIG, WEB).judge().plan();
  }

  @Test
  void nothingIsSaidWhereNothingIsUnderWay() {
    assertThat(Scene.converged(WEB).status.progress()).isNull();
  }

  @Test
  void aHookIsNamedWithItsPhaseAndHowItIs() {
    PlanMade plan = planned();
    see(JOB, false, HealthStatus.Progressing, "1 pod runs");

    ApplicationStatus status =
        written(
            plan,
            0,
            new Inventory.Entry(
                JOB,
                applied(JOB),
                new Inventory.HookMark(JOB.id(), plan.planId(), SyncPhase.PRE_SYNC),
                -5,
                null,
                0));

    assertThat(status.progress())
        .isEqualTo("PreSync wave -5: waits for Job shop/migrate: Progressing (1 pod runs)");
    assertThat(status.operation().stage()).isEqualTo("PreSync");
    assertThat(status.operation().wave()).isEqualTo(-5);
  }

  @Test
  void aStepThatIsBeingWrittenSaysHowMuch() {
    PlanMade plan = planned();
    see(CONFIG, false, HealthStatus.Healthy, "");

    ApplicationStatus status =
        written(plan, 0, object(CONFIG, 0, 0), object(WEB, 2, 1), object(JOB, 2, 1));

    assertThat(status.progress()).isEqualTo("Sync wave 2: writes 2 objects");
    assertThat(status.operation().stage()).isEqualTo("Sync");
    assertThat(status.operation().wave()).isEqualTo(2);
  }

  @Test
  void oneThatFollowsAStepThatIsWellSaysSo() {
    scene.annotated(WEB, "plumbline.dev/sync-wave", "2");
    PlanMade plan = planned();
    see(CONFIG, false, HealthStatus.Healthy, "");

    ApplicationStatus status = written(plan, 0, object(CONFIG, 0, 0), object(WEB, 2, 1));

    assertThat(status.progress()).isEqualTo("Sync wave 2: writes 1 object, Sync wave 0 is well");
  }

  @Test
  void whatHoldsADeletionIsNamedByObject() {
    PlanMade plan = planned();
    see(WEB, false, HealthStatus.Healthy, "");
    see(
        CLAIM,
        true,
        HealthStatus.Progressing,
        "it is being deleted, held by kubernetes.io/pvc-protection");

    ApplicationStatus status = written(plan, 0, object(WEB, 0, 0), object(CLAIM, null, null));

    assertThat(status.progress())
        .isEqualTo(
            "Prune: waits for PersistentVolumeClaim shop/data: Progressing (it is being deleted,"
                + " held by kubernetes.io/pvc-protection)");
    assertThat(status.operation().stage()).isEqualTo("Prune");
    assertThat(status.operation().wave()).isNull();
  }

  @Test
  void theDeadlineThatTheApplierHasSetIsTold() {
    PlanMade plan = planned();
    deadline = Scene.START.plus(Duration.ofHours(1));

    ApplicationStatus status = written(plan, 0, object(WEB, 1, 0));

    assertThat(status.progress())
        .isEqualTo(
            "Sync wave 1: waits for Deployment shop/web: Progressing (waiting to be seen); fails at"
                + " 2026-03-01T13:00:00Z");
  }

  @Test
  void whatKeepsASyncFromBeginningIsToldToo() {
    scene.dependsOn = List.of(new Dependency("infra", null, null));
    scene.dependencies =
        commits ->
            Optional.of(new Blocked("DependencyNotReady", "waits for team/infra: Syncing", false));

    ApplicationStatus status = scene.rendered("c1", WEB).judge().status();

    assertThat(status.progress()).isEqualTo("waits for team/infra: Syncing");
  }

  @Test
  void theNextAttemptIsToldAndThenWhatConvergenceWaitsFor() {
    PlanMade plan = planned();
    ApplicationStatus failed = scene.failed(plan, "not allowed").judge().status();
    assertThat(failed.progress())
        .startsWith("attempt 2 follows at 2026-03-01T12:00:0")
        .endsWith("Z: " + CONFIG + ": not allowed");

    PlanMade again = scene.after(Duration.ofMinutes(1)).judge().plan();
    scene.carriedOut(again);
    scene.seen(CONFIG, HealthStatus.Healthy, "");
    scene.seen(WEB, HealthStatus.Progressing, "0 of 1 ready");

    assertThat(scene.judge().status().progress())
        .isEqualTo("written, waits for Deployment shop/web: 0 of 1 ready");
    scene.seen(HealthStatus.Healthy);
    assertThat(scene.judge().status().progress()).isNull();
  }

  @Test
  void whereNothingIsUnderWayAndSomethingIsWrongItSaysWhat() {
    PlanMade plan = planned();
    scene.carriedOut(plan);
    scene.seen(CONFIG, HealthStatus.Healthy, "");
    scene.seen(WEB, HealthStatus.Degraded, "ImagePullBackOff " + "x".repeat(300));

    assertThat(scene.judge().status().progress())
        .startsWith("Deployment shop/web: ImagePullBackOff x")
        .endsWith("x…")
        .hasSizeLessThan(170);
  }

  @Test
  void aSyncThatIsNotTriedAgainSaysWhy() {
    scene.retry = new Application.Retry(0, null);
    PlanMade plan = planned();

    assertThat(scene.failed(plan, "not allowed").judge().status().progress())
        .startsWith(CONFIG + ": not allowed (no further attempt is made by itself");
  }
}
