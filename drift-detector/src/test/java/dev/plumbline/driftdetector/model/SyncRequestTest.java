package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.Verdict.SyncRequest;
import dev.plumbline.contracts.resources.Application.Dependency;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What a person asks for is done once, however long it has to wait, and whoever is restarted
 * meanwhile: each judgement of these scenes knows of it only what the verdict says.
 */
class SyncRequestTest {

  private static Scene manual(Scene scene) {
    scene.automatic = false;
    scene.selfHeal = false;
    return scene;
  }

  private static Scene blocked(Scene scene) {
    scene.dependsOn = List.of(new Dependency("infra", null, null));
    scene.dependencies = commits -> Optional.of(new Blocked("DependencyNotReady", "waits", false));
    return scene;
  }

  private static Scene free(Scene scene) {
    scene.dependencies = commits -> Optional.empty();
    return scene;
  }

  private static SyncRequest newest(Scene scene) {
    List<SyncRequest> requests = scene.verdict.requests();
    return requests.get(requests.size() - 1);
  }

  private static Scene drifted(Scene scene) {
    return scene.found(CONFIG, Scene.changed("data.a", "edit"));
  }

  @Test
  void whatWaitsForADependencyIsDoneOnceWhenThatIsReady() {
    // given
    Scene scene = blocked(manual(Scene.converged(WEB))).rendered("c2", WEB).asked();
    assertThat(scene.judge().plan()).isNull();

    // when
    PlanMade plan = free(scene).after(Duration.ofMinutes(1)).judge().plan();

    // then
    assertThat(plan.reason()).isEqualTo(Reason.MANUAL);
    assertThat(plan.trigger().by()).isEqualTo("bob");
    assertThat(plan.trigger().at()).isEqualTo(Scene.START);
    assertThat(newest(scene).planId()).isEqualTo(plan.planId());
    scene.failed(plan, "no");
    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.after(Duration.ofHours(1)).judge().plan()).isNull();
  }

  @Test
  void whatWaitsForAChangeToBeRenderedIsDoneWithTheChange() {
    // given
    Scene scene = manual(Scene.converged(WEB));
    scene.generation = 2;
    assertThat(scene.asked().judge().plan()).isNull();

    // when
    PlanMade plan = scene.rendered("c2", WEB).judge().plan();

    // then
    assertThat(plan.reason()).isEqualTo(Reason.MANUAL);
    assertThat(plan.revisions()).containsExactly(Scene.revision("c2"));
  }

  @Test
  void whatIsAskedBeforeTheFirstRenderIsDoneAfterIt() {
    Scene scene = manual(new Scene()).asked();
    assertThat(scene.judge().plan()).isNull();

    assertThat(scene.rendered("c1", WEB).judge().plan().reason()).isEqualTo(Reason.MANUAL);
  }

  @Test
  void aPlanThatWasRefusedHasDoneNothing() {
    // given
    Scene scene = manual(Scene.converged(WEB)).rendered("c2", WEB).asked();
    PlanMade refused = scene.judge().plan();
    scene.refusal = Refusal.of(refused.planId(), 2, 1, Refusal.none(), scene.now);
    assertThat(scene.judge().plan()).isNull();

    // when
    scene.refusal = Refusal.none();
    PlanMade again = scene.after(Duration.ofSeconds(1)).judge().plan();

    // then
    assertThat(again.reason()).isEqualTo(Reason.MANUAL);
    assertThat(again.planId()).isNotEqualTo(refused.planId());
  }

  @Test
  void aCommandThatIsReadTwiceIsDoneOnce() {
    // given
    Scene scene = manual(Scene.converged(WEB, CONFIG));
    PlanMade plan = drifted(scene).asked().judge().plan();
    scene.carriedOut(plan).seen(HealthStatus.Healthy).judge();
    drifted(scene);

    // when
    Decision again = scene.asked().judge();

    // then
    assertThat(again.plan()).isNull();
    assertThat(scene.after(Duration.ofSeconds(1)).asked().judge().plan()).isNotNull();
  }

  @Test
  void aNewerCommandTakesThePlaceOfOneThatWaitsAndFewAreRemembered() {
    // given
    Scene scene = blocked(manual(Scene.converged(WEB))).rendered("c2", WEB);
    for (int i = 0; i < 20; i++) {
      scene.after(Duration.ofSeconds(1)).asked().judge();
    }
    scene.sync = new Command.Sync(scene.application().key(), scene.uid, "ann", scene.now);
    scene.judge();

    // when
    PlanMade plan = free(scene).judge().plan();

    // then
    assertThat(plan.trigger().by()).isEqualTo("ann");
    assertThat(scene.verdict.requests()).hasSize(SyncRequests.MOST);
    assertThat(scene.verdict.requests()).noneMatch(request -> request.planId() == null);
  }

  @Test
  void aRepairUnderWayIsNotWhatWasAskedForAndAWholeSyncIs() {
    Scene healing = Scene.converged(WEB, CONFIG);
    PlanMade repair = drifted(healing).judge().plan();
    Scene syncing = Scene.converged(WEB, CONFIG).rendered("c2", WEB, CONFIG);
    PlanMade whole = syncing.judge().plan();

    healing.asked().judge();
    syncing.asked().judge();

    assertThat(repair.reason()).isEqualTo(Reason.SELF_HEAL);
    assertThat(newest(healing).planId()).isNull();
    assertThat(newest(syncing).planId()).isEqualTo(whole.planId());
    healing.carriedOut(repair).seen(HealthStatus.Healthy).judge();
    assertThat(newest(healing).planId()).isEmpty();
  }

  @Test
  void whatWasNotSeenYetIsLookedAtBeforeThereIsNothingToDo() {
    // given
    Scene scene = manual(Scene.converged(WEB, CONFIG));
    drifted(scene).judge();
    scene.observations.clear();
    assertThat(scene.asked().judge().plan()).isNull();

    // when
    scene.seen(WEB, HealthStatus.Healthy, "");
    PlanMade plan = drifted(scene).judge().plan();

    // then
    assertThat(plan.reason()).isEqualTo(Reason.MANUAL);
  }

  @Test
  void nothingIsRememberedForASuspendedApplicationNorForOneMadeAnew() {
    Scene suspended = manual(Scene.converged(WEB)).rendered("c2", WEB);
    suspended.suspend = true;
    suspended.asked().judge();
    suspended.suspend = false;
    Scene anew = blocked(manual(Scene.converged(WEB))).rendered("c2", WEB).asked();
    anew.judge();
    anew.uid = "another-uid";
    free(anew).rendered("c3", WEB);

    assertThat(suspended.judge().plan()).isNull();
    assertThat(anew.judge().plan()).isNull();
    assertThat(anew.verdict.requests()).isNull();
  }

  @Test
  void aCommandForAnApplicationThatIsGoneIsNotForTheOneOfItsName() {
    Scene scene = manual(Scene.converged(WEB)).rendered("c2", WEB);
    scene.sync = new Command.Sync(scene.application().key(), "old-uid", "bob", scene.now);

    assertThat(scene.judge().plan()).isNull();
  }
}
