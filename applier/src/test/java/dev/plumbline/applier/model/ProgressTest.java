package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.namespace;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent;
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
  void whereTheClusterHasRoomMoreAreAppliedTogether() {
    // given
    bench.room = 3;

    // when
    bench.arrives(
        plan("p1")
            .wave(config("a"), config("b"), config("c"), config("d"), config("e"), config("f")));

    // then
    assertThat(bench.runningNames()).containsExactly("a", "b", "c");

    // when others want the cluster
    bench.room = 0;
    bench.ends(config("a"), config("b"));

    // then as many as each application has at least
    assertThat(bench.runningNames()).containsExactly("c", "d");

    // when they are done
    bench.room = 10;
    bench.ends(config("c"));

    // then
    assertThat(bench.runningNames()).containsExactly("d", "e", "f");
  }
}
