package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.HookScenes.CRY;
import static dev.plumbline.driftdetector.model.HookScenes.HOOK;
import static dev.plumbline.driftdetector.model.HookScenes.MIGRATE;
import static dev.plumbline.driftdetector.model.HookScenes.SMOKE;
import static dev.plumbline.driftdetector.model.HookScenes.WAVE;
import static dev.plumbline.driftdetector.model.HookScenes.done;
import static dev.plumbline.driftdetector.model.HookScenes.hooked;
import static dev.plumbline.driftdetector.model.HookScenes.job;
import static dev.plumbline.driftdetector.model.HookScenes.waves;
import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.NAMESPACE;
import static dev.plumbline.driftdetector.model.Scene.SERVICE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where the hooks of an application stand in its plans. */
class PlanHooksTest {
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
