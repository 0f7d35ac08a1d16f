package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.failed;
import static dev.plumbline.applier.model.Plans.namespace;
import static dev.plumbline.applier.model.Plans.passing;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureTest {
  private final Bench bench = new Bench();

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
}
