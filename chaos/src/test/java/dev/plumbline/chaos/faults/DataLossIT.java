package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.chaos.Extent;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * All that Kafka held is lost. Git says what should be and the clusters say what is: everything is
 * applied again, which changes nothing; only then goes what Git dropped meanwhile, known by its
 * mark.
 */
@ExtendWith(OneWorld.class)
class DataLossIT {

  private final World world;
  private final Stage stage;

  DataLossIT(World world, Stage stage) {
    this.world = world;
    this.stage = stage;
  }

  @Test
  void whatKafkaHeldIsRebuiltFromGitAndTheClusterWithoutTouchingAnything() {
    Extent.fullOnly();
    // given: one application as Git wants it, and one of which Git drops an object in that moment
    Shop shop = Shop.open(stage, "shop");
    Shop shrinking = Shop.open(stage, "shrinking");
    Map<String, String> before = shop.resourceVersions();
    Map<String, String> kept = shrinking.resourceVersions();
    kept.remove("stock");

    // when
    stage.git().tells(null);
    shrinking.repository().delete("stock.yaml");
    String shrunk = shrinking.repository().push("Drop the stock");
    world.loseKafka();
    stage.git().tells(stage.webhook());

    // then: it goes on by itself
    shop.application().await(PlanMade.class, any -> true);
    shop.application().awaitConverged(shop.head());
    shrinking.application().awaitConverged(shrunk);
    shop.application().awaitReadyAt(shop.head());
    world.awaitReady();

    // and: nothing was written, and only what Git dropped was pruned, after all else
    assertThat(shop.resourceVersions()).isEqualTo(before);
    assertThat(shop.application().events(PlanMade.class))
        .allSatisfy(plan -> assertThat(plan.prunes()).isEmpty());
    stage.awaitGone(shrinking.ref("stock"));
    kept.forEach((part, version) -> assertThat(shrinking.resourceVersion(part)).isEqualTo(version));
    List<PlanMade> plans = shrinking.application().events(PlanMade.class);
    assertThat(plans.get(plans.size() - 1).waves()).isEmpty();
    assertThat(plans.subList(0, plans.size() - 1))
        .allSatisfy(plan -> assertThat(plan.prunes()).isEmpty());

    // and: it was said
    assertThat(world.services().out())
        .contains("Kafka has lost its data")
        .contains("What was remembered of an application is lost")
        .contains("application=" + shop.application().key());

    // and: all is as before
    shop.assertAsPushed(shop.push());
    shop.editByHand();
    Waiting.until(
        World.PATIENCE,
        () -> "not healed",
        () -> stage.cluster().get(shop.ref("cart")).at("/data/value").asText().startsWith("v"));
    assertThat(shop.application().live().at("/status/history/0/revision").asText())
        .isEqualTo(shop.head());
  }
}
