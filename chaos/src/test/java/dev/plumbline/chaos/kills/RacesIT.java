package dev.plumbline.chaos.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.chaos.Extent;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Fleet;
import dev.plumbline.testkit.harness.Fleet.Member;
import dev.plumbline.testkit.harness.RunningApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications that go and come back while a service stands still in the middle of work for them;
 * syncs that are overtaken; plans that come again. While it stands still a service is not taken for
 * dead: what races with it happens in less than a session.
 */
@ExtendWith(ChaosFleet.class)
class RacesIT {

  private static final Duration COMES_BY_WITHIN = Duration.ofSeconds(60);
  private static final Duration LESS_THAN_A_SESSION = Duration.ofSeconds(3);

  private final Fleet fleet;
  private Site site;

  RacesIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void open() {
    site = new Site(fleet);
  }

  @AfterEach
  void close() {
    site.close();
  }

  /** In the middle of a render, of a sync, and of a judgement. */
  static List<KillPoint> middles() {
    return List.of(
        KillPoint.RENDERER_AFTER_RENDER,
        KillPoint.APPLIER_BEFORE_APPLY,
        KillPoint.DETECTOR_BEFORE_COMMIT,
        KillPoint.APPLIER_AFTER_COMMIT,
        KillPoint.RENDERER_AFTER_COMMIT);
  }

  static List<KillPoint> worstMiddles() {
    return Extent.asked().full() ? middles() : middles().subList(0, 2);
  }

  static List<KillPoint> worstMiddle() {
    return Extent.asked().full() ? middles() : middles().subList(1, 2);
  }

  @ParameterizedTest
  @MethodSource("worstMiddles")
  void oneThatIsMadeAgainAtOnceTakesItsNamesakesObjectsAndIsNotTakenForIt(KillPoint point) {
    // given
    String old = converged(false);
    StandStill still = standsStill(point, () -> site.push("a", "b"));

    // when
    site.delete();
    String uid = site.create(false);
    still.close();

    // then
    assertThat(uid).isNotEqualTo(old);
    site.awaitOurs(uid, "a", "b");
    site.awaitConverged(uid, site.push("a", "c"));
    site.awaitOurs(uid, "a", "c");
    site.assertNoObjectWentBackwards();
  }

  @ParameterizedTest
  @MethodSource("worstMiddle")
  void oneThatIsDeletedWithItsObjectsLeavesNothingBehindAndMayComeBack(KillPoint point) {
    // given
    converged(true);
    StandStill still = standsStill(point, () -> site.push("a", "b", "c"));

    // when
    site.delete();
    still.close();
    site.awaitGone();

    // then
    site.awaitOurs("nobody");
    awaitForgotten();
    String uid = site.create(true);
    site.awaitOurs(uid, "a", "b", "c");
    site.assertNoObjectWentBackwards();
  }

  @ParameterizedTest
  @MethodSource("worstMiddle")
  void oneThatIsDeletedLeavesItsObjectsAndIsForgotten(KillPoint point) {
    // given
    converged(false);
    StandStill still = standsStill(point, () -> site.push("a", "b"));

    // when
    site.delete();
    still.close();

    // then
    awaitForgotten();
    assertThat(site.ordinals("a")).as("what was there stays").isNotEmpty();
    site.assertNoObjectWentBackwards();
  }

  /** Whoever works for an application by partition. */
  static List<String> owners() {
    return List.of("renderer", "drift-detector", "applier");
  }

  @ParameterizedTest
  @MethodSource("owners")
  void oneThatIsDeletedWhileItsPartitionMovesLeavesNothingBehindAndMayComeBack(String role) {
    Extent.fullOnly();
    // given
    converged(true);
    Member first = fleet.members(role).get(0);
    int revoked = revocations(first);
    site.push("a", "b", "c");

    // when another instance comes, and the first has let go of what it owned
    CompletableFuture<List<Member>> coming =
        CompletableFuture.supplyAsync(() -> fleet.start(List.of(role)));
    Waiting.until(
        Load.PATIENCE,
        () -> "nothing is revoked from " + first,
        () -> revocations(first) > revoked);
    site.delete();

    // then
    try {
      site.awaitGone();
      site.awaitOurs("nobody");
      awaitForgotten();
      String uid = site.create(true);
      site.awaitOurs(uid, "a", "b", "c");
      site.assertNoObjectWentBackwards();
    } finally {
      coming.join().forEach(fleet::remove);
    }
  }

  @Test
  void whatItsOldOwnerMakesTooLateForOneThatIsGoneGoesAgain() {
    Extent.fullOnly();
    // given an applier that stands still just before it makes an object
    converged(true);
    Member old = fleet.members("applier").get(0);
    StandStill still = standsStill(KillPoint.APPLIER_BEFORE_APPLY, () -> site.push("b"));

    // when another deletes all there is, and the application is gone
    site.delete();
    List<Member> next = fleet.start(List.of("applier"));
    site.awaitGone();
    site.awaitOurs("nobody");
    still.close();

    // then the object is made, and goes
    try {
      Waiting.until(
          Load.PATIENCE, () -> "b was not made too late", () -> !site.ordinals("b").isEmpty());
      site.awaitOurs("nobody");
      old.awaitReady();
    } finally {
      next.forEach(fleet::remove);
    }
  }

  private static int revocations(Member member) {
    return member.process().out().split("Partitions released", -1).length - 1;
  }

  @Test
  void whatASyncMadeThatWasOvertakenIsRemovedWhenTheNextRevisionDropsIt() {
    // given a sync that has made some of its objects
    String uid = converged(false);
    StandStill still =
        standsStill(KillPoint.APPLIER_AFTER_APPLY, () -> site.push("a", "b", "c", "d", "e"));

    // when the next revision does without them
    String commit = site.push("a");
    // it need not come, for the one who stands still may have to answer first
    Waiting.happens(
        LESS_THAN_A_SESSION,
        () ->
            !fleet
                .events()
                .of(
                    PlanMade.class,
                    plan ->
                        plan.application().toString().equals(site.key())
                            && RunningApplication.commits(plan.revisions(), commit))
                .isEmpty());
    still.close();

    // then
    site.awaitConverged(uid, commit);
    site.awaitOurs(uid, "a");
    site.assertNoObjectWentBackwards();
  }

  @Test
  void whatASyncMadeThatWasKilledIsRemovedWhenTheNextRevisionDropsIt() {
    // given a sync that has made some of its objects and told nobody
    String uid = converged(false);
    Member applier = fleet.members("applier").get(0);
    StandStill still =
        standsStill(KillPoint.APPLIER_AFTER_APPLY, () -> site.push("a", "b", "c", "d", "e"));

    // when it is killed, and the next revision does without them
    applier.process().kill();
    still.close();
    String commit = site.push("a");
    applier.startAgain();

    // then
    site.awaitConverged(uid, commit);
    site.awaitOurs(uid, "a");
    site.assertNoObjectWentBackwards();
  }

  @Test
  void plansThatComeTwiceOrLateOrAfterNewerOnesChangeNothing() {
    // given
    String uid = converged(false);
    site.awaitConverged(uid, site.push("a", "b"));
    site.awaitConverged(uid, site.push("a", "c"));
    Records records = new Records(fleet.bootstrapServers());
    List<ConsumerRecord<byte[], byte[]>> plans = records.of(Topic.PLANS, site.key());
    assertThat(plans).hasSizeGreaterThanOrEqualTo(3);
    List<Integer> before = site.ordinals("a");

    // when
    List<ConsumerRecord<byte[], byte[]>> again = new ArrayList<>(plans);
    again.addAll(plans);
    again.add(plans.get(0));
    records.writeAgain(again);

    // then, once a newer one behind them is done
    site.awaitConverged(uid, site.push("a", "b", "c"));
    site.awaitOurs(uid, "a", "b", "c");
    assertThat(site.ordinals("a"))
        .as("versions of an object that all plans name")
        .startsWith(before.toArray(Integer[]::new))
        .hasSize(before.size() + 1);
    site.assertNoObjectWentBackwards();
  }

  private String converged(boolean finalizer) {
    String commit = site.push("a");
    String uid = site.create(finalizer);
    site.awaitConverged(uid, commit);
    return uid;
  }

  /** Does something, and has the service that works for it stand still in the middle. */
  private StandStill standsStill(KillPoint point, Runnable work) {
    StandStill still = StandStill.at(fleet.members(point.role()).get(0).process(), point, 1);
    work.run();
    assertThat(still.await(COMES_BY_WITHIN)).as("comes by %s", point).isTrue();
    return still;
  }

  private void awaitForgotten() {
    Records records = new Records(fleet.bootstrapServers());
    for (Topic topic : List.of(Topic.DESIRED, Topic.INVENTORY, Topic.SYNCS, Topic.VERDICTS)) {
      Waiting.until(
          Load.PATIENCE,
          () -> site.key() + " is remembered in " + topic,
          () -> records.forgotten(topic, site.key()));
    }
  }
}
