package dev.plumbline.chaos.kills;

import dev.plumbline.chaos.Extent;
import dev.plumbline.testkit.harness.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One process for each service, killed and frozen again and again under load. */
@ExtendWith(ChaosFleet.class)
class KillsIT {

  private static final int SHORT = 6;
  private static final int FULL = 200;
  private static final int EVERY_NTH_IS_A_FREEZE = 6;

  private final Extent extent = Extent.asked();

  @Test
  void whateverIsKilledAllEndsAsGitWantsItAndIsToldOnce(Fleet fleet) {
    // given
    extent.announce("kills");
    List<Strike> strikes =
        Strike.of(
            extent.seed(),
            extent.ofShortOrFull(SHORT, FULL),
            KillPoint.of(Fleet.ROLES),
            EVERY_NTH_IS_A_FREEZE);
    try (Load load =
        new Load(
            fleet,
            "kills",
            extent.seed(),
            extent.ofShortOrFull(4, 10),
            extent.ofShortOrFull(2, 4))) {

      // when
      Instant begun = Instant.now();
      load.begin();
      new Striker(fleet, Striker.UNTIL_TAKEN_FOR_DEAD).carryOut(strikes);
      Instant struck = Instant.now();
      load.finish(Plot::renew);

      // then
      Aftermath aftermath = new Aftermath(load);
      aftermath.check(Strike.on("notifier", strikes));
      System.out.printf(
          "%d strikes in %d s, all at the newest commit %d s later; %s%n",
          strikes.size(),
          Duration.between(begun, struck).toSeconds(),
          Duration.between(struck, Instant.now()).toSeconds(),
          aftermath.figures());
    }
  }
}
