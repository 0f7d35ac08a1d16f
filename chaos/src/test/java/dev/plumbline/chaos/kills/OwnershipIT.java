package dev.plumbline.chaos.kills;

import dev.plumbline.chaos.Extent;
import dev.plumbline.testkit.harness.Fleet;
import dev.plumbline.testkit.harness.Fleet.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two instances of each service share the partitions. Some are stopped at an instruction for so
 * long that the other has taken over and written when they go on, not knowing of it; some are
 * killed; some leave and come back.
 */
@ExtendWith(ChaosFleet.class)
class OwnershipIT {

  private static final List<String> WRITERS = List.of("drift-detector", "applier");
  private static final int FULL_ROUNDS = 6;
  private static final int STRIKES_A_ROUND = 5;
  private static final int TIMES_AT_EACH_BRINK = 3;

  /** Where a stale owner does the most harm: one instruction before it writes to the world. */
  private static final List<KillPoint> BRINKS =
      List.of(
          KillPoint.APPLIER_BEFORE_APPLY,
          KillPoint.DETECTOR_BEFORE_STATUS,
          KillPoint.APPLIER_BEFORE_DELETE,
          KillPoint.APPLIER_BEFORE_COMMIT,
          KillPoint.DETECTOR_BEFORE_COMMIT);

  private final Extent extent = Extent.asked();

  @Test
  void whoeverOwnsWhatAllEndsAsGitWantsItAndNoObjectGoesBackwards(Fleet fleet) {
    // given
    extent.announce("ownership");
    List<String> roles = extent.full() ? Fleet.ROLES : WRITERS;
    try (Load load = new Load(fleet, "ownership", extent.seed(), extent.ofShortOrFull(6, 10), 2)) {
      Striker striker = new Striker(fleet, Striker.UNTIL_OTHERS_HAVE_WRITTEN);
      load.begin();

      // when instances come
      fleet.start(roles);
      Instant begun = Instant.now();

      // and are frozen as owners, and go on as stale ones, and are killed
      List<Strike> strikes = strikes();
      if (extent.full()) {
        comeAndGo(fleet, striker, strikes);
      } else {
        striker.carryOut(strikes);
      }

      // and leave
      leaveOneOfEach(fleet);
      load.finish(Plot::renew);

      // then
      Aftermath aftermath = new Aftermath(load);
      aftermath.checkWithSeveralOwners(Strike.on("notifier", strikes));
      System.out.printf(
          "ownership: %d strikes and two instances of %s in %d s; %s%n",
          strikes.size(),
          roles,
          Duration.between(begun, Instant.now()).toSeconds(),
          aftermath.figures());
    } finally {
      leaveOneOfEach(fleet);
    }
  }

  private static void leaveOneOfEach(Fleet fleet) {
    for (String role : Fleet.ROLES) {
      List<Member> members = fleet.members(role);
      members.subList(0, members.size() - 1).forEach(fleet::remove);
    }
  }

  /** In short: the worst place once. In full: all of them thrice, and by chance everywhere else. */
  private List<Strike> strikes() {
    Random random = new Random(extent.seed());
    List<Strike> strikes = new ArrayList<>();
    if (!extent.full()) {
      strikes.add(new Strike(BRINKS.get(0), 1, random.nextInt(2), Strike.Manner.FREEZE));
      return strikes;
    }
    for (int i = 0; i < TIMES_AT_EACH_BRINK; i++) {
      for (KillPoint point : BRINKS) {
        strikes.add(
            new Strike(point, 1 + random.nextInt(2), random.nextInt(2), Strike.Manner.FREEZE));
      }
    }
    int left = FULL_ROUNDS * STRIKES_A_ROUND - strikes.size();
    strikes.addAll(Strike.of(extent.seed(), left, KillPoint.of(Fleet.ROLES), 2));
    return strikes;
  }

  /** Between the strikes an instance of each service in turn is stopped, and another started. */
  private void comeAndGo(Fleet fleet, Striker striker, List<Strike> strikes) {
    for (int round = 0; round < FULL_ROUNDS; round++) {
      striker.carryOut(strikes.subList(round * STRIKES_A_ROUND, (round + 1) * STRIKES_A_ROUND));
      String role = Fleet.ROLES.get(round % Fleet.ROLES.size());
      fleet.remove(fleet.members(role).get(round % 2));
      fleet.start(List.of(role));
    }
  }
}
