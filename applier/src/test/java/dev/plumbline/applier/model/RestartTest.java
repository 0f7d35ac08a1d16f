package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deletion;
import static dev.plumbline.applier.model.Plans.namespace;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartTest {
  private final Bench bench = new Bench();
  private final Plans whole =
      plan("p1").wave(namespace("shop")).wave(config("a"), config("b")).prune(config("old"));

  @Test
  void afterAcceptanceTheFirstWaveIsWritten() {
    // when
    bench.arrives(whole).restarts();

    // then
    assertThat(bench.begun).containsExactly("shop");
  }

  @Test
  void inTheMiddleOfAWaveTheWaveIsWrittenAnew() {
    // given
    bench.arrives(whole).ends(namespace("shop")).settled("p1", 0).ends(config("a"));

    // when
    bench.restarts();

    // then
    assertThat(bench.begun).containsExactly("a", "b");
    assertThat(bench.inventory.wave()).isZero();
  }

  @Test
  void whileAWaveSettlesItGoesOnWaiting() {
    // given
    bench.arrives(whole).ends(namespace("shop"));

    // when
    bench.restarts();

    // then
    assertThat(bench.begun).isEmpty();

    // when
    bench.settled("p1", 0);

    // then
    assertThat(bench.begun).containsExactly("a", "b");
  }

  @Test
  void whilePruningItGoesOnPruning() {
    // given
    bench.arrives(whole).ends(namespace("shop")).settled("p1", 0).ends(config("a"), config("b"));

    // when
    bench.restarts();

    // then
    assertThat(bench.begun).containsExactly("old");

    // when
    bench.gone(config("old"));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.last(SyncEvent.Succeeded.class).counts())
        .isEqualTo(new SyncEvent.Counts(3, 0, 0, 1, 0));
  }

  @Test
  void whileDeletingItGoesOnDeleting() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.applicationIs(new ApplicationView(Plans.UID, true, true));
    bench.arrives(deletion("d1").from(0, 2).prune(config("a")));

    // when
    bench.restarts().gone(config("a"));

    // then
    assertThat(bench.finalizersRemoved).containsExactly(Plans.UID);
    assertThat(bench.inventory).isNull();
  }

  @Test
  void whenAllHadEndedNothingIsDone() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    int before = bench.log.size();

    // when
    bench.restarts();

    // then
    assertThat(bench.log).hasSize(before);
    assertThat(bench.begun).isEmpty();
    assertThat(bench.ledger().inventory()).isEqualTo(bench.inventory);
  }

  @Test
  void aPlanReadAgainAfterARestartIsKnown() {
    // given
    bench.arrives(whole);

    // when
    bench.restarts().arrives(whole);

    // then
    assertThat(bench.told().stream().filter("sync.started"::equals)).hasSize(1);
    assertThat(bench.begun).containsExactly("shop");
  }

  @Test
  void anApplicationThatDisappearedMeanwhileIsForgotten() {
    // given
    bench.arrives(whole);
    bench.application = null;

    // when
    bench.restarts();

    // then
    assertThat(bench.begun).isEmpty();
    assertThat(bench.superseded().planId()).isEqualTo("p1");
    assertThat(bench.erased).containsExactly(EventType.SYNCS, EventType.INVENTORY);
  }

  @Test
  void anInventoryOfAnApplicationCreatedAgainMeanwhileIsForgotten() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.application = new ApplicationView("app-2", false, false);

    // when
    bench.restarts();

    // then
    assertThat(bench.inventory).isNull();
  }

  @Test
  void atEveryPointTheEndIsTheSame() {
    for (int stop = 0; stop < 7; stop++) {
      // given
      Bench each = new Bench();
      int step = 0;
      each.arrives(whole);
      // when
      while (each.inventory.phase() == Inventory.Phase.WRITING) {
        if (step++ == stop) {
          each.restarts();
        }
        if (each.stage() instanceof Stage.Awaiting awaiting) {
          each.settled("p1", awaiting.sync().state().nextWave() - 1);
        } else {
          Effect.Perform perform = each.running.get(0);
          each.ends(
              perform.task().ref(),
              perform.task() instanceof ObjectTask.PruneObject
                  ? new TaskOutcome.Gone()
                  : Plans.wrote(perform.task().ref(), "1"));
        }
      }
      // then
      assertThat(each.inventory.phase())
          .as("restart at %d", stop)
          .isEqualTo(Inventory.Phase.SUCCEEDED);
      assertThat(each.inventoried()).containsExactlyInAnyOrder("a", "b", "shop");
    }
  }

  @Test
  void aPlanOfWhichOnlyTheInventoryIsLeftIsEndedSoThatAnotherCanFollow() {
    // given
    bench.arrives(whole);
    bench.sync = null;

    // when
    bench.restarts();

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUPERSEDED);
    assertThat(bench.inventory.planId()).isEqualTo("p1");
    assertThat(bench.inventoried()).contains("a?", "shop?");
  }

  @Test
  void aSyncThatAnEarlierReleaseBeganGoesOn() {
    // given what that release had written when it had written a wave
    bench.arrives(whole).ends(namespace("shop"));
    Inventory known = bench.inventory;
    bench.inventory =
        new Inventory(
            known.application(),
            known.applicationUid(),
            known.sequence(),
            known.planId(),
            known.phase(),
            known.desiredSequence(),
            known.cluster(),
            known.revisions(),
            known.wave(),
            known.objects().stream()
                .map(entry -> new Inventory.Entry(entry.ref(), entry.applied()))
                .toList(),
            known.failures(),
            known.writtenAt());
    bench.sync =
        new SyncState(
            Plans.APP,
            Plans.UID,
            whole.made(),
            1,
            true,
            new SyncEvent.Counts(1, 0, 0, 0, 0),
            Plans.T0);

    // when
    bench.restarts();

    // then
    assertThat(bench.begun).isEmpty();
    assertThat(bench.alarm.pause()).isEqualTo(Duration.ofHours(1));

    // when
    bench.settled("p1", 0).ends(config("a"), config("b")).gone(config("old"));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.last(SyncEvent.Succeeded.class).counts())
        .isEqualTo(new SyncEvent.Counts(3, 0, 0, 1, 0));
  }
}
