package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.failed;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.job;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the object of a hook goes: after its end, or before the next run. */
class HookRemovalTest {
  private final Bench bench = new Bench();

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
    assertThat(bench.entry("migrate").hook().planId()).isEqualTo("p1");

    // when
    bench.ends(
        job("migrate"), new TaskOutcome.HookCreated(Plans.applied(job("other"), "7"), false));

    // then
    assertThat(bench.entry("migrate").hook().planId()).isEqualTo("p2");
    assertThat(bench.entry("migrate").applied().uid()).isEqualTo("uid-other");
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
        .isEqualTo(new ObjectTask.RunHook(once, "p2", false));
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
}
