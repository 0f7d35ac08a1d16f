package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deletion;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.namespace;
import static dev.plumbline.applier.model.Plans.plan;
import static dev.plumbline.applier.model.Plans.wrote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.SyncEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Bench bench = new Bench();

  @Test
  void neighboursOfOneKindAreAppliedTogetherAndKindsInOrder() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b"), config("c"), deployment("web")));
    assertThat(bench.runningNames()).containsExactly("a", "b");

    // when
    bench.ends(config("b"));

    // then
    assertThat(bench.runningNames()).containsExactly("a", "c");

    // when
    bench.ends(config("a"));

    // then
    assertThat(bench.runningNames()).containsExactly("c");

    // when
    bench.ends(config("c"));

    // then
    assertThat(bench.runningNames()).containsExactly("web");
  }

  @Test
  void theLastWaveEndsTheSync() {
    // when
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));

    // then
    assertThat(bench.told())
        .containsExactly(
            "inventory", "syncs", "sync.started", "sync.progressed", "inventory", "sync.succeeded");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.inventory.wave()).isZero();
    assertThat(bench.inventoried()).containsExactly("a");
    assertThat(bench.sync).isNull();
  }

  @Test
  void whatCannotBeRecordedFailsTheSyncWithWhatWasKnownBefore() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b")));

    // when
    bench.cannotRecord("too large");

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.inventoried()).containsExactly("a?", "b?");
    assertThat(bench.sync).isNull();
    assertThat(bench.last(SyncEvent.Failed.class).failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.reason()).isEqualTo("InventoryTooLarge");
              assertThat(failure.message()).contains("too large");
              assertThat(failure.message()).contains("split the application");
            });
  }

  @Test
  void aWaveWaitsUntilTheOneBeforeIsSettled() {
    // given
    bench.arrives(plan("p1").wave(namespace("shop")).wave(config("a")));

    // when
    bench.ends(namespace("shop"));

    // then
    assertThat(bench.runningNames()).isEmpty();
    assertThat(bench.inventory.wave()).isZero();
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);
    assertThat(bench.inventoried()).containsExactly("a?", "shop");
    assertThat(bench.sync.awaitingSettled()).isTrue();
    assertThat(bench.last(SyncEvent.Progressed.class).wave()).isZero();

    // when
    bench.settled("p1", 0);

    // then
    assertThat(bench.runningNames()).containsExactly("a");
    assertThat(bench.sync.awaitingSettled()).isFalse();
  }

  @Test
  void onlyTheWordOnThisPlanAndWaveCounts() {
    // given
    bench.arrives(plan("p1").wave(namespace("shop")).wave(config("a"))).ends(namespace("shop"));

    // when
    bench.settled("p0", 0).settled("p1", 1);

    // then
    assertThat(bench.stage()).isInstanceOf(Stage.Awaiting.class);
  }

  @Test
  void pruningFollowsTheLastWave() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("old"))).ends(config("a"), config("old"));

    // when
    bench.arrives(plan("p2").from(2, 2).wave(config("b")).prune(config("old"))).ends(config("b"));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);
    assertThat(bench.inventoried()).containsExactly("a", "b", "old");
    assertThat(bench.runningNames()).containsExactly("old");

    // when
    bench.gone(config("old"));

    // then
    assertThat(bench.inventoried()).containsExactly("a", "b");
    assertThat(bench.last(SyncEvent.Succeeded.class).counts())
        .isEqualTo(new SyncEvent.Counts(1, 0, 0, 1, 0));
  }

  @Test
  void anObjectThatIsNotOursAnyMoreLeavesTheInventoryUncounted() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));

    // when
    bench.arrives(plan("p2").from(2, 2).prune(config("a")));
    bench.ends(config("a"), new TaskOutcome.LeftAlone("it belongs to another application"));

    // then
    assertThat(bench.inventoried()).isEmpty();
    assertThat(bench.last(SyncEvent.Succeeded.class).counts()).isEqualTo(SyncEvent.Counts.NONE);
  }

  @Test
  void anObjectHeldByFinalizersIsWaitedForAndThenReported() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.arrives(plan("p2").from(2, 2).prune(config("a")));
    Slot slot = bench.running.get(0).slot();

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
    assertThat(slot.step()).isZero();
  }

  @Test
  void aMissingNamespaceIsCreatedFirstAndStaysOutOfTheInventory() {
    // given
    bench.arrives(plan("p1").creating("shop").wave(config("a")));
    assertThat(bench.runningNames()).containsExactly("shop");
    assertThat(bench.running.get(0).task()).isInstanceOf(ObjectTask.EnsureNamespace.class);

    // when
    bench.ends(namespace("shop"), new TaskOutcome.NamespaceReady()).ends(config("a"));

    // then
    assertThat(bench.inventoried()).containsExactly("a");
    assertThat(bench.last(SyncEvent.Succeeded.class).counts().created()).isEqualTo(1);
  }

  @Test
  void aNamespaceThatThePlanAppliesIsNotCreatedApart() {
    // when
    bench.arrives(plan("p1").creating("shop").wave(namespace("shop")).wave(config("a")));

    // then
    assertThat(bench.running.get(0).task()).isInstanceOf(ObjectTask.ApplyObject.class);
  }

  @Test
  void withoutItsNamespaceNothingElseIsTried() {
    // given
    bench.arrives(plan("p1").creating("shop").wave(config("a")));

    // when
    bench.ends(namespace("shop"), failed(Fault.Cause.FORBIDDEN));

    // then
    assertThat(bench.begun).containsExactly("shop");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.inventory.failures()).extracting(f -> f.ref().name()).containsExactly("shop");
  }

  @Test
  void aFailureDoesNotKeepTheOthersOfItsWaveFromBeingApplied() {
    // given
    bench.arrives(
        plan("p1").wave(config("a"), config("b"), deployment("web")).wave(config("later")));

    // when
    bench.ends(config("a"), failed(Fault.Cause.INVALID)).ends(config("b"), deployment("web"));

    // then
    SyncEvent.Failed event = bench.last(SyncEvent.Failed.class);
    assertThat(event.failures()).extracting(f -> f.ref().name()).containsExactly("a");
    assertThat(event.counts()).isEqualTo(new SyncEvent.Counts(2, 0, 0, 0, 1));
    assertThat(bench.inventoried()).containsExactly("a?", "b", "later?", "web");
    assertThat(bench.inventory.failures()).isEqualTo(event.failures());
    assertThat(bench.inventory.wave()).isEqualTo(-1);
    assertThat(bench.sync).isNull();
  }

  @Test
  void nothingIsPrunedAfterAFailure() {
    // given
    bench.arrives(plan("p1").wave(config("old"))).ends(config("old"));

    // when
    bench.arrives(plan("p2").from(2, 2).wave(config("a")).prune(config("old")));
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.begun).doesNotContainSequence("a", "old");
    assertThat(bench.inventoried()).containsExactly("a?", "old");
  }

  @Test
  void whatFailedKeepsWhatWasKnownOfItsLastApply() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));

    // when
    bench.arrives(plan("p2").from(2, 2).wave(config("a")));
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.inventory.objects().get(0).applied().resourceVersion()).isEqualTo("1");
  }

  @Test
  void passingFaultsAreTriedAgainAFewTimes() {
    // given
    bench.arrives(plan("p1").wave(config("a")));

    // when
    bench.ends(config("a"), passing(Fault.Cause.CONFLICT));

    // then
    assertThat(bench.timers.get(0).pause()).isEqualTo(Duration.ofMillis(375));
    assertThat(bench.running).isEmpty();

    // when
    bench.timerRings().ends(config("a"), passing(Fault.Cause.SERVER_ERROR));

    // then
    assertThat(bench.timers.get(0).pause()).isEqualTo(Duration.ofMillis(750));

    // when
    bench.timerRings().ends(config("a"), passing(Fault.Cause.SERVER_ERROR));

    // then
    assertThat(bench.timers).isEmpty();
    assertThat(bench.last(SyncEvent.Failed.class).failures().get(0).retriable()).isTrue();
  }

  @Test
  void anObjectThatWorksTheSecondTimeIsNoFailure() {
    // when
    bench.arrives(plan("p1").wave(config("a")));
    bench.ends(config("a"), passing(Fault.Cause.CONFLICT)).timerRings().ends(config("a"));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
  }

  @Test
  void whenTheClusterIsAwayTheRestIsNotTried() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b"), config("c"), config("d")));

    // when
    bench.ends(config("a"), passing(Fault.Cause.UNREACHABLE)).timerRings();
    bench.ends(config("a"), passing(Fault.Cause.UNREACHABLE)).timerRings();
    bench.ends(config("b"));
    bench.ends(config("a"), passing(Fault.Cause.UNREACHABLE));
    bench.ends(config("c"), passing(Fault.Cause.UNREACHABLE));

    // then
    assertThat(bench.begun).containsOnly("a", "b", "c");
    assertThat(bench.inventoried()).containsExactly("a?", "b", "c?", "d?");
    assertThat(bench.last(SyncEvent.Failed.class).failures()).hasSize(2);
  }

  @Test
  void aTaskThatCouldNotBeTriedYetIsTriedLaterWithoutBlame() {
    // given
    bench.arrives(plan("p1").wave(config("a")));

    // when
    for (int i = 0; i < 10; i++) {
      bench.ends(config("a"), new TaskOutcome.NotTried()).timerRings();
    }
    bench.ends(config("a"));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
  }

  @Test
  void countsTellWhatAnApplyChanged() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b"))).ends(config("a"), config("b"));

    // when
    bench.arrives(plan("p2").from(2, 2).wave(config("a"), config("b"), config("c")));
    bench.ends(config("a"), new TaskOutcome.Applied(Plans.applied(config("a"), "1"), false));
    bench.ends(config("b"), wrote(config("b"), "5")).ends(config("c"));

    // then
    assertThat(bench.last(SyncEvent.Succeeded.class).counts())
        .isEqualTo(new SyncEvent.Counts(1, 1, 1, 0, 0));
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

  private static TaskOutcome failed(Fault.Cause cause) {
    return new TaskOutcome.Failed(new Fault(cause, "said so", false, null));
  }

  private static TaskOutcome passing(Fault.Cause cause) {
    return new TaskOutcome.Failed(new Fault(cause, "said so", true, null));
  }

  @Test
  void aWaveThatDoesNotSettleInTimeFailsTheSyncAndNamesWhatItWaitsFor() {
    // given
    bench.arrives(plan("p1").wave(namespace("shop")).wave(config("a"))).ends(namespace("shop"));

    // when
    bench.settlingOver();

    // then
    ObjectFailure failure = bench.last(SyncEvent.Failed.class).failures().get(0);
    assertThat(failure.reason()).isEqualTo("NotSettled");
    assertThat(failure.message()).startsWith("Namespace shop: ").contains("within 300 s");
    assertThat(failure.retriable()).isTrue();
    assertThat(bench.inventory.failures()).containsExactly(failure);
    assertThat(bench.sync).isNull();
  }

  @Test
  void aWaveThatSettledInTimeIsNotGivenUpLater() {
    // given
    bench
        .arrives(plan("p1").wave(namespace("shop")).wave(config("a")).wave(config("b")))
        .ends(namespace("shop"))
        .settled("p1", 0)
        .ends(config("a"));

    // when
    bench.settlingOver();

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);
    assertThat(bench.settled("p1", 1).runningNames()).containsExactly("b");
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
