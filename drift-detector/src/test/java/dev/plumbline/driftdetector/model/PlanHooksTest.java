package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.NAMESPACE;
import static dev.plumbline.driftdetector.model.Scene.SERVICE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.PlanMade.Wave;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Phases, waves and hooks of the plans that are made. */
class PlanHooksTest {

  private static final String HOOK = "argocd.argoproj.io/hook";
  private static final String WAVE = "argocd.argoproj.io/sync-wave";
  private static final String HELM = "helm.sh/hook";
  private static final ObjectRef MIGRATE = job("migrate");
  private static final ObjectRef SMOKE = job("smoke");
  private static final ObjectRef CRY = job("cry");

  private static ObjectRef job(String name) {
    return ObjectRef.of("batch/v1", "Job", "shop", name);
  }

  /** Each wave as {@code Phase number: names}. */
  private static List<String> waves(List<Wave> waves) {
    if (waves == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Wave wave : waves) {
      List<String> names = new ArrayList<>();
      wave.applies().forEach(apply -> names.add(apply.ref().kind()));
      wave.allHooks().forEach(hook -> names.add(hook.ref().name()));
      texts.add(wave.phase().word() + " " + wave.number() + ": " + String.join(" ", names));
    }
    return texts;
  }

  private static Scene hooked() {
    return new Scene()
        .annotated(MIGRATE, HOOK, "PreSync")
        .annotated(SMOKE, HOOK, "PostSync")
        .annotated(CRY, HOOK, "SyncFail");
  }

  private static Scene done(Scene scene) {
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    return scene;
  }

  @Test
  void wavesGoByNumberAndWithinOneWhatOthersNeedComesFirst() {
    Scene scene =
        new Scene()
            .annotated(SERVICE, WAVE, "-5")
            .annotated(NAMESPACE, WAVE, "3")
            .annotated(WEB, WAVE, "3")
            .rendered("c1", WEB, SERVICE, CONFIG, NAMESPACE);

    PlanMade plan = scene.judge().plan();

    assertThat(waves(plan.waves()))
        .containsExactly(
            "Sync -5: Service", "Sync 0: ConfigMap", "Sync 3: Namespace", "Sync 3: Deployment");
  }

  @Test
  void hooksHaveTheirPhasesAndAreNoneOfTheApplicationsObjects() {
    Scene scene = hooked().annotated(job("seed"), HOOK, "Sync").annotated(job("seed"), WAVE, "1");
    scene.rendered("c1", WEB, MIGRATE, SMOKE, CRY, job("seed"));

    PlanMade plan = scene.judge().plan();

    assertThat(waves(plan.waves()))
        .containsExactly("PreSync 0: migrate", "Sync 0: Deployment", "Sync 1: seed");
    assertThat(waves(plan.after())).containsExactly("PostSync 0: smoke");
    assertThat(waves(plan.onFailure())).containsExactly("SyncFail 0: cry");
    assertThat(plan.desiredObjects()).containsExactly(WEB);
    assertThat(plan.steps())
        .extracting(PlanMade.Step::phase)
        .containsExactly(SyncPhase.PRE_SYNC, SyncPhase.SYNC, SyncPhase.SYNC, SyncPhase.POST_SYNC);
  }

  @Test
  void hooksThatRanAreNeitherDriftNorLeftOverNorPartOfTheStatus() {
    Scene scene = hooked().rendered("c1", WEB, MIGRATE);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy);
    scene.seen(MIGRATE, HealthStatus.Degraded, "failed");

    Decision decision = scene.judge();

    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.Synced);
    assertThat(decision.verdict().health()).isEqualTo(HealthStatus.Healthy);
    assertThat(decision.status().resources()).extracting(r -> r.name()).containsExactly("web");
    scene.found(MIGRATE, Finding.ABSENT);
    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.judge().told()).isEmpty();
  }

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
  void helmsHooksTellInstallationFromUpgrades() {
    Scene scene =
        new Scene()
            .annotated(MIGRATE, HELM, "pre-install")
            .annotated(SMOKE, HELM, "post-upgrade")
            .annotated(CRY, HELM, "pre-install,pre-upgrade")
            .annotated(CRY, "helm.sh/hook-weight", "-1")
            .rendered("c1", WEB, MIGRATE, SMOKE, CRY);

    PlanMade install = scene.judge().plan();
    scene.failed(install, "not allowed").judge();
    PlanMade retry = scene.after(Duration.ofSeconds(6)).judge().plan();
    scene.carriedOut(retry).seen(HealthStatus.Healthy).judge();
    PlanMade upgrade = scene.rendered("c2", WEB, MIGRATE, SMOKE, CRY).judge().plan();

    assertThat(waves(install.waves()))
        .containsExactly("PreSync -1: cry", "PreSync 0: migrate", "Sync 0: Deployment");
    assertThat(install.after()).isNull();
    assertThat(waves(retry.waves())).isEqualTo(waves(install.waves()));
    assertThat(waves(upgrade.waves())).containsExactly("PreSync -1: cry", "Sync 0: Deployment");
    assertThat(waves(upgrade.after())).containsExactly("PostSync 0: smoke");
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
  void hooksForFailuresStayInUpgradesWhereOthersAreOfTheInstallationOnly() {
    Scene scene =
        done(
            hooked()
                .annotated(job("seed"), HELM, "pre-install")
                .rendered("c1", WEB, CRY, job("seed")));

    PlanMade upgrade = scene.rendered("c2", WEB, CRY, job("seed")).judge().plan();

    assertThat(waves(upgrade.waves())).containsExactly("Sync 0: Deployment");
    assertThat(waves(upgrade.onFailure())).containsExactly("SyncFail 0: cry");
  }

  @Test
  void whatConvergedBeforeIsNotInstalledAgainThoughAllThatWasRememberedOfItIsLost() {
    Scene scene =
        done(
            new Scene()
                .annotated(MIGRATE, HELM, "pre-install")
                .annotated(SMOKE, HELM, "pre-upgrade")
                .rendered("c1", WEB, MIGRATE, SMOKE));
    scene.inventory = null;
    scene.verdict = null;
    scene.observations.clear();

    PlanMade again = scene.judge().plan();

    assertThat(waves(again.waves())).containsExactly("PreSync 0: smoke", "Sync 0: Deployment");
  }

  @Test
  void whatConvergedWithNothingInItIsInstalledWhenThereIsSomething() {
    Scene scene = new Scene().rendered("c1");
    scene.allowEmpty = true;
    scene.judge();
    scene.annotated(MIGRATE, HELM, "pre-install").annotated(SMOKE, HELM, "pre-upgrade");

    PlanMade plan = scene.rendered("c2", WEB, MIGRATE, SMOKE).judge().plan();

    assertThat(scene.status.history()).isNotEmpty();
    assertThat(waves(plan.waves())).containsExactly("PreSync 0: migrate", "Sync 0: Deployment");
  }

  @Test
  void hooksOfAnInstallationWaitUntilItIsKnownThatItIsOne() {
    Scene scene = new Scene().annotated(MIGRATE, HELM, "pre-install").rendered("c1", WEB, MIGRATE);
    scene.status = null;

    Decision unknown = scene.judge();
    scene.status = Statuses.EMPTY;

    assertThat(unknown.plan()).isNull();
    assertThat(unknown.wakeAt()).isNotNull();
    assertThat(waves(scene.judge().plan().waves()))
        .containsExactly("PreSync 0: migrate", "Sync 0: Deployment");
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

  @Test
  void aGeneratedNameIsTheSameWheneverThePlanIsReadAndAnotherInEachPlan() {
    ObjectRef generated = job("a-name-that-is-so-long-that-nothing-fits-behind-it-any-more-");
    Scene scene = new Scene().annotated(generated, HOOK, "PreSync").rendered("c1", WEB, generated);

    PlanMade first = scene.judge().plan();
    PlanMade.Hook hook = first.waves().get(0).allHooks().get(0);
    scene.carriedOut(first).seen(HealthStatus.Healthy).after(Duration.ofSeconds(1)).judge();
    PlanMade second = scene.rendered("c2", WEB, generated).judge().plan();

    assertThat(hook.ref().name())
        .hasSize(63)
        .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")
        .startsWith("a-name-that-is-so-long");
    assertThat(hook.manifest().at("/metadata/name").asText()).isEqualTo(hook.ref().name());
    assertThat(hook.hookId()).isEqualTo(generated.id());
    assertThat(hook.deletePolicies()).containsExactly(HookDeletePolicy.BEFORE_HOOK_CREATION);
    PlanMade.Hook next = second.waves().get(0).allHooks().get(0);
    assertThat(next.ref().name()).isNotEqualTo(hook.ref().name());
    assertThat(second.prunes()).isEmpty();
  }

  @Test
  void anObjectThatBecomesAHookIsNotPrunedAndAHookThatBecomesAnObjectIsApplied() {
    Scene scene = done(new Scene().rendered("c1", WEB, MIGRATE));
    scene.annotated(MIGRATE, HOOK, "PreSync").rendered("c1", WEB, MIGRATE);
    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.verdict.drifts()).isEmpty();

    Scene back = done(hooked().rendered("c1", WEB, MIGRATE));
    back.annotations.clear();
    PlanMade plan = back.rendered("c1", WEB, MIGRATE).judge().plan();

    assertThat(waves(plan.waves())).containsExactly("Sync 0: Job");
    assertThat(plan.prunes()).isEmpty();
  }

  @Test
  void whatIsLeftOfAHookThatGitDroppedGoesWithTheNextSync() {
    Scene scene = done(hooked().rendered("c1", WEB, MIGRATE));
    scene.rendered("c1", WEB);
    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.verdict.sync()).isEqualTo(SyncStatus.Synced);

    PlanMade plan = scene.rendered("c2", WEB).judge().plan();

    assertThat(plan.prunes()).extracting(PlanMade.Prune::ref).containsExactly(MIGRATE);
  }

  @Test
  void anAnnotationOfAnEarlierRenderThatMeansNothingIsToldAndLeftOut() {
    Scene scene = new Scene().annotated(WEB, WAVE, "first").rendered("c1", WEB);

    Decision decision = scene.judge();

    assertThat(waves(decision.plan().waves())).containsExactly("Sync 0: Deployment");
    assertThat(Statuses.message(decision.status(), "RenderWarning"))
        .contains("Deployment shop/web", WAVE, "'first'");
  }

  @Test
  void whatIsToBeSkippedIsNoPartOfTheApplication() {
    Scene scene = new Scene().annotated(CONFIG, HOOK, "Skip").rendered("c1", WEB, CONFIG);

    assertThat(scene.judge().plan().desiredObjects()).containsExactly(WEB);
  }

  @Test
  void plansThatDoTheSameHaveOneDigest() {
    PlanMade one = hooked().rendered("c1", WEB, MIGRATE).judge().plan();
    PlanMade later =
        hooked().after(Duration.ofHours(1)).rendered("c1", WEB, MIGRATE).judge().plan();
    PlanMade other = hooked().rendered("c2", WEB, MIGRATE).judge().plan();

    assertThat(later.planId()).isNotEqualTo(one.planId());
    assertThat(later.digest()).isEqualTo(one.digest()).matches("[0-9a-f]{64}");
    assertThat(other.digest()).isNotEqualTo(one.digest());
  }
}
