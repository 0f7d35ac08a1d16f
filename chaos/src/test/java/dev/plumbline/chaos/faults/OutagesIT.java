package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.chaos.Extent;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.embedded.Fault;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.FaultyApi;
import dev.plumbline.testkit.harness.FaultyApi.Request;
import dev.plumbline.testkit.harness.Stage;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Plumbline depends on is away or misbehaves for a while, and is well again: what happened
 * meanwhile is caught up with, nothing is lost and nothing is deleted.
 */
@ExtendWith(OneWorld.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutagesIT {

  private final World world;
  private final Stage stage;
  private Shop shop;
  private int shops;

  OutagesIT(World world, Stage stage) {
    this.world = world;
    this.stage = stage;
  }

  /** One for each test: who edits the same object again and again has to wait, rightly. */
  @BeforeEach
  void openShop() {
    shop = Shop.open(stage, "shop-" + shops++);
  }

  @AfterEach
  void healGit() {
    stage.git().fault().none();
  }

  /** A way in which an API server is no help, and whether it belongs to every build. */
  record ApiTrouble(String name, boolean always, Consumer<FaultyApi> fault) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<ApiTrouble> apiTroubles() {
    return Stream.of(
            new ApiTrouble("is stopped", true, FaultyApi::stop),
            new ApiTrouble(
                "answers 500 to writes", false, api -> api.answer(500, -1, Request::writes)),
            new ApiTrouble("answers 500", false, api -> api.answer(500, -1, any -> true)),
            new ApiTrouble(
                "answers 503, in a second", false, api -> api.answer(503, 1, any -> true)),
            new ApiTrouble("answers 429", false, api -> api.answer(429, -1, any -> true)),
            new ApiTrouble(
                "answers 429, in two s", true, api -> api.answer(429, 2, Request::writes)),
            new ApiTrouble(
                "takes a second", false, api -> api.delay(Duration.ofSeconds(1), r -> true)),
            new ApiTrouble("swallows everything", false, FaultyApi::swallow))
        .filter(trouble -> trouble.always() || Extent.asked().full());
  }

  @ParameterizedTest
  @MethodSource("apiTroubles")
  void whatHappensWhileTheApiServerIsNoHelpIsCaughtUpWith(ApiTrouble trouble) {
    // given
    long before = world.api().troubled();
    trouble.fault().accept(world.api());

    // when: a hand edit and a push go unseen or cannot be carried out
    shop.editByHand();
    String commit = shop.push();
    awaitRendered(commit);
    if (!trouble.name().equals("is stopped")) {
      Waiting.until(
          World.PATIENCE,
          () -> "the API server was not asked for anything",
          () -> world.api().troubled() > before);
    }
    world.api().none();

    // then
    shop.assertAsPushed(commit);
    shop.editByHand();
    awaitHealed();
  }

  @Test
  void watchesThatAreCutOrTooOldAreTakenUpAgain() {
    // given: watches are cut, and whoever comes back is told that history is compacted
    world.api().compactHistory();
    long before = world.api().troubled();
    world.api().cutStreams();
    Waiting.until(
        World.PATIENCE, () -> "no watch came back", () -> world.api().troubled() > before + 2);
    shop.editByHand();

    // when
    world.api().none();

    // then: what was missed is seen, and so is what comes
    awaitHealed();
    shop.editByHand();
    awaitHealed();
  }

  /** A way in which a Git host is no help, and whether it belongs to every build. */
  record GitTrouble(String name, boolean always, Consumer<Fault> fault) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<GitTrouble> gitTroubles() {
    return Stream.of(
            new GitTrouble("closes connections", false, Fault::refuseConnections),
            new GitTrouble("answers 500", false, fault -> fault.status(500)),
            new GitTrouble("answers 429", false, fault -> fault.status(429)),
            new GitTrouble("takes two seconds", false, fault -> fault.delay(Duration.ofSeconds(2))),
            new GitTrouble("serves truncated packs", true, Fault::truncatePacks),
            new GitTrouble("serves old refs", true, Fault::freezeRefs))
        .filter(trouble -> trouble.always() || Extent.asked().full());
  }

  @ParameterizedTest
  @MethodSource("gitTroubles")
  void whatIsPushedWhileTheGitHostIsNoHelpIsCaughtUpWith(GitTrouble trouble) {
    // given
    String first = shop.push();
    shop.assertAsPushed(first);
    long before = stage.git().requests();

    // when: a push is told of, and Git does not show it
    trouble.fault().accept(stage.git().fault());
    String commit = pushPast(trouble);
    Waiting.until(
        World.PATIENCE, () -> "Git was not asked", () -> stage.git().server().requests() > before);
    stage.git().fault().none();

    // then: nobody pushes again, and yet it arrives
    shop.assertAsPushed(commit);
  }

  @Test
  void whileTheBrokerIsAwayNothingIsLostAndNothingIsBelievedToBeDone() {
    // given
    world.broker().stop();
    Waiting.until(
        World.PATIENCE,
        () -> "still ready: " + world.readiness(),
        () -> world.get("/q/health/ready") != 200);

    // when: a webhook is refused, a hand edit cannot be told
    String commit = shop.push();
    shop.editByHand();
    assertThat(world.get("/q/health/live"))
        .as("a broker away is no reason to restart")
        .isEqualTo(200);
    world.broker().startAgain();

    // then: the poller looks at every repository once the broker is back
    shop.assertAsPushed(commit);
    world.awaitReady();
    shop.editByHand();
    awaitHealed();
  }

  @Test
  void aBrokerThatComesAndGoesIsOutlasted() {
    Extent.fullOnly();
    String commit = "";
    for (int again = 0; again < 4; again++) {
      world.broker().stop();
      commit = shop.push();
      world.broker().startAgain();
      if (again % 2 == 0) {
        world.awaitReady();
      }
    }

    shop.assertAsPushed(commit);
  }

  /** A push itself has to get through; the host shows it only when the trouble is over. */
  private String pushPast(GitTrouble trouble) {
    Fault fault = stage.git().fault();
    fault.none();
    stage.git().tells(null);
    if (trouble.name().equals("serves old refs")) {
      fault.freezeRefs();
    }
    String commit = shop.push();
    trouble.fault().accept(fault);
    stage.git().tells(stage.webhook());
    int status = stage.webhook().tell(shop.repository().url(), "refs/heads/main", "", commit);
    assertThat(status).isEqualTo(202);
    return commit;
  }

  private void awaitRendered(String commit) {
    Waiting.until(
        World.PATIENCE,
        () -> "not rendered. " + shop.application().story(),
        () ->
            stage.events().of(RevisionObserved.class, hint -> commit.equals(hint.revision())).size()
                    > 0
                && shop.application().events(RenderResult.Succeeded.class).stream()
                    .anyMatch(result -> result.revisions().get(0).commit().equals(commit)));
  }

  private void awaitHealed() {
    Waiting.until(
        World.PATIENCE,
        () -> "not healed: " + stage.cluster().get(shop.ref("cart")),
        () -> stage.cluster().get(shop.ref("cart")).at("/data/value").asText().startsWith("v"));
  }
}
