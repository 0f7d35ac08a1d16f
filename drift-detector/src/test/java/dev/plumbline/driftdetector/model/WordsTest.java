package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.NAMESPACE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent.ConfirmationRequired;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A person's word when a plan has done a part of it, and the detector is another one since: what is
 * left is not asked for again, and nothing else goes by that word.
 */
class WordsTest {

  private static final String OPTIONS = "argocd.argoproj.io/sync-options";
  private static final ObjectRef CLAIM =
      ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");
  private static final ObjectRef DEFINITION =
      ObjectRef.of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "x.example.com");

  private static List<ConfirmationRequired> asked(Decision decision) {
    return decision.told().stream()
        .filter(ConfirmationRequired.class::isInstance)
        .map(ConfirmationRequired.class::cast)
        .toList();
  }

  private static List<ObjectRef> pruned(PlanMade plan) {
    return plan.prunes().stream().map(Prune::ref).toList();
  }

  private static Scene restarted(Scene scene) {
    scene.shape = null;
    scene.heals = Heals.NONE;
    return scene;
  }

  /** Three objects were confirmed, and the plan that was to delete them has deleted the claim. */
  private static Scene confirmedAndDoneInPart() {
    Scene scene = Scene.converged(WEB, CLAIM, NAMESPACE, DEFINITION).rendered("c1", WEB);
    String digest = asked(scene.judge()).get(0).digest();
    PlanMade plan = scene.confirmed(digest).judge().plan();
    assertThat(pruned(plan)).containsExactlyInAnyOrder(CLAIM, NAMESPACE, DEFINITION);
    scene.failedAfterPruning(plan, CLAIM).judge();
    return restarted(scene).after(Duration.ofSeconds(10));
  }

  @Test
  void theRestOfWhatWasConfirmedIsNotAskedForAgain() {
    // given
    Scene scene = confirmedAndDoneInPart();

    // when
    Decision retry = scene.judge();

    // then
    assertThat(pruned(retry.plan())).containsExactlyInAnyOrder(NAMESPACE, DEFINITION);
    assertThat(asked(retry)).isEmpty();
    scene.carriedOut(retry.plan()).seen(HealthStatus.Healthy).judge();
    assertThat(scene.verdict.confirmed()).isNull();
  }

  @Test
  void norIsTheRestOfADeletion() {
    // given
    Scene scene = new Scene().annotated(CLAIM, OPTIONS, "Delete=confirm");
    scene.annotated(CONFIG, OPTIONS, "Delete=confirm").rendered("c1", WEB, CLAIM, CONFIG);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    String digest = asked(scene.deletedWithFinalizer().judge()).get(0).digest();
    PlanMade plan = scene.confirmed(digest).judge().plan();
    scene.failedAfterPruning(plan, CLAIM);
    assertThat(asked(restarted(scene).judge())).isEmpty();

    // when
    PlanMade again = scene.after(Duration.ofSeconds(10)).judge().plan();

    // then
    assertThat(pruned(again)).contains(CONFIG, WEB);
  }

  @Test
  void anotherObjectOfTheNameIsAskedFor() {
    Scene scene = confirmedAndDoneInPart();
    Applied applied = scene.applied(NAMESPACE);
    scene.replaced(
        NAMESPACE,
        new Applied(
            "another-uid",
            applied.resourceVersion(),
            applied.generation(),
            applied.ownEntryDigest(),
            applied.foreignEntriesDigest(),
            applied.valuesDigest(),
            applied.desiredDigest(),
            applied.mutatedPaths()));

    Decision decision = scene.judge();

    assertThat(asked(decision).get(0).objects()).contains(NAMESPACE);
    assertThat(decision.plan()).isNull();
  }

  @Test
  void whatIsDroppedLaterIsAskedFor() {
    Scene scene = confirmedAndDoneInPart();
    scene.rendered("c1", WEB, NAMESPACE);
    PlanMade rest = scene.judge().plan();
    assertThat(pruned(rest)).containsExactly(DEFINITION);
    scene.failedNow(rest, DEFINITION, "it is held").judge();

    Decision decision = restarted(scene).rendered("c1", WEB).judge();

    assertThat(asked(decision).get(0).objects()).contains(NAMESPACE);
    assertThat(decision.plan()).isNull();
  }

  @Test
  void soIsWhatCameBackAndWentWhileNothingWasPlanned() {
    Scene scene = confirmedAndDoneInPart();
    scene.suspend = true;
    scene.rendered("c1", WEB, NAMESPACE, DEFINITION).judge();
    restarted(scene).rendered("c1", WEB).judge();
    scene.suspend = false;

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(asked(decision)).hasSize(1);
  }

  @Test
  void whatNobodyKnowsOfIsAskedAboutOnceThoughItIsSeenAgainOnlyLater() {
    // given
    Scene scene = Scene.converged(WEB).stray(CLAIM, Finding.EXTRA);
    String digest = asked(scene.judge()).get(0).digest();
    Observation stray = scene.observations.remove(CLAIM.id());
    assertThat(restarted(scene).judge().told()).isEmpty();
    scene.confirmed(digest).judge();

    // when
    scene.observations.put(CLAIM.id(), stray);
    Decision decision = scene.judge();

    // then
    assertThat(asked(decision)).isEmpty();
    assertThat(pruned(decision.plan())).containsExactly(CLAIM);
  }

  @Test
  void aWordOfAnEarlierReleaseIsForWhatItsDigestIs() {
    Scene scene = Scene.converged(WEB, CLAIM, NAMESPACE).rendered("c1", WEB);
    String digest = asked(scene.judge()).get(0).digest();
    scene.suspend = true;
    scene.confirmed(digest).judge();
    scene.confirmedBefore(new Confirmation(digest, "bob", Scene.START, null));
    scene.suspend = false;

    assertThat(pruned(scene.judge().plan())).containsExactlyInAnyOrder(CLAIM, NAMESPACE);
  }

  @Test
  void threeThousandObjectsTakeThirtyTwoKilobytes() {
    List<String> lines =
        IntStream.range(0, 3000).mapToObj(i -> "v1/ConfigMap/shop/c" + i + " uid-" + i).toList();

    String packed = ConfirmedObjects.of(lines).packed();

    assertThat(packed).hasSize(32_000);
    ConfirmedObjects read =
        ConfirmedObjects.of(new Confirmation("digest", "bob", Scene.START, packed));
    assertThat(read.include(lines)).isTrue();
    assertThat(read.include(List.of("v1/ConfigMap/shop/c1 uid-2"))).isFalse();
    assertThat(read.without(lines.subList(0, 1)).include(lines)).isFalse();
  }
}
