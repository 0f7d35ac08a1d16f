package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deletion;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.job;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncPhase;
import org.junit.jupiter.api.Test;

/** Hooks around the deletion of an application. */
class HookDeletionTest {
  private final Bench bench = new Bench();

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
}
