package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deletion;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
  private final Bench bench = new Bench();

  @Test
  void anAcceptedPlanIsStoredBeforeItsFirstWrite() {
    // when
    bench.arrives(plan("p1").wave(config("a"), config("b")));

    // then
    assertThat(bench.told()).containsExactly("inventory", "syncs", "sync.started");
    assertThat(bench.inventoried()).containsExactly("a?", "b?");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);
    assertThat(bench.inventory.sequence()).isEqualTo(1);
    assertThat(bench.inventory.wave()).isEqualTo(-1);
    assertThat(bench.sync.nextWave()).isZero();
    assertThat(bench.acknowledged).containsExactly("p1");
    assertThat(bench.last(SyncEvent.Started.class).objects()).isEqualTo(2);
  }

  @Test
  void theInventoryWrittenAheadIsTheUnionOfOldAndPlanned() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));

    // when
    bench.arrives(plan("p2").from(2, 2).wave(config("b")));

    // then
    assertThat(bench.inventoried()).containsExactly("a", "b?");
    assertThat(bench.inventory.sequence()).isEqualTo(3);
  }

  @Test
  void thePlanUnderWayIsNotTakenTwice() {
    // given
    bench.arrives(plan("p1").wave(config("a")));

    // when
    bench.arrives(plan("p1").wave(config("a")));

    // then
    assertThat(bench.told()).containsExactly("inventory", "syncs", "sync.started");
    assertThat(bench.running).hasSize(1);
    assertThat(bench.acknowledged).containsExactly("p1", "p1");
  }

  @Test
  void aPlanThatEndedIsNotTakenAgainWhenItIsDeliveredTwice() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    int before = bench.log.size();

    // when
    bench.arrives(plan("p1").wave(config("a")));

    // then
    assertThat(bench.log).hasSize(before);
    assertThat(bench.running).isEmpty();
  }

  @Test
  void aPlanThatComesAfterANewerOneIsRefused() {
    // given
    bench.arrives(plan("p2").from(2, 0).wave(config("a")));

    // when
    bench.arrives(plan("p1").from(1, 0).wave(config("a")));

    // then
    assertThat(bench.superseded().planId()).isEqualTo("p1");
    assertThat(bench.superseded().cause())
        .isEqualTo("the plan was made from inventory 0, and the current one is 1");
    assertThat(bench.inventory.planId()).isEqualTo("p2");
    assertThat(bench.stage()).isInstanceOf(Stage.Writing.class);
  }

  @Test
  void aPlanWithAnOlderDesiredStateIsRefusedThoughItsInventoryIsCurrent() {
    // given
    bench.arrives(plan("p2").from(7, 0).wave(config("a"))).ends(config("a"));

    // when
    bench.arrives(plan("p1").from(6, 2).wave(config("a")));

    // then
    assertThat(bench.superseded().cause())
        .isEqualTo("the plan brings desired state 6, and 7 was planned already");
  }

  @Test
  void theSameDesiredStateMayBePlannedAgain() {
    // given
    bench.arrives(plan("p1").from(7, 0).wave(config("a"))).ends(config("a"));

    // when
    bench.arrives(plan("heal").from(7, 2).wave(config("a")));

    // then
    assertThat(bench.inventory.planId()).isEqualTo("heal");
  }

  @Test
  void aPlanForAnApplicationNotSeenYetWaitsForIt() {
    // given
    bench.application = null;
    bench.arrives(plan("p1").wave(config("a")));
    assertThat(bench.log).isEmpty();
    assertThat(bench.acknowledged).isEmpty();
    assertThat(bench.waitingForView).containsExactly("p1");

    // when
    bench.applicationIs(new ApplicationView(Plans.UID, false, true));

    // then
    assertThat(bench.inventory.planId()).isEqualTo("p1");
    assertThat(bench.acknowledged).containsExactly("p1");
  }

  @Test
  void aPlanForAnApplicationThatDoesNotAppearIsRefused() {
    // given
    bench.application = null;
    bench.arrives(plan("p1").wave(config("a")));

    // when
    bench.patienceOver("p1");

    // then
    assertThat(bench.superseded().cause()).isEqualTo("there is no application apps/shop any more");
    assertThat(bench.acknowledged).containsExactly("p1");
    assertThat(bench.inventory).isNull();
  }

  @Test
  void ofTwoWaitingPlansTheNewerStays() {
    // given
    bench.application = null;
    bench.arrives(plan("p1").wave(config("a"))).arrives(plan("p2").wave(config("b")));

    // then
    assertThat(bench.superseded().planId()).isEqualTo("p1");

    // when
    bench.applicationIs(new ApplicationView(Plans.UID, false, true));

    // then
    assertThat(bench.inventory.planId()).isEqualTo("p2");
  }

  @Test
  void anOldPlanForAnApplicationCreatedAgainIsRefusedAtOnce() {
    // given
    bench.application = new ApplicationView("app-2", false, true);
    bench.now = Plans.T0.plusSeconds(60);

    // when
    bench.arrives(plan("p1").wave(config("a")));

    // then
    assertThat(bench.superseded().cause()).contains("deleted and created again");
  }

  @Test
  void whileTheApplicationIsBeingDeletedNothingIsApplied() {
    // given
    bench.application = new ApplicationView(Plans.UID, true, true);

    // when
    bench.arrives(plan("p1").wave(config("a")));

    // then
    assertThat(bench.superseded().cause()).isEqualTo("application apps/shop is being deleted");
  }

  @Test
  void aDeletionIsRefusedOnceTheFinalizerWasTakenOff() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.application = new ApplicationView(Plans.UID, true, false);

    // when
    bench.arrives(deletion("d1").from(0, 2).prune(config("a")));

    // then
    assertThat(bench.superseded().cause()).endsWith("no finalizer any more: its objects stay");
    assertThat(bench.inventoried()).containsExactly("a");
  }

  @Test
  void aDeletionOfAnApplicationThatIsNotBeingDeletedWaitsAndIsThenRefused() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.arrives(deletion("d1").from(0, 2).prune(config("a")));
    assertThat(bench.waitingForView).containsExactly("d1");

    // when
    bench.patienceOver("d1");

    // then
    assertThat(bench.superseded().cause()).isEqualTo("application apps/shop is not being deleted");
  }

  @Test
  void anEmptyPlanEndsAtOnce() {
    // when
    bench.arrives(plan("p1"));

    // then
    assertThat(bench.told())
        .containsExactly("inventory", "sync.started", "inventory", "sync.succeeded");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.erased).containsExactly(EventType.SYNCS);
    assertThat(bench.stage()).isInstanceOf(Stage.Idle.class);
  }

  @Test
  void aNamesakeStartsFromNothing() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));

    // when
    bench.applicationIs(new ApplicationView("app-2", false, true));
    bench.arrives(plan("p2").of("app-2").wave(deployment("web")));

    // then
    assertThat(bench.erased).contains(EventType.INVENTORY);
    assertThat(bench.inventoried()).containsExactly("web?");
    assertThat(bench.inventory.sequence()).isEqualTo(1);
    assertThat(bench.inventory.applicationUid()).isEqualTo("app-2");
  }

  @Test
  void aNamesakesPlanMayComeBeforeWordOfTheChange() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.application = new ApplicationView("app-2", false, true);

    // when
    bench.arrives(plan("p2").of("app-2").wave(config("b")));

    // then
    assertThat(bench.erased).containsExactly(EventType.SYNCS, EventType.INVENTORY);
    assertThat(bench.inventoried()).containsExactly("b?");
  }

  @Test
  void aPlanForAnotherClusterThanTheObjectsAreOnIsRefused() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));

    // when
    bench.arrives(plan("p2").from(2, 2).on("east").wave(config("a")));

    // then
    assertThat(bench.superseded().cause())
        .isEqualTo("the plan is for cluster east, and the objects are on in-cluster");
    assertThat(bench.inventory.cluster()).isEqualTo("in-cluster");
  }

  @Test
  void anApplicationWithoutObjectsMayMoveToAnotherCluster() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.arrives(plan("p2").from(2, 2).prune(config("a"))).gone(config("a"));

    // when
    bench.arrives(plan("p3").from(3, 4).on("east").wave(config("a")));

    // then
    assertThat(bench.runningNames()).containsExactly("a");
    assertThat(bench.inventory.cluster()).isEqualTo("east");
  }

  @Test
  void afterADeletionThatLeftOnlyTheFinalizerAnEmptyOneTakesItOff() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.applicationIs(new ApplicationView(Plans.UID, true, true));
    bench.arrives(deletion("d1").from(0, 2).prune(config("a"))).gone(config("a"));
    bench.finalizersRemoved.clear();
    bench.restarts();

    // when
    bench.arrives(deletion("d1").from(0, 2).prune(config("a")));
    bench.arrives(deletion("d2"));

    // then
    assertThat(bench.superseded().planId()).isEqualTo("d1");
    assertThat(bench.finalizersRemoved).containsExactly(Plans.UID);
    assertThat(bench.inventory).isNull();
  }
}
