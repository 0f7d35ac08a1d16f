package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.NAMESPACE;
import static dev.plumbline.driftdetector.model.Scene.SERVICE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.DriftEvent.ConfirmationRequired;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.PlanMade.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Git dropped, and what has to happen before it is deleted. */
class PruneGuardTest {

  private static final String OPTIONS = "argocd.argoproj.io/sync-options";
  private static final ObjectRef CLAIM =
      ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");

  private static ObjectRef config(int number) {
    return ObjectRef.of("v1", "ConfigMap", "shop", "c" + number);
  }

  private static ObjectRef[] configs(int from, int to) {
    return IntStream.range(from, to).mapToObj(PruneGuardTest::config).toArray(ObjectRef[]::new);
  }

  private static List<ConfirmationRequired> asked(Decision decision) {
    return decision.told().stream()
        .filter(ConfirmationRequired.class::isInstance)
        .map(ConfirmationRequired.class::cast)
        .toList();
  }

  private static String digest(Decision decision) {
    return asked(decision).get(0).digest();
  }

  private static List<ObjectRef> pruned(PlanMade plan) {
    return plan == null ? List.of() : plan.prunes().stream().map(Prune::ref).toList();
  }

  private static Scene converged(Scene scene, ObjectRef... refs) {
    scene.rendered("c1", refs);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    return scene;
  }

  @Test
  void halfOfTheObjectsGoAndMoreThanHalfWait() {
    Scene half = Scene.converged(configs(0, 10)).rendered("c1", configs(0, 5));
    Scene more = Scene.converged(configs(0, 10)).rendered("c1", configs(0, 4));

    assertThat(half.judge().plan().prunes()).hasSize(5);
    Decision decision = more.judge();

    assertThat(decision.plan()).isNull();
    assertThat(asked(decision)).hasSize(1);
    assertThat(asked(decision).get(0).objects()).hasSize(6).contains(config(9));
    assertThat(asked(decision).get(0).reason()).contains("6 of 10 objects", "50%");
    assertThat(Statuses.message(decision.status(), "ConfirmationRequired"))
        .contains("./plumbline confirm team/shop", Words.ANNOTATION + ": " + digest(decision));
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("False/ConfirmationRequired");
    assertThat(Statuses.reason(decision.status(), "Reconciling")).isEqualTo("absent");
  }

  @Test
  void fewObjectsAreNeverTooMany() {
    Scene scene = Scene.converged(configs(0, 4)).rendered("c1", config(0));

    assertThat(pruned(scene.judge().plan())).hasSize(3);
  }

  @Test
  void theApplicationsOwnShareGoesBeforeTheSetting() {
    Scene strict = Scene.converged(configs(0, 20)).rendered("c1", configs(0, 14));
    strict.confirmPruningAbove = "25%";
    Scene free = Scene.converged(configs(0, 10)).rendered("c1", config(0));
    free.confirmPruningAbove = "100%";

    assertThat(asked(strict.judge())).hasSize(1);
    assertThat(pruned(free.judge().plan())).hasSize(9);
  }

  @Test
  void theRestOfTheSyncGoesOnAndTheQuestionIsAskedOnce() {
    Scene scene = Scene.converged(configs(0, 10)).rendered("c2", configs(0, 4));

    Decision decision = scene.judge();
    assertThat(decision.plan().prunes()).isEmpty();
    assertThat(decision.plan().waves().get(0).applies()).hasSize(4);
    assertThat(decision.plan().skipped()).hasSize(6);
    assertThat(asked(decision)).hasSize(1);
    scene.carriedOut(decision.plan()).seen(HealthStatus.Healthy);

    Decision after = scene.judge();
    assertThat(after.plan()).isNull();
    assertThat(asked(after)).isEmpty();
    assertThat(after.verdict().drifts())
        .extracting(ObjectDrift::kind)
        .containsOnly(ObjectDrift.Kind.NOT_PRUNED);
    assertThat(after.verdict().drifts().get(0).whyNot()).startsWith("waits for confirmation: ");
    assertThat(scene.judge().events(scene.verdict)).isEmpty();
  }

  @Test
  void objectsThatComeWithTheSameCommitDoNotMakeTheShareSmaller() {
    Scene scene = Scene.converged(configs(0, 10)).rendered("c1", configs(10, 22));
    Decision decision = scene.judge();
    assertThat(asked(decision)).hasSize(1);
    scene.carriedOut(decision.plan()).seen(HealthStatus.Healthy);

    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.after(Duration.ofHours(1)).judge().plan()).isNull();
  }

  @Test
  void aWordIsTakenForJustWhatWasAskedAndSurvivesARestart() {
    Scene scene = Scene.converged(configs(0, 10)).rendered("c1", configs(0, 4));
    String digest = digest(scene.judge());
    assertThat(scene.confirmed("all-00000000000000000000000000000000").judge().plan()).isNull();
    scene.suspend = true;
    assertThat(scene.confirmed(digest).judge().plan()).isNull();
    scene.suspend = false;
    scene.shape = null;

    PlanMade plan = scene.judge().plan();

    assertThat(pruned(plan)).hasSize(6);
    assertThat(plan.reason()).isEqualTo(Reason.MANUAL);
    assertThat(plan.trigger().by()).isEqualTo("bob");
    scene.carriedOut(plan).seen(HealthStatus.Healthy).judge();
    assertThat(scene.verdict.asked()).isNull();
    assertThat(scene.verdict.confirmed()).isNull();
    assertThat(Statuses.reason(scene.status, "ConfirmationRequired")).isEqualTo("absent");
    assertThat(Statuses.reason(scene.status, "Ready")).isEqualTo("True/Converged");
  }

  @Test
  void aWordThatComesWhileNothingIsJudgedIsKeptAtOnce() {
    Scene scene = Scene.converged(configs(0, 10)).rendered("c1", configs(0, 4));
    String digest = digest(scene.judge());
    var desired = scene.desired;
    scene.desired = null;
    scene.confirmed(digest).judge();
    scene.desired = desired;

    assertThat(pruned(scene.judge().plan())).hasSize(6);
  }

  @Test
  void whatIsConfirmedIsNotWhatIsDroppedLater() {
    Scene scene = Scene.converged(configs(0, 10)).rendered("c1", configs(0, 4));
    String digest = digest(scene.judge());
    Decision other = scene.rendered("c1", configs(0, 3)).confirmed(digest).judge();

    assertThat(other.plan()).isNull();
    assertThat(digest(other)).isNotEqualTo(digest);
    assertThat(asked(other).get(0).count()).isEqualTo(7);
  }

  @Test
  void theAnnotationOfTheApplicationConfirmsAsTheCommandDoes() {
    Scene scene = Scene.converged(WEB, CLAIM).rendered("c1", WEB);
    String digest = digest(scene.judge());
    scene.ownAnnotations = Map.of(Words.ANNOTATION, digest);

    PlanMade plan = scene.judge().plan();

    assertThat(pruned(plan)).containsExactly(CLAIM);
    assertThat(plan.trigger().by()).contains(Words.ANNOTATION);
  }

  @Test
  void anAnnotationThatStandsDoesNotConfirmAnotherObjectOfTheName() {
    Scene scene = Scene.converged(WEB, CLAIM).rendered("c1", WEB);
    scene.ownAnnotations = Map.of(Words.ANNOTATION, digest(scene.judge()));
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    scene.rendered("c1", WEB, CLAIM);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();

    Decision again = scene.rendered("c1", WEB).judge();

    assertThat(again.plan()).isNull();
    assertThat(asked(again)).hasSize(1);
  }

  @Test
  void withNamespacesDefinitionsAndVolumeClaimsOnesWordIsAskedAndTheOthersGo() {
    ObjectRef definition =
        ObjectRef.of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "x.example.com");
    Scene scene = Scene.converged(WEB, CONFIG, NAMESPACE, CLAIM, definition).rendered("c1", WEB);

    Decision decision = scene.judge();

    assertThat(pruned(decision.plan())).containsExactly(CONFIG);
    assertThat(asked(decision).get(0).objects())
        .containsExactlyInAnyOrder(CLAIM, NAMESPACE, definition);
    assertThat(asked(decision).get(0).reason()).contains("PersistentVolumeClaim");
  }

  @Test
  void anObjectMaySayItselfThatItMayGo() {
    Scene scene = converged(new Scene().annotated(CLAIM, OPTIONS, "Prune=true"), WEB, CLAIM);

    assertThat(pruned(scene.rendered("c1", WEB).judge().plan())).containsExactly(CLAIM);
  }

  @Test
  void anObjectThatSaysPruneFalseStaysAndTheApplicationIsStillAsItShouldBe() {
    Scene scene =
        converged(
            new Scene().annotated(CONFIG, "kustomize.toolkit.fluxcd.io/prune", "disabled"),
            WEB,
            CONFIG);
    Decision decision = scene.rendered("c1", WEB).judge();

    assertThat(decision.plan()).isNull();
    assertThat(decision.verdict().drifts().get(0).whyNot()).isEqualTo("it says Prune=false");
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("True/Converged");
    assertThat(asked(decision)).isEmpty();
  }

  @Test
  void theApplicationMaySayItForAllAndAnObjectOtherwise() {
    Scene scene = new Scene().annotated(SERVICE, OPTIONS, "Prune=true");
    scene.syncOptions.add("Prune=false");
    converged(scene, WEB, SERVICE, CONFIG);

    Decision decision = scene.rendered("c1", WEB).judge();

    assertThat(pruned(decision.plan())).containsExactly(SERVICE);
    assertThat(decision.plan().skipped().get(0).why()).contains("spec.syncPolicy.syncOptions");
  }

  @Test
  void pruneConfirmAsksForOneObject() {
    Scene scene = converged(new Scene().annotated(CONFIG, OPTIONS, "Prune=confirm"), WEB, CONFIG);

    Decision decision = scene.rendered("c1", WEB).judge();

    assertThat(asked(decision).get(0).objects()).containsExactly(CONFIG);
    assertThat(pruned(scene.confirmed(digest(decision)).judge().plan())).containsExactly(CONFIG);
  }

  @Test
  void objectsThatNobodyKnowsOfGoUnderTheSameGuard() {
    Scene scene = Scene.converged(WEB).stray(CLAIM, Finding.EXTRA);

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(asked(decision).get(0).objects()).containsExactly(CLAIM);
    assertThat(pruned(scene.confirmed(digest(decision)).judge().plan())).containsExactly(CLAIM);
  }

  @Test
  void whatIsGoneOrBelongsToAnotherIsNotAskedFor() {
    Scene scene = Scene.converged(configs(0, 10)).rendered("c1", configs(0, 4));
    for (int i = 4; i < 9; i++) {
      Observation seen = scene.observations.get(config(i).id());
      scene.observations.put(
          config(i).id(),
          new Observation(
              seen.ref(),
              seen.uid(),
              "999",
              1,
              false,
              HealthStatus.Healthy,
              "",
              new Tracking("plumbline", "another", config(i).id()),
              seen.finding(),
              seen.judgedAgainst()));
    }

    assertThat(pruned(scene.judge().plan())).hasSize(6);
  }

  @Test
  void withoutAutomatedSyncNothingIsAskedBeforeAPersonSyncs() {
    Scene scene = Scene.converged(WEB, CLAIM);
    scene.automatic = false;
    assertThat(asked(scene.rendered("c2", WEB).judge())).isEmpty();

    Decision sync = scene.asked().judge();
    assertThat(pruned(sync.plan())).isEmpty();
    scene.carriedOut(sync.plan()).seen(HealthStatus.Healthy).judge();

    assertThat(pruned(scene.confirmed(digest(sync)).judge().plan())).containsExactly(CLAIM);
  }

  @Test
  void aPersonsSyncIsNoConfirmation() {
    Scene scene = Scene.converged(configs(0, 10)).rendered("c1", configs(0, 4));

    assertThat(scene.asked().judge().plan()).isNull();
  }

  @Test
  void anEmptyRenderPrunesNothingAndSaysSo() {
    Scene scene = Scene.converged(WEB, CONFIG).rendered("c2");

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(asked(decision)).isEmpty();
    assertThat(decision.verdict().drifts().get(0).whyNot()).contains("allowEmpty");
    assertThat(Statuses.reason(decision.status(), "Ready")).startsWith("False/");
  }

  @Test
  void anEmptyRenderThatIsAllowedIsStillTooMuchAtOnce() {
    Scene scene = Scene.converged(configs(0, 10));
    scene.allowEmpty = true;

    Decision decision = scene.rendered("c2").judge();

    assertThat(decision.plan()).isNull();
    assertThat(asked(decision).get(0).count()).isEqualTo(10);
  }

  @Test
  void neitherAFailedRenderNorAMissingOneAsksForAnything() {
    Scene scene = Scene.converged(configs(0, 10));
    scene.renderFailure = new RenderFailure("Invalid", "cannot be parsed", 1, List.of());
    Decision failed = scene.judge();
    scene.desired = null;
    Decision missing = scene.judge();

    assertThat(Stream.of(failed, missing).flatMap(d -> asked(d).stream())).isEmpty();
    assertThat(Arrays.asList(failed.plan(), missing.plan())).containsOnlyNulls();
  }

  @Test
  void whatIsLeftOfAConfirmedPruningNeedsNoSecondWord() {
    Scene scene = Scene.converged(WEB, CLAIM, NAMESPACE).rendered("c1", WEB);
    PlanMade plan = scene.confirmed(digest(scene.judge())).judge().plan();
    scene.failedAfterPruning(plan, CLAIM).judge();

    Decision retry = scene.after(Duration.ofSeconds(6)).judge();

    assertThat(pruned(retry.plan())).containsExactly(NAMESPACE);
    assertThat(asked(retry)).isEmpty();
  }

  @Test
  void prunesGoByWaveFromTheHighestAndOptionsGoWithThem() {
    String wave = "argocd.argoproj.io/sync-wave";
    Scene scene =
        new Scene()
            .annotated(CONFIG, wave, "5")
            .annotated(SERVICE, wave, "-1")
            .annotated(SERVICE, OPTIONS, "PruneLast=true,PrunePropagationPolicy=orphan");
    scene.syncOptions.add("PrunePropagationPolicy=foreground");
    converged(scene, WEB, CONFIG, SERVICE, config(1));

    PlanMade plan = scene.rendered("c1", config(1)).judge().plan();

    assertThat(plan.prunes())
        .extracting(p -> p.ref().kind() + " " + p.waveOrDefault() + " " + p.propagation())
        .containsExactly("ConfigMap 5 Foreground", "Deployment 0 Foreground", "Service -1 Orphan");
    assertThat(plan.prunes()).extracting(Prune::goesLast).containsExactly(false, false, true);
    assertThat(plan.steps()).hasSize(2);
  }

  @Test
  void aShareThatIsNoneIsRefused() {
    assertThat(PruneLimits.of("75%", 3)).isEqualTo(new PruneLimits(75, 3));
    for (String wrong : List.of("", "75", "-1%", "101%", "1e1%", "% 5")) {
      assertThatThrownBy(() -> PruneLimits.of(wrong, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + wrong + "'");
    }
    assertThatThrownBy(() -> PruneLimits.of("50%", 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
