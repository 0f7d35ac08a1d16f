package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.NAMESPACE;
import static dev.plumbline.driftdetector.model.Scene.SERVICE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent.ConfirmationRequired;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.PlanMade.Skipped;
import dev.plumbline.contracts.events.PlanMade.Step;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.resources.Application.DeletionPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of an application's objects when it is deleted. */
class DeletionTest {

  private static final String OPTIONS = "plumbline.dev/sync-options";
  private static final String HOOK = "plumbline.dev/hook";
  private static final String WAVE = "plumbline.dev/sync-wave";
  private static final ObjectRef BACKUP = ObjectRef.of("batch/v1", "Job", "shop", "backup");
  private static final ObjectRef FAREWELL = ObjectRef.of("batch/v1", "Job", "shop", "farewell");
  private static final ObjectRef MIGRATE = ObjectRef.of("batch/v1", "Job", "shop", "migrate");
  private static final ObjectRef CLAIM =
      ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");

  private static Scene converged(Scene scene, ObjectRef... refs) {
    scene.rendered("c1", refs);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    return scene;
  }

  private static List<ObjectRef> pruned(PlanMade plan) {
    return plan.prunes().stream().map(Prune::ref).toList();
  }

  @Test
  void hooksRunBeforeAndAfterAndHigherWavesGoFirst() {
    Scene scene =
        new Scene()
            .annotated(BACKUP, HOOK, "PreDelete")
            .annotated(FAREWELL, HOOK, "PostDelete")
            .annotated(SERVICE, WAVE, "2")
            .annotated(CONFIG, WAVE, "-1");
    converged(scene, WEB, SERVICE, CONFIG, BACKUP, FAREWELL);

    PlanMade plan = scene.deletedWithFinalizer().judge().plan();

    assertThat(plan.steps())
        .extracting(Step::phase)
        .containsExactly(SyncPhase.PRE_DELETE, SyncPhase.SYNC, SyncPhase.POST_DELETE);
    assertThat(plan.waves().get(0).allHooks().get(0).ref()).isEqualTo(BACKUP);
    assertThat(plan.after().get(0).allHooks().get(0).ref()).isEqualTo(FAREWELL);
    assertThat(pruned(plan)).containsExactly(SERVICE, WEB, CONFIG);
  }

  @Test
  void whatHooksLeftGoesWhenAllElseIsGone() {
    Scene scene =
        converged(
            new Scene().annotated(MIGRATE, HOOK, "PreSync").annotated(CONFIG, WAVE, "-4"),
            WEB,
            CONFIG,
            MIGRATE);

    PlanMade plan = scene.deletedWithFinalizer().judge().plan();

    assertThat(pruned(plan)).containsExactly(WEB, CONFIG, MIGRATE);
    assertThat(plan.prunes().get(2).waveOrDefault()).isLessThan(-4);
    assertThat(plan.waves()).isEmpty();
    assertThat(plan.after()).isNull();
  }

  @Test
  void withoutARenderNoHookRuns() {
    Scene scene = converged(new Scene().annotated(BACKUP, HOOK, "PreDelete"), WEB, BACKUP);
    scene.desired = null;

    PlanMade plan = scene.deletedWithFinalizer().judge().plan();

    assertThat(plan.waves()).isEmpty();
    assertThat(pruned(plan)).containsExactly(WEB);
  }

  @Test
  void orphansStayAndNoHookRuns() {
    Scene scene = converged(new Scene().annotated(BACKUP, HOOK, "PreDelete"), WEB, BACKUP);
    scene.deletionPolicy = DeletionPolicy.Orphan;

    PlanMade plan = scene.deletedWithFinalizer().judge().plan();

    assertThat(plan.prunes()).isEmpty();
    assertThat(plan.waves()).isEmpty();
    assertThat(plan.skipped()).containsExactly(new Skipped(WEB, "spec.deletionPolicy is Orphan"));
  }

  @Test
  void mirroringPruningLeavesWhatPruningWouldLeave() {
    Scene on = converged(new Scene(), WEB);
    on.deletionPolicy = DeletionPolicy.MirrorPrune;
    Scene off = converged(new Scene(), WEB);
    off.deletionPolicy = DeletionPolicy.MirrorPrune;
    off.prune = false;

    assertThat(pruned(on.deletedWithFinalizer().judge().plan())).containsExactly(WEB);
    assertThat(pruned(off.deletedWithFinalizer().judge().plan())).isEmpty();
  }

  @Test
  void anObjectThatSaysDeleteFalseStaysAlsoWhenGitDroppedIt() {
    Scene scene = converged(new Scene().annotated(CONFIG, OPTIONS, "Delete=false"), WEB, CONFIG);
    scene.prune = false;
    scene.rendered("c1", WEB).judge();

    PlanMade plan = scene.deletedWithFinalizer().judge().plan();

    assertThat(pruned(plan)).containsExactly(WEB);
    assertThat(plan.skipped()).containsExactly(new Skipped(CONFIG, "Delete=false"));
  }

  @Test
  void deletionIsAWordAlreadySoNothingIsAskedForKindsOrNumbers() {
    Scene scene = converged(new Scene(), WEB, CONFIG, SERVICE, CLAIM, NAMESPACE);

    Decision decision = scene.deletedWithFinalizer().judge();

    assertThat(decision.plan().prunes()).hasSize(5);
    assertThat(decision.told()).isEmpty();
  }

  @Test
  void deleteConfirmKeepsTheWholeDeletionWaiting() {
    Scene scene = converged(new Scene().annotated(CLAIM, OPTIONS, "Delete=confirm"), WEB, CLAIM);

    Decision decision = scene.deletedWithFinalizer().judge();

    assertThat(decision.plan()).isNull();
    ConfirmationRequired asked = (ConfirmationRequired) decision.told().get(0);
    assertThat(asked.objects()).containsExactly(CLAIM);
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/ConfirmationRequired");
    assertThat(decision.status().resources())
        .filteredOn(one -> one.message() != null)
        .extracting(one -> one.name() + ": " + one.message())
        .containsExactly("data: waits for confirmation: Delete=confirm");
    assertThat(scene.judge().told()).isEmpty();
    assertThat(pruned(scene.confirmed(asked.digest()).judge().plan())).contains(CLAIM, WEB);
  }

  /** Two of its three objects want a person's word before they go with it. */
  private static Scene askingForTwo() {
    return converged(
        new Scene()
            .annotated(CLAIM, OPTIONS, "Delete=confirm")
            .annotated(CONFIG, OPTIONS, "Delete=confirm"),
        WEB,
        CLAIM,
        CONFIG);
  }

  private static PlanMade confirmedDeletion(Scene scene) {
    Decision asks = scene.deletedWithFinalizer().judge();
    String digest = ((ConfirmationRequired) asks.told().get(0)).digest();
    return scene.confirmed(digest).judge().plan();
  }

  @Test
  void aDeletionThatWasConfirmedIsNotAskedForAgainAsItGoesOnOrIsTriedAgain() {
    Scene scene = askingForTwo();
    PlanMade plan = confirmedDeletion(scene);

    scene.written(plan, -1).found(CONFIG, Finding.ABSENT);
    Decision underWay = scene.judge();
    scene.failedAfterPruning(plan, CONFIG);
    Decision failed = scene.judge();
    PlanMade again = scene.after(Duration.ofMinutes(5)).judge().plan();

    assertThat(underWay.told()).isEmpty();
    assertThat(underWay.status().condition("ConfirmationRequired")).isNull();
    assertThat(failed.told()).isEmpty();
    assertThat(again).isNotNull();
    assertThat(pruned(again)).containsExactlyInAnyOrder(CLAIM, WEB);
  }

  @Test
  void whoComesInTheMiddleOfADeletionThatWasConfirmedDoesNotAskAgain() {
    Scene scene = askingForTwo();
    PlanMade plan = confirmedDeletion(scene);
    scene.shape = null;

    Decision underWay = scene.written(plan, -1).found(CONFIG, Finding.ABSENT).judge();

    assertThat(underWay.told()).isEmpty();
    assertThat(scene.verdict.confirmed()).isNotNull();
  }

  @Test
  void theWordForPruningAnObjectIsNoneForDeletingIt() {
    Scene scene =
        converged(
            new Scene().annotated(CLAIM, OPTIONS, "Prune=confirm,Delete=confirm"), WEB, CLAIM);
    Decision prune = scene.rendered("c1", WEB).judge();
    String digest =
        prune.told().stream()
            .filter(ConfirmationRequired.class::isInstance)
            .map(event -> ((ConfirmationRequired) event).digest())
            .findFirst()
            .orElseThrow();

    assertThat(scene.deletedWithFinalizer().confirmed(digest).judge().plan()).isNull();
  }

  @Test
  void whatBecomesOfDependentsIsSaidOfEachDeletion() {
    Scene scene = new Scene().annotated(WEB, OPTIONS, "PrunePropagationPolicy=orphan");
    scene.syncOptions.add("PrunePropagationPolicy=foreground");
    converged(scene, WEB, CONFIG);

    PlanMade plan = scene.deletedWithFinalizer().judge().plan();

    assertThat(plan.prunes())
        .extracting(Prune::propagation)
        .containsExactly("Orphan", "Foreground");
  }

  @Test
  void anOptionThatMeansNothingTakesNothingAwayFromTheOthers() {
    Scene scene = converged(new Scene(), WEB);
    scene.syncOptions.addAll(List.of("Delete=false", "Delete=never"));

    assertThat(pruned(scene.deletedWithFinalizer().judge().plan())).isEmpty();
  }
}
