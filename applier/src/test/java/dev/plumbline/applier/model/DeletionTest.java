package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deletion;
import static dev.plumbline.applier.model.Plans.failed;
import static dev.plumbline.applier.model.Plans.namespace;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.SyncEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeletionTest {
  private final Bench bench = new Bench();

  @Test
  void anObjectThatIsNotOursAnyMoreLeavesTheInventoryAndIsSkipped() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));

    // when
    bench.arrives(plan("p2").from(2, 2).prune(config("a")));
    bench.ends(config("a"), new TaskOutcome.LeftAlone("it belongs to another application"));

    // then
    assertThat(bench.inventoried()).isEmpty();
    assertThat(bench.last(SyncEvent.Succeeded.class).counts())
        .isEqualTo(new SyncEvent.Counts(0, 0, 0, 0, 0, 1, null));
  }

  @Test
  void anObjectHeldByFinalizersIsWaitedForAndThenReported() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.arrives(plan("p2").from(2, 2).prune(config("a")));

    // when
    int looks = 0;
    while (bench.inventory.phase() == Inventory.Phase.WRITING) {
      bench.ends(config("a"), new TaskOutcome.StillThere(List.of("example.com/hold")));
      if (!bench.timers.isEmpty()) {
        bench.timerRings();
      }
      looks++;
    }

    // then
    assertThat(looks).isBetween(10, 30);
    assertThat(bench.now).isAfter(Plans.T0.plusSeconds(60));
    ObjectFailure failure = bench.inventory.failures().get(0);
    assertThat(failure.reason()).isEqualTo("DeletionPending");
    assertThat(failure.message())
        .isEqualTo(
            "ConfigMap shop/a: its deletion was asked for, but it is still there because of"
                + " finalizers example.com/hold; find out why their controller does not remove"
                + " them");
    assertThat(failure.retriable()).isTrue();
    assertThat(bench.inventoried()).containsExactly("a");
  }

  @Test
  void aDeletionPrunesAllThenForgetsThenTakesTheFinalizerOff() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.applicationIs(new ApplicationView(Plans.UID, true, true));
    bench.arrives(deletion("d1").from(0, 2).prune(config("a")));
    assertThat(bench.finalizersRemoved).isEmpty();

    // when
    bench.gone(config("a"));

    // then
    assertThat(bench.inventory).isNull();
    assertThat(bench.sync).isNull();
    assertThat(bench.ledger().isEmpty()).isTrue();
    assertThat(bench.last(SyncEvent.Succeeded.class).counts().pruned()).isEqualTo(1);
    assertThat(bench.finalizersRemoved).containsExactly(Plans.UID);
  }

  @Test
  void aDeletionThatFailsKeepsInventoryAndFinalizer() {
    // given
    bench.arrives(plan("p1").from(5, 0).wave(config("a"), config("b")));
    bench.ends(config("a"), config("b")).applicationIs(new ApplicationView(Plans.UID, true, true));

    // when
    bench.arrives(deletion("d1").from(0, 2).prune(config("a"), config("b")));
    bench.ends(config("a"), failed(Fault.Cause.FORBIDDEN)).gone(config("b"));

    // then
    assertThat(bench.inventoried()).containsExactly("a");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.inventory.desiredSequence()).isEqualTo(5);
    assertThat(bench.finalizersRemoved).isEmpty();
  }

  @Test
  void anApplicationThatNeverAppliedAnythingIsLetGo() {
    // given
    bench.applicationIs(new ApplicationView(Plans.UID, true, true));

    // when
    bench.arrives(deletion("d1"));

    // then
    assertThat(bench.finalizersRemoved).containsExactly(Plans.UID);
    assertThat(bench.erased).containsExactly(EventType.INVENTORY, EventType.SYNCS);
  }

  @Test
  void withoutFinalizerAnApplicationsEndLeavesItsObjects() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));

    // when
    bench.applicationIs(null);

    // then
    assertThat(bench.erased).containsExactly(EventType.SYNCS, EventType.INVENTORY);
    assertThat(bench.running).isEmpty();
  }

  @Test
  void whatAnObjectMayNeedForItsDeletionStaysWhileThatIsHeld() {
    // given
    bench.arrives(plan("p1").wave(namespace("shop"), config("a"), config("b")));
    bench.ends(namespace("shop")).ends(config("a"), config("b"));
    bench.applicationIs(new ApplicationView(Plans.UID, true, true));
    bench.arrives(deletion("d1").from(0, 2).prune(config("a"), config("b"), namespace("shop")));

    // when
    bench.ends(
        config("a"), new TaskOutcome.Failed(new Fault(Fault.Cause.FORBIDDEN, "no", false, null)));
    bench.gone(config("b"));

    // then
    assertThat(bench.runningNames()).isEmpty();
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.inventoried()).containsExactlyInAnyOrder("a", "shop");
    assertThat(bench.finalizersRemoved).isEmpty();
  }
}
