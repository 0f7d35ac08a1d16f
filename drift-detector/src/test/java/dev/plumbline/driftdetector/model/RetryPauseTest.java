package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.SERVICE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.resources.Application.Backoff;
import dev.plumbline.contracts.resources.Application.Retry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a sync that failed is tried again, by whether that alone may help. */
class RetryPauseTest {

  private static final Duration SHORTLY = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofMinutes(4);

  private static ObjectFailure forGit(ObjectRef ref) {
    return new ObjectFailure(ref, "Invalid", ref + ": spec.x: must be short", false);
  }

  private static ObjectFailure forOthers(ObjectRef ref) {
    return new ObjectFailure(ref, "Forbidden", ref + ": not allowed", true);
  }

  /** A new revision was written but for these objects. */
  private static Scene failedFor(ObjectFailure... failures) {
    Scene scene = Scene.converged(WEB, CONFIG, SERVICE).rendered("c2", WEB, CONFIG, SERVICE);
    PlanMade plan = scene.judge().plan();
    scene.failedFor(plan, failures).seen(HealthStatus.Healthy);
    return scene;
  }

  private static Scene failedTwiceFor(ObjectFailure... failures) {
    Scene scene = failedFor(failures);
    scene.judge();
    PlanMade again = scene.after(SHORTLY).judge().plan();
    scene.failedFor(again, failures).seen(HealthStatus.Healthy);
    return scene;
  }

  @Test
  void onceIsTriedAsSoonAsOtherwise() {
    Scene scene = failedFor(forGit(CONFIG));
    assertThat(scene.judge().plan()).isNull();

    assertThat(scene.after(SHORTLY).judge().plan().attempt()).isEqualTo(2);
  }

  @Test
  void whatGitHasToMendWaitsForTheLongestPauseAndSaysSo() {
    Scene scene = failedTwiceFor(forGit(CONFIG), forGit(SERVICE));

    Decision decision = scene.judge();

    assertThat(Duration.between(scene.now, decision.verdict().retryAt()))
        .isBetween(Duration.ofSeconds(144), Duration.ofSeconds(216));
    assertThat(Statuses.message(decision.status(), "SyncFailed"))
        .contains("(Git has to change; attempt 3 follows at 2026-03-01T12:0");
    assertThat(decision.status().progress()).startsWith("Git has to change; attempt 3 follows at ");
    assertThat(scene.after(Duration.ofMinutes(2)).judge().plan()).isNull();
    assertThat(scene.verdict.retryAt()).isEqualTo(decision.verdict().retryAt());
    PlanMade again = scene.after(Duration.ofMinutes(2)).judge().plan();
    assertThat(again.reason()).isEqualTo(PlanMade.Reason.RETRY);
    assertThat(again.attempt()).isEqualTo(3);
  }

  @Test
  void whatMayGetWellByItselfIsTriedAgainSoon() {
    Scene scene = failedFor(forGit(CONFIG), forOthers(SERVICE));

    Decision decision = scene.judge();

    assertThat(Statuses.message(decision.status(), "SyncFailed")).doesNotContain("Git has");
    assertThat(scene.after(SHORTLY).judge().plan()).isNotNull();
  }

  @Test
  void theLongestPauseAndTheLimitAreThePolicys() {
    Scene scene = failedTwiceFor(forGit(CONFIG));
    scene.retry = new Retry(2, new Backoff("1s", 2, "30s"));
    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.after(SHORTLY).judge().plan()).isNull();

    PlanMade again = scene.after(Duration.ofSeconds(30)).judge().plan();
    scene.failedFor(again, forGit(CONFIG)).judge();

    assertThat(scene.verdict.retryAt()).isNull();
    assertThat(Statuses.message(scene.status, "SyncFailed"))
        .contains("no further attempt is made by itself");
  }

  @Test
  void aNewRevisionACommandAndAChangedApplicationAreTriedAtOnce() {
    Scene pushed = failedTwiceFor(forGit(CONFIG));
    Scene asked = failedTwiceFor(forGit(CONFIG));
    Scene changed = failedTwiceFor(forGit(CONFIG));
    List.of(pushed, asked, changed).forEach(Scene::judge);
    changed.generation = 2;
    changed.syncOptions.add("Force=true");
    changed.unchanged =
        new RenderResult.Unchanged(
            changed.application().key(),
            changed.uid,
            2,
            List.of(Scene.revision("c2")),
            changed.verdict.trigger(),
            changed.desired.sequence(),
            "key-c2");

    assertThat(pushed.rendered("c3", WEB, CONFIG, SERVICE).judge().plan()).isNotNull();
    assertThat(asked.asked().judge().plan()).isNotNull();
    assertThat(changed.judge().plan()).isNotNull();
  }

  @Test
  void anotherObjectIsPutRightAsSoonAsOtherwise() {
    // given
    Scene scene = failedTwiceFor(forGit(CONFIG));
    scene.judge();
    scene.found(WEB, Scene.changed("spec.replicas", "kubectl"));
    assertThat(scene.after(Duration.ofSeconds(1)).judge().plan()).isNull();

    // when
    PlanMade plan = scene.after(SHORTLY.plusSeconds(5)).judge().plan();

    // then
    assertThat(plan.waves().get(0).applies())
        .extracting(PlanMade.Apply::ref)
        .containsExactlyInAnyOrder(WEB, CONFIG);
  }

  @Test
  void theObjectThatFailedIsNoReasonToTryAgain() {
    Scene scene = failedTwiceFor(forGit(CONFIG));
    scene.found(CONFIG, Scene.changed("data.a", "kubectl"));

    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.after(SHORTLY).judge().plan()).isNull();
    assertThat(scene.after(LONG).judge().plan()).isNotNull();
  }

  @Test
  void aDeletionHasNothingToDoWithGit() {
    Scene scene = Scene.converged(WEB).deletedWithFinalizer();
    PlanMade plan = scene.judge().plan();
    scene.failedFor(plan, forGit(WEB)).judge();

    assertThat(scene.after(SHORTLY).judge().plan()).isNotNull();
  }
}
