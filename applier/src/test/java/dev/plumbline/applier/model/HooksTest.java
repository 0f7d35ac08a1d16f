package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deletion;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.failed;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.job;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.SyncState;
import java.util.List;
import org.junit.jupiter.api.Test;

class HooksTest {
  private final Bench bench = new Bench();

  @Test
  void whatFollowsAHookWaitsForItsEnd() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("migrate")).wave(config("a")));

    // when
    bench.ends(job("migrate"));

    // then
    assertThat(bench.runningNames()).isEmpty();
    assertThat(bench.sync.awaitingSettled()).isTrue();
    assertThat(bench.sync.hooks())
        .containsExactly(new SyncState.HookRun(job("migrate"), "uid-migrate", null, null));
    Inventory.Entry entry = entry("migrate");
    assertThat(entry.applied().uid()).isEqualTo("uid-migrate");
    assertThat(entry.hook())
        .isEqualTo(new Inventory.HookMark(job("migrate").id(), "p1", SyncPhase.PRE_SYNC));
    assertThat(entry.step()).isZero();

    // when
    bench.hookEnds("migrate", true);

    // then
    assertThat(bench.runningNames()).containsExactly("a");
    assertThat(bench.sync.awaitingSettled()).isFalse();
  }

  @Test
  void theLastStepsHooksAreWaitedForToo() {
    // given
    bench.arrives(plan("p1").wave(config("a")).after(SyncPhase.POST_SYNC, hook("test")));
    bench.ends(config("a")).settled("p1", 0).ends(job("test"));
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);

    // when
    bench.hookEnds("test", true);

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.last(SyncEvent.Succeeded.class).counts())
        .isEqualTo(new SyncEvent.Counts(1, 0, 0, 0, 0, null, 1));
  }

  @Test
  void hooksRunInTheirWaveAfterObjectsOfKindsThatComeBefore() {
    // when
    bench.arrives(
        plan("p1")
            .hooks(
                SyncPhase.SYNC, 0, List.of(config("a"), deployment("web")), hook("b"), hook("c")));

    // then
    assertThat(bench.runningNames()).containsExactly("a");
    assertThat(bench.ends(config("a")).runningNames()).containsExactly("web");
    assertThat(bench.ends(deployment("web")).runningNames()).containsExactly("b", "c");
  }

  @Test
  void aWaveOfBothWaitsForBoth() {
    // given
    bench.arrives(
        plan("p1").hooks(SyncPhase.SYNC, 0, List.of(config("a")), hook("b")).wave(config("z")));
    bench.ends(config("a")).ends(job("b"));

    // when
    bench.settled("p1", 0);

    // then
    assertThat(bench.runningNames()).isEmpty();
    assertThat(bench.sync.settled()).isTrue();

    // when
    bench.restarts().hookEnds("b", true);

    // then
    assertThat(bench.runningNames()).containsExactly("z");
  }

  @Test
  void aHookThatFailedFailsTheSyncOnceAllOfItsStepHaveEnded() {
    // given
    bench.arrives(
        plan("p1").hooks(SyncPhase.PRE_SYNC, -1, hook("m1"), hook("m2")).wave(config("a")));
    bench.ends(job("m1"), job("m2"));

    // when
    bench.hookEnds("m1", false);

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);

    // when
    bench.hookEnds("m2", true);

    // then
    SyncEvent.Failed event = bench.last(SyncEvent.Failed.class);
    ObjectFailure failure = event.failures().get(0);
    assertThat(event.failures()).hasSize(1);
    assertThat(failure.ref()).isEqualTo(job("m1"));
    assertThat(failure.reason()).isEqualTo("HookFailed");
    assertThat(failure.message())
        .isEqualTo("Job shop/m1: the hook of PreSync wave -1 failed: BackoffLimitExceeded");
    assertThat(bench.begun).doesNotContain("a");
    assertThat(bench.sync).isNull();
    assertThat(event.counts()).isEqualTo(new SyncEvent.Counts(0, 0, 0, 0, 1, null, 1));
  }

  @Test
  void whatAHookSaysOfItsEndIsKeptShort() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("m1"))).ends(job("m1"));

    // when
    bench.hookEnds("m1", "uid-m1", false, "x".repeat(1_000_000));

    // then
    assertThat(bench.last(SyncEvent.Failed.class).failures().get(0).message())
        .hasSizeLessThan(700)
        .endsWith("xxx…");
  }

  @Test
  void theFirstWordOnAHookHolds() {
    // given
    bench.arrives(
        plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("m1"), hook("m2")).wave(config("a")));
    bench.ends(job("m1"), job("m2")).hookEnds("m1", true);
    int before = bench.log.size();

    // when
    bench.hookEnds("m1", false).hookEnds("m2", "another-uid", false, "of an earlier run");

    // then
    assertThat(bench.log).hasSize(before);
    assertThat(bench.hookEnds("m2", true).runningNames()).containsExactly("a");
  }

  @Test
  void aWordThatComesBeforeTheHookIsRecordedIsKept() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("migrate")).wave(config("a")));

    // when
    bench.hookEnds("migrate", true).restarts().ends(job("migrate"));

    // then
    assertThat(bench.runningNames()).containsExactly("a");
  }

  @Test
  void hooksGoWhenTheyHaveEndedAsTheirPoliciesSay() {
    // given
    bench.arrives(
        plan("p1")
            .hooks(
                SyncPhase.PRE_SYNC,
                0,
                hook("goes", HookDeletePolicy.HOOK_SUCCEEDED),
                hook("stays", HookDeletePolicy.HOOK_FAILED))
            .wave(config("a")));
    bench.ends(job("goes"), job("stays")).hookEnds("goes", true).hookEnds("stays", true);

    // then
    assertThat(bench.runningNames()).containsExactly("goes");
    assertThat(bench.running.get(0).task())
        .isEqualTo(new ObjectTask.DeleteHook(job("goes"), "uid-goes", false));

    // when
    bench.gone(job("goes"));

    // then
    assertThat(bench.inventoried()).containsExactly("a?", "stays");
    assertThat(bench.runningNames()).containsExactly("a");
  }

  @Test
  void aHookThatFailedGoesBeforeThatIsTold() {
    // given
    bench.arrives(
        plan("p1")
            .hooks(SyncPhase.PRE_SYNC, 0, hook("bad", HookDeletePolicy.HOOK_FAILED))
            .wave(config("a")));
    bench.ends(job("bad")).hookEnds("bad", false);

    // when
    bench.restarts().gone(job("bad"));

    // then
    assertThat(bench.last(SyncEvent.Failed.class).failures()).hasSize(1);
    assertThat(bench.inventoried()).containsExactly("a?");
  }

  @Test
  void aHookThatCannotBeDeletedFailsNothing() {
    // given
    bench.arrives(
        plan("p1")
            .hooks(SyncPhase.PRE_SYNC, 0, hook("goes", HookDeletePolicy.HOOK_SUCCEEDED))
            .wave(config("a")));
    bench.ends(job("goes")).hookEnds("goes", true);

    // when
    bench.ends(job("goes"), failed(Fault.Cause.FORBIDDEN)).ends(config("a"));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.inventoried()).containsExactly("a", "goes");
  }

  @Test
  void aHookThatIsHeldByAFinalizerIsNotWaitedForLong() {
    // given
    bench.arrives(
        plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("goes", HookDeletePolicy.HOOK_SUCCEEDED)));
    bench.ends(job("goes")).hookEnds("goes", true);

    // when
    while (bench.inventory.phase() == Inventory.Phase.WRITING) {
      bench.ends(job("goes"), new TaskOutcome.StillThere(List.of("example.com/hold")));
      if (!bench.timers.isEmpty()) {
        bench.timerRings();
      }
    }

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.now).isBefore(Plans.T0.plusSeconds(5));
  }

  @Test
  void anEarlierRunThatMayStillRunIsWaitedForAsAnObjectThatIsPruned() {
    // given
    List<HookDeletePolicy> usual = List.of(HookDeletePolicy.BEFORE_HOOK_CREATION);
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("m-1", "m-", usual)));
    bench.ends(job("m-1"));
    bench.arrives(
        plan("p2")
            .from(2, bench.inventory.sequence())
            .hooks(SyncPhase.PRE_SYNC, 0, hook("m-2", "m-", usual)));

    // when it takes the half of a minute that a pod may take to stop
    while (bench.now.isBefore(Plans.T0.plusSeconds(30))) {
      bench.ends(job("m-1"), new TaskOutcome.StillThere(List.of("foregroundDeletion")));
      bench.timerRings();
    }

    // then
    assertThat(bench.begun).doesNotContain("m-2");
    assertThat(bench.gone(job("m-1")).runningNames()).containsExactly("m-2");
  }

  @Test
  void earlierRunsOfAHookUnderOtherNamesGoFirst() {
    // given
    List<HookDeletePolicy> usual = List.of(HookDeletePolicy.BEFORE_HOOK_CREATION);
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("m-1", "m-", usual)));
    bench.ends(job("m-1")).hookEnds("m-1", true);
    assertThat(bench.inventoried()).containsExactly("m-1");

    // when
    bench.arrives(
        plan("p2")
            .from(2, bench.inventory.sequence())
            .hooks(SyncPhase.PRE_SYNC, 0, hook("m-2", "m-", usual)));

    // then
    assertThat(bench.runningNames()).containsExactly("m-1");
    assertThat(bench.gone(job("m-1")).runningNames()).containsExactly("m-2");
    assertThat(bench.ends(job("m-2")).inventoried()).containsExactly("m-2");
  }

  @Test
  void whatEarlierRunsLeftStaysWhereThePolicySaysSo() {
    // given
    List<HookDeletePolicy> kept = List.of(HookDeletePolicy.HOOK_SUCCEEDED);
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("m-1", "m-", kept)));
    bench.ends(job("m-1")).hookEnds("m-1", false);

    // when
    bench.arrives(
        plan("p2")
            .from(2, bench.inventory.sequence())
            .hooks(SyncPhase.PRE_SYNC, 0, hook("m-2", "m-", kept)));

    // then
    assertThat(bench.runningNames()).containsExactly("m-2");
  }

  @Test
  void aHookOfAFixedNameKeepsItsLastRunUntilItHasRunAgain() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("migrate")));
    bench.ends(job("migrate")).hookEnds("migrate", true);

    // when
    bench.arrives(
        plan("p2")
            .from(2, bench.inventory.sequence())
            .hooks(SyncPhase.PRE_SYNC, 0, hook("migrate")));

    // then
    assertThat(entry("migrate").hook().planId()).isEqualTo("p1");

    // when
    bench.ends(
        job("migrate"), new TaskOutcome.HookCreated(Plans.applied(job("other"), "7"), false));

    // then
    assertThat(entry("migrate").hook().planId()).isEqualTo("p2");
    assertThat(entry("migrate").applied().uid()).isEqualTo("uid-other");
  }

  @Test
  void hooksThatWereNotReachedLeaveNoTrace() {
    // given
    bench.arrives(plan("p1").wave(config("a")).after(SyncPhase.POST_SYNC, hook("test")));
    assertThat(bench.inventoried()).containsExactly("a?", "test?");

    // when
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.inventoried()).containsExactly("a?");
  }

  @Test
  void aHookIsNotRunBesideAFailure() {
    // when
    bench.arrives(plan("p1").hooks(SyncPhase.SYNC, 0, List.of(config("a")), hook("b")));
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.begun).containsExactly("a");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
  }

  @Test
  void oneObjectMayRunInSeveralPhases() {
    // given
    bench.arrives(
        plan("p1")
            .hooks(SyncPhase.PRE_SYNC, 0, hook("check"))
            .wave(config("a"))
            .after(SyncPhase.POST_SYNC, hook("check")));
    bench.ends(job("check")).hookEnds("check", true).ends(config("a")).settled("p1", 1);

    // when
    ObjectTask.RunHook again = (ObjectTask.RunHook) bench.running.get(0).task();
    bench.ends(job("check"), new TaskOutcome.HookCreated(Plans.applied(job("second"), "2"), false));

    // then
    assertThat(again.planId()).isEqualTo("p1/PostSync");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);

    // when
    bench.hookEnds("check", "uid-second", true, "");

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.last(SyncEvent.Succeeded.class).counts().hooks()).isEqualTo(2);
  }

  @Test
  void hooksForFailureRunBeforeItIsTold() {
    // given
    bench.arrives(plan("p1").wave(config("a")).onFailure(hook("tidy")));

    // when
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.runningNames()).containsExactly("tidy");
    assertThat(bench.told()).doesNotContain("sync.failed");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);
    assertThat(entry("tidy").step()).isEqualTo(1);

    // when
    bench.ends(job("tidy")).restarts().hookEnds("tidy", true);

    // then
    SyncEvent.Failed event = bench.last(SyncEvent.Failed.class);
    assertThat(event.failures()).extracting(f -> f.ref().name()).containsExactly("a");
    assertThat(event.counts()).isEqualTo(new SyncEvent.Counts(0, 0, 0, 0, 1, null, 1));
    assertThat(bench.inventory.failures()).isEqualTo(event.failures());
    assertThat(bench.inventory.wave()).isEqualTo(1);
  }

  @Test
  void whatFailsThenIsToldAfterTheFirst() {
    // given
    bench.arrives(plan("p1").wave(config("a")).onFailure(hook("t1")).onFailure(hook("t2")));

    // when
    bench.ends(config("a"), failed(Fault.Cause.INVALID)).ends(job("t1")).hookEnds("t1", false);

    // then
    assertThat(bench.last(SyncEvent.Failed.class).failures())
        .extracting(f -> f.ref().name())
        .containsExactly("a", "t1");
    assertThat(bench.begun).doesNotContain("t2");
  }

  @Test
  void supersedingRunsNoHooksForFailure() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("slow")).onFailure(hook("tidy")));
    bench.ends(job("slow"));

    // when
    bench.arrives(plan("p2").from(2, bench.inventory.sequence()).wave(config("a")));

    // then
    assertThat(bench.begun).containsExactly("slow", "a");
    assertThat(bench.superseded().account().objects())
        .extracting(it -> it.ref().name() + " " + it.result() + " " + it.message())
        .containsExactly("slow SKIPPED it had not ended when the sync did, and runs on");
    assertThat(bench.inventoried()).containsExactly("a?", "slow");
  }

  @Test
  void aRunWhoseEndNobodySawGoesBeforeTheNextWhateverThePolicy() {
    // given
    PlanMade.Hook once = hook("m", "m", List.of(HookDeletePolicy.HOOK_SUCCEEDED));
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, once)).ends(job("m"));

    // when
    bench.arrives(
        plan("p2").from(2, bench.inventory.sequence()).hooks(SyncPhase.PRE_SYNC, 0, once));

    // then
    assertThat(bench.running.get(0).task())
        .isEqualTo(new ObjectTask.DeleteHook(job("m"), "uid-m", true));
    assertThat(bench.restarts().gone(job("m")).running.get(0).task())
        .isEqualTo(new ObjectTask.RunHook(once, "p2"));
    assertThat(bench.inventoried()).containsExactly("m");
  }

  @Test
  void aRunOfWhichNobodyKnowsWhetherItWasMadeGoesBeforeTheNext() {
    // given its creation was never answered
    List<HookDeletePolicy> once = List.of(HookDeletePolicy.HOOK_SUCCEEDED);
    bench.arrives(
        plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("m", "m", once), hook("g-1", "g-", once)));
    bench.ends(job("g-1"), failed(Fault.Cause.TIMEOUT));
    bench.ends(job("m"), failed(Fault.Cause.TIMEOUT));
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);

    // when
    bench.arrives(
        plan("p2")
            .from(2, bench.inventory.sequence())
            .hooks(SyncPhase.PRE_SYNC, 0, hook("m", "m", once), hook("g-2", "g-", once)));

    // then
    assertThat(bench.running)
        .extracting(Effect.Perform::task)
        .containsExactly(
            new ObjectTask.DeleteHook(job("g-1"), "", true),
            new ObjectTask.DeleteHook(job("m"), "", true));
    assertThat(bench.gone(job("g-1"), job("m")).runningNames()).containsExactly("g-2", "m");
    assertThat(bench.ends(job("g-2"), job("m")).inventoried()).containsExactly("g-2", "m");
  }

  @Test
  void aHookStaysKnownWhoseEarlierRunIsGoneAndWhoseNewOneMayBeThere() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("m"))).ends(job("m"));
    bench.arrives(
        plan("p2").from(2, bench.inventory.sequence()).hooks(SyncPhase.PRE_SYNC, 0, hook("m")));

    // when
    bench.gone(job("m")).ends(job("m"), failed(Fault.Cause.TIMEOUT));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.inventoried()).containsExactly("m?");
  }

  @Test
  void oneThatHadFailedIsNotCalledSuperseded() {
    // given
    bench.arrives(plan("p1").wave(config("a")).onFailure(hook("tidy")));
    bench.ends(config("a"), failed(Fault.Cause.INVALID)).ends(job("tidy"));

    // when
    bench.arrives(plan("p2").from(2, bench.inventory.sequence()).wave(config("a")));

    // then
    assertThat(bench.last(SyncEvent.Failed.class).planId()).isEqualTo("p1");
    assertThat(bench.runningNames()).containsExactly("a");
  }

  @Test
  void aDeletionRunsItsHooksAndTakesTheirObjectsWithIt() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("old")).wave(config("a")));
    bench.ends(job("old")).hookEnds("old", true).ends(config("a"));
    bench.applicationIs(new ApplicationView(Plans.UID, true, true));
    bench.arrives(
        deletion("d1")
            .from(0, bench.inventory.sequence())
            .hooks(SyncPhase.PRE_DELETE, 0, hook("before"))
            .prune(config("a"))
            .after(SyncPhase.POST_DELETE, hook("after")));

    // when
    bench.ends(job("before"));
    assertThat(bench.runningNames()).isEmpty();
    bench.hookEnds("before", true).gone(config("a")).ends(job("after"));
    assertThat(bench.finalizersRemoved).isEmpty();
    bench.hookEnds("after", true);

    // then
    assertThat(bench.runningNames()).containsExactly("old", "before");

    // when
    bench.restarts().gone(job("old"), job("before"), job("after"));

    // then
    assertThat(bench.inventory).isNull();
    assertThat(bench.finalizersRemoved).containsExactly(Plans.UID);
  }

  @Test
  void hooksStayWhenADeletionLeavesAllBehind() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("old"))).ends(job("old"));
    bench.hookEnds("old", true).applicationIs(new ApplicationView(Plans.UID, true, true));

    // when
    bench.arrives(
        deletion("d1")
            .from(0, bench.inventory.sequence())
            .skipping(job("old"), "spec.deletionPolicy is Orphan"));

    // then
    assertThat(bench.running).isEmpty();
    assertThat(bench.finalizersRemoved).containsExactly(Plans.UID);
  }

  @Test
  void aHookThatFailsBeforeADeletionFailsIt() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.applicationIs(new ApplicationView(Plans.UID, true, true));
    bench.arrives(
        deletion("d1")
            .from(0, 2)
            .hooks(SyncPhase.PRE_DELETE, 0, hook("before"))
            .prune(config("a")));

    // when
    bench.ends(job("before")).hookEnds("before", false);

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.inventoried()).containsExactly("a", "before");
    assertThat(bench.finalizersRemoved).isEmpty();
  }

  private Inventory.Entry entry(String name) {
    return bench.inventory.objects().stream()
        .filter(entry -> entry.ref().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " not in " + bench.inventoried()));
  }
}
