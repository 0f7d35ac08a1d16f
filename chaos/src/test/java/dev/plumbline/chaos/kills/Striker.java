package dev.plumbline.chaos.kills;

import dev.plumbline.testkit.harness.Fleet;
import dev.plumbline.testkit.harness.Fleet.Member;
import dev.plumbline.testkit.harness.PlumblineProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Carries out strikes on a fleet, one after the other, and waits for no recovery in between. */
final class Striker {

  /** Longer than a consumer's session, so that the broker gives its partitions away. */
  static final Duration UNTIL_TAKEN_FOR_DEAD = Duration.ofSeconds(8);

  /** Long enough for another instance to have taken over and written. */
  static final Duration UNTIL_OTHERS_HAVE_WRITTEN = Duration.ofSeconds(12);

  private static final Duration ONE_COMES_BY_WITHIN = Duration.ofSeconds(20);
  private static final Duration COMES_BY_WITHIN = Duration.ofSeconds(120);

  private final Fleet fleet;
  private final Duration frozenFor;
  private final List<CompletableFuture<Void>> thaws = new ArrayList<>();

  /**
   * A striker of a fleet.
   *
   * @param frozenFor how long a freeze lasts
   */
  Striker(Fleet fleet, Duration frozenFor) {
    this.fleet = fleet;
    this.frozenFor = frozenFor;
  }

  /** Carries out all, then waits until every process is ready again. */
  void carryOut(List<Strike> strikes) {
    int number = 0;
    for (Strike strike : strikes) {
      number++;
      Instant begun = Instant.now();
      Member member = carryOut(strike);
      System.out.printf(
          "strike %d of %d: %s %s at passage %d of %s, after %d ms%n",
          number,
          strikes.size(),
          strike.manner(),
          member,
          strike.passage(),
          strike.point(),
          Duration.between(begun, Instant.now()).toMillis());
    }
    awaitAllUp();
  }

  /**
   * The instance that is meant may have nothing to do there, as one that owns no partition or leads
   * nobody: then it is another's turn.
   */
  private Member carryOut(Strike strike) {
    List<Member> members = fleet.members(strike.point().role());
    Instant end = Instant.now().plus(COMES_BY_WITHIN);
    for (int i = strike.instance(); Instant.now().isBefore(end); i++) {
      Member member = members.get(i % members.size());
      member.awaitReady();
      if (strikes(member, strike)) {
        return member;
      }
    }
    throw new AssertionError("none of " + members + " came by " + strike);
  }

  private boolean strikes(Member member, Strike strike) {
    PlumblineProcess process = member.process();
    StandStill still = StandStill.at(process, strike.point(), strike.passage());
    if (!still.await(ONE_COMES_BY_WITHIN)) {
      still.close();
      return false;
    }
    if (strike.manner() == Strike.Manner.KILL) {
      process.kill();
      still.close();
      member.startAgain();
      return true;
    }
    process.freeze();
    thaws.add(
        CompletableFuture.runAsync(
            () -> {
              process.thaw();
              still.close();
            },
            CompletableFuture.delayedExecutor(frozenFor.toMillis(), TimeUnit.MILLISECONDS)));
    return true;
  }

  /** Waits until nobody is frozen any more and every process is ready. */
  void awaitAllUp() {
    thaws.forEach(CompletableFuture::join);
    thaws.clear();
    fleet.members().forEach(Member::awaitReady);
  }
}
