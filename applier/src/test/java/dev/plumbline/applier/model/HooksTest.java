package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.job;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.SyncState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hooks run in their place, and what follows waits for their end. */
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
    Inventory.Entry entry = bench.entry("migrate");
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
}
