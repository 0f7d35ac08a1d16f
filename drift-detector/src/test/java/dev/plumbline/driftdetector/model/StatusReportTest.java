package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderWarning;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusReportTest {

  @Test
  void aConvergedApplicationIsReadyAndNothingElse() {
    ApplicationStatus status = Scene.converged(WEB).status;

    assertThat(Statuses.reason(status, "Ready")).isEqualTo("True/Converged");
    assertThat(status.condition("Reconciling")).isNull();
    assertThat(status.condition("Stalled")).isNull();
    assertThat(Statuses.reason(status, "Drifted")).startsWith("False");
    assertThat(Statuses.reason(status, "SyncFailed")).startsWith("False");
    assertThat(Statuses.reason(status, "RenderFailed")).startsWith("False");
    assertThat(status.resources()).hasSize(1);
    assertThat(status.summary().healthy()).isEqualTo(1);
    assertThat(status.history()).extracting(h -> h.revision()).containsExactly("c1");
    assertThat(status.operation().phase()).isEqualTo("Succeeded");
  }

  @Test
  void whatTheOwnerShouldKnowOfARenderIsACondition() {
    Scene scene =
        Scene.converged(WEB).warned(new RenderWarning("NotDeterministic", "it has random values"));

    ApplicationStatus status = scene.judge().status();

    assertThat(Statuses.reason(status, "Ready")).isEqualTo("True/Converged");
    assertThat(Statuses.reason(status, "RenderWarning")).isEqualTo("True/NotDeterministic");
    assertThat(status.condition("RenderWarning").message()).isEqualTo("it has random values");
  }

  @Test
  void ofManyWarningsSomeAreToldAndHowManyThereAre() {
    ObjectRef[] refs =
        IntStream.range(0, 3_000)
            .mapToObj(i -> ObjectRef.of("v1", "ConfigMap", "shop", "settings-" + i))
            .toArray(ObjectRef[]::new);
    Scene scene = new Scene();
    for (ObjectRef ref : refs) {
      scene.annotated(ref, "plumbline.dev/drift-detection", "ownershp");
    }

    ApplicationStatus status = scene.rendered("c1", refs).judge().status();

    assertThat(Statuses.message(status, "RenderWarning"))
        .contains("ConfigMap shop/settings-0 has the annotation")
        .endsWith("; and 2997 more")
        .hasSizeLessThan(2_000);
  }

  @Test
  void aStatusFitsIntoAnObjectHoweverMuchIsWrongAndHoweverLongItTakesToSay() throws Exception {
    ObjectRef[] refs =
        IntStream.range(0, 3_000)
            .mapToObj(i -> ObjectRef.of("apps/v1", "Deployment", "shop", "web-" + i))
            .toArray(ObjectRef[]::new);
    Scene scene = new Scene().rendered("c1", refs);
    scene.carriedOut(scene.judge().plan());
    String long2000 = "\u201c".repeat(2_000);
    for (ObjectRef ref : refs) {
      scene.seen(ref, HealthStatus.Degraded, long2000);
      scene.stuck.put(
          ref.id(), new Stuck(HealthStatus.Degraded, "Pod " + ref.name() + ": " + long2000));
    }

    ApplicationStatus status = scene.judge().status();

    assertThat(Json.mapper().writeValueAsBytes(status)).hasSizeLessThan(500_000);
    assertThat(status.resources()).hasSize(200);
  }

  @Test
  void whatIsToBeConfirmedIsShownHoweverMuchElseThereIsToTell() {
    ObjectRef claim = ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");
    ObjectRef[] refs =
        IntStream.range(0, 300)
            .mapToObj(i -> ObjectRef.of("apps/v1", "Deployment", "shop", "web-" + i))
            .toArray(ObjectRef[]::new);
    Scene scene = new Scene().rendered("c1", claim);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();

    ApplicationStatus status = scene.rendered("c2", refs).judge().status();

    assertThat(status.resources()).hasSize(200);
    assertThat(status.resources().get(0).name()).isEqualTo("data");
    assertThat(status.resources().get(0).message()).contains("waits for confirmation");
  }

  @Test
  void aSyncUnderWayIsReconciling() {
    Scene scene = new Scene().rendered("c1", WEB);

    ApplicationStatus status = scene.judge().status();

    assertThat(Statuses.reason(status, "Ready")).isEqualTo("False/Syncing");
    assertThat(Statuses.reason(status, "Reconciling")).isEqualTo("True/Syncing");
    assertThat(status.operation().phase()).isEqualTo("Running");
    assertThat(status.operation().startedAt()).isEqualTo(scene.now);
  }

  @Test
  void aConditionKeepsItsTimeUntilItsStatusChanges() {
    Scene scene = Scene.converged(WEB);
    Instant since = scene.status.condition("Ready").lastTransitionTime();
    scene.after(Duration.ofMinutes(1)).rendered("c2", WEB);
    PlanMade plan = scene.judge().plan();
    Instant left = scene.now;
    assertThat(scene.status.condition("Ready").lastTransitionTime()).isEqualTo(left);
    assertThat(scene.status.condition("Drifted").lastTransitionTime()).isEqualTo(since);

    scene.after(Duration.ofMinutes(1)).carriedOut(plan).seen(HealthStatus.Progressing).judge();

    assertThat(scene.status.condition("Ready").lastTransitionTime()).isEqualTo(left);
    assertThat(scene.status.condition("Ready").reason()).isEqualTo("Progressing");
  }

  @Test
  void whoConvergedBeforeAndIsNotRememberedIsAppliedAgainWithoutPruningAndSaysSo() {
    // given: all that Kafka held is gone, what the API server holds is not
    Scene scene = Scene.converged(WEB);
    scene.inventory = null;
    scene.verdict = null;
    scene.observations.clear();
    scene.desired = null;
    scene.rendered("c1", WEB);

    // when
    Decision decision = scene.judge();

    // then
    assertThat(decision.plan().waves()).hasSize(1);
    assertThat(decision.plan().prunes()).isEmpty();
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/StateLost");
    assertThat(Statuses.message(decision.status(), "Ready"))
        .contains("all of it is applied again", "nothing is pruned before");
    scene.carriedOut(decision.plan()).seen(HealthStatus.Healthy);
    assertThat(Statuses.reason(scene.judge().status(), "Ready")).isEqualTo("True/Converged");
  }

  @Test
  void historyGoesOnWhenSequencesBeginAnew() {
    Scene scene = Scene.converged(WEB);
    scene.rendered("c2", WEB);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    scene.inventory = null;
    scene.verdict = null;
    scene.desired = null;
    scene.rendered("c2", WEB);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    assertThat(scene.status.history()).extracting(h -> h.revision()).containsExactly("c2", "c1");

    scene.rendered("c3", WEB);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();

    assertThat(scene.status.history())
        .extracting(h -> h.revision())
        .containsExactly("c3", "c2", "c1");
  }

  @Test
  void whoIsNotRememberedAndNotAutomatedIsToldWhatToDo() {
    Scene scene = Scene.converged(WEB);
    scene.inventory = null;
    scene.verdict = null;
    scene.observations.clear();
    scene.automatic = false;

    ApplicationStatus status = scene.judge().status();

    assertThat(Statuses.reason(status, "Ready")).isEqualTo("False/StateLost");
    assertThat(Statuses.message(status, "Ready")).contains("sync to apply it again");
    assertThat(status.condition("Reconciling")).isNull();
  }

  @Test
  void anOperationKeepsItsStart() {
    Scene scene = new Scene().rendered("c1", WEB);
    PlanMade plan = scene.judge().plan();
    Instant started = scene.now;

    scene.after(Duration.ofSeconds(4)).carriedOut(plan).seen(HealthStatus.Healthy).judge();

    assertThat(scene.status.operation().startedAt()).isEqualTo(started);
    assertThat(scene.status.operation().finishedAt()).isEqualTo(scene.now);
  }

  @Test
  void historyIsTheLastTenRevisionsThatConverged() {
    Scene scene = Scene.converged(WEB);
    for (int i = 2; i <= 12; i++) {
      PlanMade plan = scene.after(Duration.ofSeconds(1)).rendered("c" + i, WEB).judge().plan();
      scene.carriedOut(plan).seen(HealthStatus.Healthy).judge();
    }

    assertThat(scene.status.history())
        .hasSize(10)
        .extracting(h -> h.revision())
        .startsWith("c12", "c11")
        .endsWith("c3");
  }

  @Test
  void aLargeApplicationListsOnlyWhatHasSomethingToSay() {
    ObjectRef[] refs =
        IntStream.range(0, 250)
            .mapToObj(i -> ObjectRef.of("v1", "ConfigMap", "shop", "c" + i))
            .toArray(ObjectRef[]::new);
    Scene scene = Scene.converged(refs);
    assertThat(scene.status.resources()).isEmpty();
    assertThat(scene.status.summary().total()).isEqualTo(250);
    scene.selfHeal = false;

    scene.found(refs[7], Scene.changed("data.a", "edit")).judge();

    assertThat(scene.status.resources()).hasSize(1);
    assertThat(scene.status.resources().get(0).name()).isEqualTo("c7");
    assertThat(scene.status.summary().outOfSync()).isEqualTo(1);
  }
}
