package dev.plumbline.driftdetector.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a plan has written and somebody deletes before the plan is done is told to be put back. */
class GoneObjectsTest {

  private static final ObjectRef WEB = ObjectRef.of("apps/v1", "Deployment", "shop", "web");
  private static final ObjectRef LATER = ObjectRef.of("v1", "ConfigMap", "shop", "later");
  private static final ObjectRef JOB = ObjectRef.of("batch/v1", "Job", "shop", "import");

  private final Scene scene = new Scene();

  /** The first step of two is written, which has just that object; self-healing is off. */
  private void written(ObjectRef ref) {
    scene.selfHeal = false;
    scene.annotated(LATER, "plumbline.dev/sync-wave", "2");
    PlanMade plan = scene.rendered("c1", ref, LATER).judge().plan();
    record(plan, applied(ref, "uid-1"), ref);
  }

  private void record(PlanMade plan, Applied applied, ObjectRef ref) {
    scene.recorded(
        plan,
        0,
        new Inventory.Entry(ref, applied, null, 3, null, 0),
        new Inventory.Entry(LATER, null, null, 2, null, 1));
  }

  private static Applied applied(ObjectRef ref, String uid) {
    return new Applied(uid, "50", 1, "own", "", "v", "c1-" + ref.id(), List.of());
  }

  private void see(ObjectRef ref, String uid, String version, HealthStatus health) {
    see(ref, uid, version, health, new LastSeen(uid, health, ""));
  }

  private void see(
      ObjectRef ref, String uid, String version, HealthStatus health, @Nullable LastSeen last) {
    scene.observations.put(
        ref.id(),
        new Observation(ref, uid, version, 1, false, health, "", null, null, null, last, null));
  }

  private void gone(ObjectRef ref, String uid, @Nullable HealthStatus before) {
    see(ref, uid, "", HealthStatus.Missing, before == null ? null : new LastSeen(uid, before, ""));
  }

  private List<WaveWaiting> told() {
    return scene.judge().events(scene.verdict).stream()
        .filter(WaveWaiting.class::isInstance)
        .map(WaveWaiting.class::cast)
        .toList();
  }

  @Test
  void itIsNamedWithTheUidThatWasWritten() {
    written(WEB);
    gone(WEB, "uid-1", HealthStatus.Progressing);
    assertThat(told()).isEmpty();
    scene.after(Duration.ofSeconds(1));

    WaveWaiting waiting = told().get(0);

    assertThat(waiting.gone()).containsExactly(new WaveWaiting.Gone(WEB, "uid-1"));
    assertThat(waiting.waitsFor())
        .containsExactly(
            new ObjectHealth(
                WEB, HealthStatus.Missing, "somebody deleted it since it was written"));
    assertThat(scene.status.progress()).contains("somebody deleted it");
  }

  @Test
  void oneThatAListDidNotHaveIsGoneToo() {
    written(WEB);
    gone(WEB, "", null);
    told();
    scene.after(Duration.ofSeconds(1));

    assertThat(told().get(0).gone()).containsExactly(new WaveWaiting.Gone(WEB, "uid-1"));
  }

  @Test
  void oneThatSomebodyMadeAnewIsTakenBack() {
    written(WEB);
    see(WEB, "uid-2", "60", HealthStatus.Healthy);
    told();
    scene.after(Duration.ofSeconds(1));

    assertThat(told().get(0).gone()).containsExactly(new WaveWaiting.Gone(WEB, "uid-1"));
  }

  @Test
  void whatIsOnlyBadlyOffOrSeenAsItWasBeforeIsNotGone() {
    written(WEB);
    see(WEB, "uid-0", "40", HealthStatus.Healthy);
    told();
    scene.after(Duration.ofSeconds(1));
    assertThat(told().get(0).gone()).isNull();

    see(WEB, "uid-1", "60", HealthStatus.Degraded);
    scene.after(Duration.ofSeconds(1));

    assertThat(told().get(0).gone()).isNull();
  }

  @Test
  void itIsToldAgainAfterAWhileShouldNobodyHavePutItBackAndNotWhenSomebodyHas() {
    written(WEB);
    gone(WEB, "uid-1", HealthStatus.Progressing);
    told();
    scene.after(Duration.ofSeconds(1));
    assertThat(told()).hasSize(1);
    Decision quiet = scene.after(Duration.ofSeconds(9)).judge();
    assertThat(quiet.wakeAt()).isEqualTo(scene.now.plusSeconds(1));

    scene.after(Duration.ofSeconds(1));
    assertThat(told()).hasSize(1);

    record(scene.plan, applied(WEB, "uid-2"), WEB);
    see(WEB, "uid-2", "61", HealthStatus.Healthy);
    Decision settled = scene.after(Duration.ofSeconds(1)).judge();
    WaveSettled word = settled.waveSettled();
    assertThat(word).isNotNull();
    assertThat(word.phase()).isEqualTo(SyncPhase.SYNC);
    assertThat(word.number()).isEqualTo(3);
  }

  @Test
  void aJobThatWasCompleteIsNotRunAgainWhenItsTtlTookItAway() {
    written(JOB);

    gone(JOB, "uid-1", HealthStatus.Healthy);

    assertThat(scene.judge().waveSettled()).isNotNull();
  }

  @Test
  void aJobThatWasDeletedWhileItRanIsPutBack() {
    written(JOB);
    gone(JOB, "uid-1", HealthStatus.Progressing);
    told();
    scene.after(Duration.ofSeconds(1));

    assertThat(told().get(0).gone()).containsExactly(new WaveWaiting.Gone(JOB, "uid-1"));
  }
}
