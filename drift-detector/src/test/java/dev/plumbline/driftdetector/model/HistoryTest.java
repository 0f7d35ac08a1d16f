package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Phase;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.driftdetector.model.ApplicationStatus.HistoryEntry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The syncs that a status remembers. */
class HistoryTest {

  private static final Duration A_WHILE = Duration.ofSeconds(10);

  private final Scene scene = new Scene();

  /** The inventory says in few words what the plan did. */
  private void told(PlanMade plan, Phase phase) {
    Inventory then = scene.inventory;
    boolean failed = phase == Phase.FAILED;
    scene.inventory =
        new Inventory(
            then.application(),
            then.applicationUid(),
            then.sequence(),
            plan.planId(),
            phase,
            plan.desiredSequence(),
            then.cluster(),
            List.of(
                new SourceRevision(
                    "git.example/shop", "main", commit(plan), "Ann <ann@example.com>")),
            then.wave(),
            then.objects(),
            failed ? List.of(new ObjectFailure(WEB, "Forbidden", "not allowed", false)) : List.of(),
            scene.now,
            true,
            new Inventory.SyncSummary(
                plan.kind(),
                plan.reason(),
                plan.trigger(),
                plan.madeAt(),
                new SyncEvent.Counts(1, 0, 2, 0, failed ? 1 : 0, null, 3),
                "digest",
                null),
            null);
  }

  private static String commit(PlanMade plan) {
    return plan.revisions().get(0).commit();
  }

  private void deployed(String commit) {
    scene.after(A_WHILE).rendered(commit, WEB);
    succeeds(scene.judge().plan());
  }

  private void succeeds(PlanMade plan) {
    scene.after(A_WHILE).carriedOut(plan);
    told(plan, Phase.SUCCEEDED);
    scene.seen(HealthStatus.Healthy).judge();
  }

  private void healed() {
    succeeds(scene.after(Duration.ofHours(1)).found(WEB, changed()).judge().plan());
  }

  private static Finding changed() {
    return Scene.changed("spec.replicas", "edit");
  }

  private List<HistoryEntry> history() {
    return scene.status.history();
  }

  @Test
  void aSyncIsRememberedWithWhoAndWhatAndWhen() {
    scene.rendered("c1", WEB);
    PlanMade plan = scene.judge().plan();

    scene.after(A_WHILE).carriedOut(plan);
    told(plan, Phase.SUCCEEDED);
    scene.seen(HealthStatus.Progressing).judge();

    HistoryEntry entry = history().get(0);
    assertThat(entry.revision()).isEqualTo("c1");
    assertThat(entry.author()).isEqualTo("Ann <ann@example.com>");
    assertThat(entry.phase()).isEqualTo("Succeeded");
    assertThat(entry.reason()).isEqualTo("NewRevision");
    assertThat(entry.cause()).isEqualTo("Webhook");
    assertThat(entry.startedBy()).isEqualTo("ann");
    assertThat(entry.planId()).isEqualTo(plan.planId());
    assertThat(entry.planDigest()).isEqualTo("digest");
    assertThat(entry.startedAt()).isEqualTo(Scene.START);
    assertThat(entry.finishedAt()).isEqualTo(Scene.START.plus(A_WHILE));
    assertThat(entry.objects()).isEqualTo("1 created, 2 unchanged, 3 hooks succeeded");
    assertThat(entry.convergedAt()).isNull();

    scene.after(A_WHILE).seen(HealthStatus.Healthy).judge();
    assertThat(history()).hasSize(1);
    assertThat(history().get(0).convergedAt()).isEqualTo(scene.now);
    scene.judge();
    assertThat(history()).hasSize(1);
  }

  @Test
  void aFailureIsRememberedInTheServersWordsAndItsRepetitionsAreCounted() {
    scene.rendered("c1", WEB);
    for (int i = 0; i < 3; i++) {
      PlanMade plan = scene.after(Duration.ofMinutes(10)).judge().plan();
      scene.failed(plan, "not allowed");
      told(plan, Phase.FAILED);
      scene.judge();
    }

    assertThat(history()).hasSize(1);
    assertThat(history().get(0).phase()).isEqualTo("Failed");
    assertThat(history().get(0).message()).contains("not allowed");
    assertThat(history().get(0).count()).isEqualTo(3);
    assertThat(scene.status.convergedBefore()).isFalse();
  }

  @Test
  void puttingOneRevisionRightAgainAndAgainIsOneEntryAndPushesNoDeploymentOut() {
    for (int i = 1; i <= 10; i++) {
      deployed("c" + i);
    }
    for (int i = 0; i < 30; i++) {
      healed();
    }

    assertThat(history()).hasSize(11);
    assertThat(history().get(0).reason()).isEqualTo("SelfHeal");
    assertThat(history().get(0).cause()).isEqualTo("Drift");
    assertThat(history().get(0).count()).isEqualTo(30);
    assertThat(history().get(0).convergedAt()).isEqualTo(scene.now);
    assertThat(history().subList(1, 11))
        .extracting(HistoryEntry::revision)
        .startsWith("c10")
        .endsWith("c1");
  }

  @Test
  void asManyDeploymentsAreRememberedAsTheLimitSays() {
    scene.revisionHistoryLimit = 2;
    for (int i = 1; i <= 4; i++) {
      deployed("c" + i);
    }

    assertThat(history()).extracting(HistoryEntry::revision).containsExactly("c4", "c3");
  }

  @Test
  void oneThatConvergedStaysThoughAllSinceHaveFailed() {
    scene.revisionHistoryLimit = 2;
    deployed("c1");
    for (int i = 2; i <= 5; i++) {
      PlanMade plan = scene.after(Duration.ofMinutes(10)).rendered("c" + i, WEB).judge().plan();
      scene.failed(plan, "not allowed");
      told(plan, Phase.FAILED);
      scene.judge();
    }

    assertThat(history()).extracting(HistoryEntry::revision).containsExactly("c5", "c4", "c1");
    assertThat(scene.status.convergedBefore()).isTrue();
  }

  @Test
  void ofCommitsThatChangeNothingTheNewestIsRememberedAndPushesNothingOut() {
    scene.revisionHistoryLimit = 2;
    deployed("c1");
    deployed("c2");
    for (int i = 3; i <= 9; i++) {
      scene.after(A_WHILE).unchanged =
          new RenderResult.Unchanged(
              scene.application().key(),
              scene.uid,
              1,
              List.of(Scene.revision("c" + i)),
              scene.verdict.trigger(),
              scene.desired.sequence(),
              "key-c2");
      scene.judge();
    }

    assertThat(history()).extracting(HistoryEntry::revision).containsExactly("c9", "c2", "c1");
    assertThat(history().get(0).convergedAt()).isEqualTo(scene.now);
  }
}
