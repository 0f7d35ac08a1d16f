package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.applied;
import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.job;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.ObjectOutcome;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.WaveWaiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody deletes while a sync is under way is put back. */
class RestorationTest {

  private final Bench bench = new Bench();

  private Bench waitingForTheFirstStep() {
    return bench
        .arrives(
            plan("p1")
                .hooks(SyncPhase.SYNC, 0, List.of(config("a"), deployment("web")))
                .hooks(SyncPhase.SYNC, 1, List.of(config("z"))))
        .ends(config("a"), deployment("web"));
  }

  private static WaveWaiting.Gone gone(String name, String uid) {
    return new WaveWaiting.Gone(config(name), uid);
  }

  private static TaskOutcome made(String uid) {
    return new TaskOutcome.Applied(applied(config("a"), uid, "9"), true);
  }

  private Inventory.Entry entry(String name) {
    return bench.inventory.objects().stream()
        .filter(entry -> entry.ref().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itIsAppliedAgainRecordedAndWaitedForAsBefore() {
    // given
    waitingForTheFirstStep();

    // when
    bench.isGone("p1", 0, gone("a", "uid-a"));

    // then
    assertThat(bench.runningNames()).containsExactly("a");
    assertThat(bench.running.get(0).task())
        .isInstanceOfSatisfying(
            ObjectTask.ApplyObject.class, task -> assertThat(task.likely()).isNull());

    // when
    bench.ends(config("a"), made("uid-anew"));

    // then
    assertThat(entry("a").applied().uid()).isEqualTo("uid-anew");
    assertThat(entry("a").step()).isZero();
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);
    assertThat(bench.runningNames()).isEmpty();
    bench.settled("p1", 0).ends(config("z"));
    SyncEvent.Succeeded end = bench.last(SyncEvent.Succeeded.class);
    assertThat(end.counts()).isEqualTo(new SyncEvent.Counts(3, 1, 0, 0, 0));
    assertThat(end.account().objects())
        .contains(
            new ObjectOutcome(
                config("a"), ObjectOutcome.Result.RECREATED, "somebody had deleted it"));
  }

  @Test
  void aWordOnAnObjectThatIsRecordedOtherwiseByNowChangesNothing() {
    waitingForTheFirstStep().isGone("p1", 0, gone("a", "uid-a")).ends(config("a"), made("anew"));

    bench.isGone("p1", 0, gone("a", "uid-a"), gone("z", ""), gone("stranger", "uid-1"));

    assertThat(bench.runningNames()).isEmpty();
    assertThat(bench.stage()).isInstanceOf(Stage.Awaiting.class);
  }

  @Test
  void theThirdTimeIsTheLastAndThenItFailsAndNamesTheObject() {
    // given
    waitingForTheFirstStep();
    String uid = "uid-a";
    for (int i = 0; i < Restoration.MOST; i++) {
      bench.isGone("p1", 0, gone("a", uid));
      uid = "anew-" + i;
      bench.ends(config("a"), made(uid));
    }

    // when
    bench.isGone("p1", 0, gone("a", uid));

    // then
    ObjectFailure failure = bench.last(SyncEvent.Failed.class).failures().get(0);
    assertThat(failure.ref()).isEqualTo(config("a"));
    assertThat(failure.reason()).isEqualTo("DeletedMeanwhile");
    assertThat(failure.message()).contains("ConfigMap shop/a").contains("3 times");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
  }

  @Test
  void oneThatCannotBePutBackFailsTheSyncWithTheClustersReason() {
    waitingForTheFirstStep().isGone("p1", 0, gone("a", "uid-a"));

    bench.ends(config("a"), Plans.failed(Fault.Cause.FORBIDDEN));

    assertThat(bench.last(SyncEvent.Failed.class).failures())
        .extracting(ObjectFailure::reason)
        .containsExactly("Forbidden");
  }

  @Test
  void whatIsHeardMeanwhileIsNotLost() {
    // given
    bench
        .arrives(
            plan("p1")
                .hooks(SyncPhase.SYNC, 0, List.of(config("a")), hook("migrate"))
                .hooks(SyncPhase.SYNC, 1, List.of(config("z"))))
        .ends(config("a"), job("migrate"))
        .isGone("p1", 0, gone("a", "uid-a"));

    // when
    bench.hookEnds("migrate", true).settled("p1", 0);
    bench.ends(config("a"), made("anew"));

    // then
    assertThat(bench.runningNames()).containsExactly("z");
  }

  @Test
  void aRestartForgetsThatItWasToldAndGoesOnWhenItIsToldAgain() {
    waitingForTheFirstStep().isGone("p1", 0, gone("a", "uid-a")).restarts();
    assertThat(bench.stage()).isInstanceOf(Stage.Awaiting.class);

    bench.isGone("p1", 0, gone("a", "uid-a"));

    assertThat(bench.runningNames()).containsExactly("a");
  }

  @Test
  void itsTimeCanBeOverMeanwhile() {
    bench
        .arrives(
            plan("p1")
                .within(Duration.ofMinutes(1))
                .hooks(SyncPhase.SYNC, 0, List.of(config("a")))
                .hooks(SyncPhase.SYNC, 1, List.of(config("z"))))
        .ends(config("a"))
        .isGone("p1", 0, gone("a", "uid-a"));

    bench.timeIsOver().ends(config("a"), made("anew"));

    assertThat(bench.last(SyncEvent.Failed.class).failures().get(0).message())
        .contains("spec.timeout")
        .contains("what somebody had deleted was being put back");
    assertThat(entry("a").applied().uid()).isEqualTo("anew");
  }

  @Test
  void aNewerPlanStopsItAsAnyOther() {
    waitingForTheFirstStep().isGone("p1", 0, gone("a", "uid-a"));

    bench.arrives(plan("p2").from(2, bench.inventory.sequence()).wave(config("b")));
    assertThat(bench.stage()).isInstanceOf(Stage.Stopping.class);
    bench.ends(config("a"), made("anew"));

    assertThat(bench.superseded().planId()).isEqualTo("p1");
    assertThat(entry("a").applied().uid()).isEqualTo("anew");
    assertThat(bench.runningNames()).containsExactly("b");
  }
}
