package dev.plumbline.chaos.kills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.testkit.harness.Fleet;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrikeTest {

  private static final List<KillPoint> ALL = KillPoint.of(Fleet.ROLES);

  @Test
  void theSameSeedGivesTheSameStrikesAndAnotherGivesOthers() {
    assertThat(Strike.of(7, 200, ALL, 6)).isEqualTo(Strike.of(7, 200, ALL, 6));
    assertThat(Strike.of(7, 200, ALL, 6)).isNotEqualTo(Strike.of(8, 200, ALL, 6));
  }

  @Test
  void everyPointHasItsTurnBeforeAnyHasItsSecond() {
    assertThat(Strike.of(7, ALL.size(), ALL, 6))
        .extracting(Strike::point)
        .containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void aFewStrikesReachEveryService() {
    assertThat(Strike.of(7, Fleet.ROLES.size(), ALL, 6))
        .extracting(strike -> strike.point().role())
        .containsExactlyInAnyOrderElementsOf(Fleet.ROLES);
  }

  @Test
  void manyAreKillsAndSomeAreFreezes() {
    List<Strike> strikes = Strike.of(7, 12, ALL, 6);

    assertThat(Arrays.stream(Strike.Manner.values()))
        .allSatisfy(manner -> assertThat(strikes).extracting(Strike::manner).contains(manner));
  }
}
