package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.HookEnded;
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

/** What is told of steps, hooks and what is waited for while a plan is carried out. */
class StepWatchTest {

  private static final ObjectRef JOB = ObjectRef.of("batch/v1", "Job", "shop", "migrate");
  private static final String JOB_UID = "uid-migrate";

  private final Scene scene = new Scene();
  private final PlanMade plan = scene.rendered("c1", CONFIG, WEB).judge().plan();

  private static Applied applied(ObjectRef ref) {
    return new Applied("uid-" + ref.name(), "50", 1, "own", "", "v", "d", List.of());
  }

  private static Inventory.Entry object(ObjectRef ref, @Nullable Integer step) {
    return new Inventory.Entry(ref, applied(ref), null, step, null, step);
  }

  private Inventory.Entry hook(ObjectRef ref, SyncPhase phase, int step) {
    return new Inventory.Entry(
        ref, applied(ref), new Inventory.HookMark(ref.id(), plan.planId(), phase), -1, null, step);
  }

  /** The applier has written all steps up to this one. */
  private void written(int wave, Inventory.Entry... entries) {
    scene.recorded(plan, wave, entries);
  }

  private void see(ObjectRef ref, String version, HealthStatus health, String message) {
    scene.observations.put(
        ref.id(),
        new Observation(
            ref, "uid-" + ref.name(), version, 1, false, health, message, null, null, null));
  }

  /** The object is gone; this is how it was before, if it was seen. */
  private void gone(ObjectRef ref, @Nullable LastSeen last, boolean readSoToo) {
    scene.observations.put(
        ref.id(),
        new Observation(
            ref,
            last == null ? "" : last.uid(),
            "",
            0,
            false,
            HealthStatus.Missing,
            "",
            null,
            readSoToo ? Finding.ABSENT : Finding.SUSPECT,
            applied(ref),
            last,
            null));
  }

  private <E extends Event> List<E> told(Class<E> type) {
    return scene.judge().events(scene.verdict).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  @Test
  void aHookThatIsHealthyHasSucceededAndThatIsToldOnce() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));
    see(JOB, "51", HealthStatus.Progressing, "1 pod runs");
    assertThat(told(HookEnded.class)).isEmpty();

    see(JOB, "52", HealthStatus.Healthy, "the job is complete");

    HookEnded ended = told(HookEnded.class).get(0);
    assertThat(ended.succeeded()).isTrue();
    assertThat(ended.ref()).isEqualTo(JOB);
    assertThat(ended.hookUid()).isEqualTo(JOB_UID);
    assertThat(ended.planId()).isEqualTo(plan.planId());
    assertThat(ended.message()).isEqualTo("the job is complete");
    assertThat(told(HookEnded.class)).isEmpty();
  }

  @Test
  void aHookThatIsDegradedHasFailed() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));

    see(JOB, "52", HealthStatus.Degraded, "BackoffLimitExceeded");

    HookEnded ended = told(HookEnded.class).get(0);
    assertThat(ended.succeeded()).isFalse();
    assertThat(ended.message()).isEqualTo("BackoffLimitExceeded");
  }

  @Test
  void aHookThatIsSuspendedRunsOn() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));

    see(JOB, "52", HealthStatus.Suspended, "");

    assertThat(told(HookEnded.class)).isEmpty();
  }

  @Test
  void aHookThatItsTtlTookAwayIsJudgedByItsLastState() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));

    gone(JOB, new LastSeen(JOB_UID, HealthStatus.Healthy, "complete"), false);

    assertThat(told(HookEnded.class)).extracting(HookEnded::succeeded).containsExactly(true);
  }

  @Test
  void aHookThatWasDeletedWhileItRanHasFailedOnceAReadSaysSo() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));
    LastSeen running = new LastSeen(JOB_UID, HealthStatus.Progressing, "1 pod runs");
    gone(JOB, running, false);
    assertThat(told(HookEnded.class)).isEmpty();

    gone(JOB, running, true);

    HookEnded ended = told(HookEnded.class).get(0);
    assertThat(ended.succeeded()).isFalse();
    assertThat(ended.message()).contains("deleted before its end was seen");
  }

  @Test
  void whoComesAfterAHookIsGoneCallsItFailed() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));
    assertThat(told(HookEnded.class)).isEmpty();

    gone(JOB, null, true);

    assertThat(told(HookEnded.class)).extracting(HookEnded::succeeded).containsExactly(false);
  }

  @Test
  void theRunBeforeOfAHookOfThatNameSaysNothingOfThisOne() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));

    scene.observations.put(
        JOB.id(),
        new Observation(
            JOB, "uid-before", "40", 1, false, HealthStatus.Healthy, "", null, null, null));

    assertThat(told(HookEnded.class)).isEmpty();
  }

  @Test
  void aHookWhosePlaceAnotherObjectTookHasFailed() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));

    scene.observations.put(
        JOB.id(),
        new Observation(
            JOB, "uid-other", "60", 1, false, HealthStatus.Healthy, "", null, null, null));

    assertThat(told(HookEnded.class)).extracting(HookEnded::succeeded).containsExactly(false);
  }

  @Test
  void hooksOfAnotherPlanAreNotToldOf() {
    written(
        0,
        new Inventory.Entry(
            JOB,
            applied(JOB),
            new Inventory.HookMark(JOB.id(), "before", SyncPhase.PRE_SYNC),
            null,
            null,
            null));

    see(JOB, "52", HealthStatus.Healthy, "");

    assertThat(told(HookEnded.class)).isEmpty();
  }

  @Test
  void aStepIsSettledByWhatItAndThoseBeforeWroteAndByNoHook() {
    ObjectRef other = ObjectRef.of("v1", "ConfigMap", "shop", "other");
    written(1, hook(JOB, SyncPhase.SYNC, 1), object(CONFIG, 0), object(WEB, 1), object(other, 2));
    see(JOB, "51", HealthStatus.Progressing, "");
    see(CONFIG, "51", HealthStatus.Healthy, "");
    see(WEB, "51", HealthStatus.Progressing, "0 of 1 ready");
    assertThat(told(WaveSettled.class)).isEmpty();

    see(WEB, "52", HealthStatus.Healthy, "");

    assertThat(told(WaveSettled.class)).extracting(WaveSettled::wave).containsExactly(1);
    assertThat(told(WaveSettled.class)).isEmpty();
  }

  @Test
  void whatAStepWaitsForIsToldAfterASecondAndWhenItChangesButNotFasterThanThat() {
    written(1, hook(JOB, SyncPhase.PRE_SYNC, 0), object(WEB, 1));
    see(JOB, "51", HealthStatus.Healthy, "");
    see(WEB, "51", HealthStatus.Progressing, "0 of 1 ready");
    Decision first = scene.judge();
    assertThat(first.events(first.verdict())).noneMatch(WaveWaiting.class::isInstance);
    assertThat(first.wakeAt()).isEqualTo(scene.now.plusSeconds(1));

    scene.after(Duration.ofSeconds(1));

    WaveWaiting waiting = told(WaveWaiting.class).get(0);
    assertThat(waiting.wave()).isEqualTo(1);
    assertThat(waiting.phase()).isEqualTo(SyncPhase.SYNC);
    assertThat(waiting.number()).isEqualTo(1);
    assertThat(waiting.waitsFor())
        .containsExactly(new ObjectHealth(WEB, HealthStatus.Progressing, "0 of 1 ready"));
    see(WEB, "52", HealthStatus.Progressing, "still 0 of 1 ready");
    assertThat(told(WaveWaiting.class)).isEmpty();
    see(WEB, "53", HealthStatus.Degraded, "no such image");
    assertThat(told(WaveWaiting.class)).isEmpty();
    scene.after(Duration.ofSeconds(1));
    assertThat(told(WaveWaiting.class)).hasSize(1);
  }

  @Test
  void anObjectThatSomebodyDeletesMeanwhileIsToldToBeGone() {
    written(0, object(WEB, 0));
    scene.observations.put(
        WEB.id(),
        new Observation(WEB, "uid-web", "", 1, false, HealthStatus.Missing, "", null, null, null));
    scene.judge();
    scene.after(Duration.ofSeconds(1));

    WaveWaiting waiting = told(WaveWaiting.class).get(0);

    assertThat(waiting.waitsFor())
        .containsExactly(
            new ObjectHealth(
                WEB, HealthStatus.Missing, "somebody deleted it since it was written"));
  }

  @Test
  void nobodyWaitsForTheHealthOfAnObjectWhoseHealthDoesNotCount() {
    scene.annotated(WEB, "plumbline.dev/ignore-healthcheck", "true");
    scene.annotated(CONFIG, "plumbline.dev/sync-wave", "1");
    PlanMade next = scene.rendered("c2", CONFIG, WEB).judge().plan();
    assertThat(next).isNotNull();
    scene.inventory =
        new Inventory(
            next.application(),
            next.applicationUid(),
            1,
            next.planId(),
            Inventory.Phase.WRITING,
            next.desiredSequence(),
            next.cluster(),
            next.revisions(),
            0,
            List.of(object(WEB, 0), object(CONFIG, 1)),
            List.of(),
            scene.now);
    assertThat(told(WaveSettled.class)).isEmpty();

    see(WEB, "52", HealthStatus.Degraded, "no such image");

    assertThat(told(WaveSettled.class)).extracting(WaveSettled::wave).containsExactly(0);
  }

  @Test
  void aHookIsWaitedForInItsPhase() {
    written(0, hook(JOB, SyncPhase.PRE_SYNC, 0));
    see(JOB, "51", HealthStatus.Progressing, "1 pod runs");
    scene.judge();
    scene.after(Duration.ofSeconds(1));

    WaveWaiting waiting = told(WaveWaiting.class).get(0);

    assertThat(waiting.phase()).isEqualTo(SyncPhase.PRE_SYNC);
    assertThat(waiting.number()).isEqualTo(-1);
    assertThat(waiting.waitsFor()).extracting(ObjectHealth::ref).containsExactly(JOB);
  }

  @Test
  void ofManyObjectsOnlySomeAreNamedTheWorstFirst() {
    Inventory.Entry[] entries = new Inventory.Entry[15];
    for (int i = 0; i < entries.length; i++) {
      ObjectRef ref = ObjectRef.of("apps/v1", "Deployment", "shop", "web-" + (char) ('a' + i));
      entries[i] = object(ref, 0);
      see(ref, "51", i == 12 ? HealthStatus.Degraded : HealthStatus.Progressing, "");
    }
    written(0, entries);
    scene.judge();
    scene.after(Duration.ofSeconds(1));

    WaveWaiting waiting = told(WaveWaiting.class).get(0);

    assertThat(waiting.waitsFor()).hasSize(10);
    assertThat(waiting.waitsFor().get(0).ref().name()).isEqualTo("web-m");
    assertThat(waiting.more()).isEqualTo(5);
  }

  @Test
  void whenASyncHasFailedOnlyTheHooksForThatAreWaitedFor() {
    ObjectRef alert = ObjectRef.of("batch/v1", "Job", "shop", "alert");
    written(
        2, hook(JOB, SyncPhase.PRE_SYNC, 0), object(WEB, 1), hook(alert, SyncPhase.SYNC_FAIL, 2));
    see(WEB, "51", HealthStatus.Degraded, "no such image");
    see(alert, "51", HealthStatus.Progressing, "1 pod runs");
    scene.judge();
    scene.after(Duration.ofSeconds(1));

    WaveWaiting waiting = told(WaveWaiting.class).get(0);

    assertThat(waiting.phase()).isEqualTo(SyncPhase.SYNC_FAIL);
    assertThat(waiting.waitsFor()).extracting(ObjectHealth::ref).containsExactly(alert);
  }

  @Test
  void aDeletionWritesNothingAndIsSettledAtOnceButItsHooksAreToldOf() {
    scene.deleting = true;
    scene.finalizers = List.of("plumbline.dev/resources");
    PlanMade deletion = scene.judge().plan();
    scene.inventory =
        new Inventory(
            deletion.application(),
            deletion.applicationUid(),
            1,
            deletion.planId(),
            Inventory.Phase.WRITING,
            1,
            deletion.cluster(),
            deletion.revisions(),
            0,
            List.of(
                object(CONFIG, null),
                new Inventory.Entry(
                    JOB,
                    applied(JOB),
                    new Inventory.HookMark(JOB.id(), deletion.planId(), SyncPhase.PRE_DELETE),
                    null,
                    null,
                    0)),
            List.of(),
            scene.now);
    see(JOB, "51", HealthStatus.Healthy, "");

    List<Event> events = scene.judge().events(scene.verdict);

    assertThat(events).hasAtLeastOneElementOfType(HookEnded.class);
    assertThat(events).hasAtLeastOneElementOfType(WaveSettled.class);
  }
}
