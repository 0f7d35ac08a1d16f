package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deletion;
import static dev.plumbline.applier.model.Plans.namespace;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupersedingTest {
  private final Bench bench = new Bench();

  @Test
  void aNewerPlanStopsTheOneUnderWayBetweenTwoObjects() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b"), config("c"), config("d")));
    bench.ends(config("a"));
    int before = bench.log.size();

    // when
    bench.arrives(plan("p2").from(2, 1).wave(config("a")));

    // then
    assertThat(bench.stage()).isInstanceOf(Stage.Stopping.class);
    assertThat(bench.log).hasSize(before);
    assertThat(bench.acknowledged).containsExactly("p1");
    assertThat(bench.ledger().wants(bench.running.get(0).slot())).isFalse();

    // when
    bench.ends(config("b")).ends(config("c"), new TaskOutcome.NotTried());

    // then
    assertThat(bench.begun).containsExactly("a", "b", "c", "a");
    assertThat(bench.told().subList(before, bench.log.size()))
        .containsExactly("inventory", "sync.superseded", "inventory", "syncs", "sync.started");
    Inventory stopped = (Inventory) bench.log.get(before);
    assertThat(stopped.phase()).isEqualTo(Inventory.Phase.SUPERSEDED);
    assertThat(stopped.planId()).isEqualTo("p1");
    assertThat(stopped.sequence()).isEqualTo(2);
    assertThat(stopped.objects())
        .extracting(e -> e.ref().name() + (e.applied() == null ? "?" : ""))
        .containsExactly("a", "b", "c?", "d?");
    assertThat(bench.superseded().cause()).isEqualTo("superseded by plan p2");
    assertThat(bench.superseded().counts().created()).isEqualTo(2);
    assertThat(bench.inventory.sequence()).isEqualTo(3);
    assertThat(bench.inventory.planId()).isEqualTo("p2");
    assertThat(bench.acknowledged).containsExactly("p1", "p2");
  }

  @Test
  void whileStoppingTheNewestPlanWins() {
    // given
    bench.arrives(plan("p1").wave(config("a")));
    bench.arrives(plan("p2").from(2, 1).wave(config("b")));

    // when
    bench.arrives(plan("p3").from(3, 1).wave(config("c")));

    // then
    assertThat(bench.superseded().planId()).isEqualTo("p2");

    // when
    bench.ends(config("a"));

    // then
    assertThat(bench.inventory.planId()).isEqualTo("p3");
    assertThat(bench.inventoried()).containsExactly("a", "c?");
    assertThat(bench.acknowledged).containsExactly("p1", "p2", "p3");
  }

  @Test
  void aSuccessorDeliveredTwiceIsNotSupersededByItself() {
    // given
    bench.arrives(plan("p1").wave(config("a")));
    bench.arrives(plan("p2").from(2, 1).wave(config("b")));

    // when
    bench.arrives(plan("p2").from(2, 1).wave(config("b"))).ends(config("a"));

    // then
    assertThat(bench.superseded().planId()).isEqualTo("p1");
    assertThat(bench.inventory.planId()).isEqualTo("p2");
  }

  @Test
  void whatWaitsToBeTriedAgainIsGivenUpAtOnce() {
    // given
    bench.arrives(plan("p1").wave(config("a")));
    bench.ends(
        config("a"), new TaskOutcome.Failed(new Fault(Fault.Cause.CONFLICT, "again", true, null)));

    // when
    bench.arrives(plan("p2").from(2, 1).wave(config("b")));

    // then
    assertThat(bench.inventory.planId()).isEqualTo("p2");

    // when the old pause is over
    bench.timerRings();

    // then
    assertThat(bench.runningNames()).containsExactly("b");
  }

  @Test
  void aWaveThatIsNeverSettledIsSupersededByTheFix() {
    // given
    bench.arrives(plan("p1").wave(namespace("shop")).wave(config("a"))).ends(namespace("shop"));
    long sequence = bench.inventory.sequence();

    // when
    bench.arrives(plan("p2").from(2, sequence).wave(config("a")));

    // then
    assertThat(bench.superseded().planId()).isEqualTo("p1");
    assertThat(bench.runningNames()).containsExactly("a");

    // when the word on the old wave comes late
    bench.settled("p1", 0);

    // then
    assertThat(bench.runningNames()).containsExactly("a");
  }

  @Test
  void anAnswerThatComesAfterItsSyncEndedIsIgnored() {
    // given
    bench.arrives(plan("p1").wave(config("a")));
    Slot late = bench.running.get(0).slot();
    bench.ends(config("a"));
    int before = bench.log.size();

    // when
    bench.answers(late, Plans.wrote(config("a"), "9"));

    // then
    assertThat(bench.log).hasSize(before);
  }

  @Test
  void aDeletionStopsAnApply() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b")));
    bench.applicationIs(new ApplicationView(Plans.UID, true, true));

    // when
    bench.arrives(deletion("d1").from(0, 1).prune(config("a"), config("b")));
    bench.ends(config("a")).ends(config("b"), new TaskOutcome.NotTried());

    // then
    assertThat(bench.inventory.planId()).isEqualTo("d1");
    assertThat(bench.inventory.desiredSequence()).isEqualTo(1);
    assertThat(bench.running)
        .extracting(Effect.Perform::task)
        .allMatch(ObjectTask.PruneObject.class::isInstance);
  }

  @Test
  void anApplicationThatDisappearsStopsItsSyncAndItsObjectsStay() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b"), config("c")));

    // when
    bench.applicationIs(null);
    assertThat(bench.stage()).isInstanceOf(Stage.Stopping.class);
    bench.ends(config("a")).ends(config("b"), new TaskOutcome.NotTried());

    // then
    assertThat(bench.superseded().cause())
        .isEqualTo("application apps/shop is gone; its objects stay");
    assertThat(bench.erased).containsExactly(EventType.SYNCS, EventType.INVENTORY);
    assertThat(bench.begun).containsExactly("a", "b");
    assertThat(bench.ledger().isEmpty()).isTrue();
  }

  @Test
  void anApplicationCreatedAgainDuringItsSyncTakesOverFromNothing() {
    // given
    bench.arrives(plan("p1").wave(config("a")));
    bench.applicationIs(new ApplicationView("app-2", false, false));

    // when
    bench.arrives(plan("p2").of("app-2").wave(config("b"))).ends(config("a"));

    // then
    assertThat(bench.last(SyncEvent.Started.class).planId()).isEqualTo("p2");
    assertThat(bench.inventory.applicationUid()).isEqualTo("app-2");
    assertThat(bench.inventory.sequence()).isEqualTo(1);
    assertThat(bench.inventoried()).containsExactly("b?");
  }

  @Test
  void aSuccessorWhoseApplicationDisappearsMeanwhileDoesNotStart() {
    // given
    bench.arrives(plan("p1").wave(config("a")));
    bench.arrives(plan("p2").from(2, 1).wave(config("b")));
    bench.now = Plans.T0.plusSeconds(60);

    // when
    bench.applicationIs(null).ends(config("a"));

    // then
    assertThat(bench.log.stream().filter(SyncEvent.Superseded.class::isInstance))
        .extracting(e -> ((SyncEvent.Superseded) e).planId())
        .isEqualTo(List.of("p1", "p2"));
    assertThat(bench.inventory).isNull();
    assertThat(bench.running).isEmpty();
  }
}
