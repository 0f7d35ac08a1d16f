package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.NAMESPACE;
import static dev.plumbline.driftdetector.model.Scene.SERVICE;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.ApplyOptions;
import dev.plumbline.contracts.events.PlanMade.NamespaceMetadata;
import dev.plumbline.contracts.events.PlanMade.Skipped;
import dev.plumbline.contracts.events.SsaPolicy;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.contracts.resources.Application.CommonMetadata;
import dev.plumbline.contracts.resources.Application.Retry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How objects say they are to be applied, and what plans make of that. */
class PlanOptionsTest {

  private static final String OPTIONS = "argocd.argoproj.io/sync-options";
  private static final String SSA = "kustomize.toolkit.fluxcd.io/ssa";
  private static final ObjectRef CLAIM =
      ObjectRef.of("v1", "PersistentVolumeClaim", "shop", "data");

  private static @Nullable ApplyOptions options(PlanMade plan, ObjectRef ref) {
    return plan.waves().stream()
        .flatMap(wave -> wave.applies().stream())
        .filter(apply -> apply.ref().sameObject(ref))
        .findFirst()
        .orElseThrow()
        .options();
  }

  private static Scene converged(Scene scene, ObjectRef... refs) {
    scene.rendered("c1", refs);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    return scene;
  }

  @Test
  void whereNothingIsSaidAnObjectIsAppliedAsUsual() {
    PlanMade plan = new Scene().rendered("c1", WEB).judge().plan();

    assertThat(options(plan, WEB)).isNull();
    assertThat(plan.timeoutMillis()).isNull();
    assertThat(plan.serviceAccount()).isNull();
    assertThat(plan.skipped()).isNull();
    assertThat(plan.namespaceMetadata()).isNull();
  }

  @Test
  void theApplicationsOptionsHoldUnlessTheObjectSaysOtherwise() {
    Scene scene = new Scene().annotated(SERVICE, OPTIONS, "Replace=false,Force=true");
    scene.syncOptions.addAll(List.of("Replace=true", "Validate=false"));

    PlanMade plan = scene.rendered("c1", WEB, SERVICE).judge().plan();

    assertThat(options(plan, WEB)).isEqualTo(new ApplyOptions(null, true, false, true, null));
    assertThat(options(plan, SERVICE))
        .isEqualTo(
            new ApplyOptions(
                null,
                false,
                true,
                true,
                "its cluster IP, node ports and the load balancer's address"));
  }

  @Test
  void whatHoldsMoreThanItselfIsMadeAnewOnlyIfItSaysSoItself() {
    Scene scene = new Scene();
    scene.syncOptions.add("Force=true");
    PlanMade byApplication = scene.rendered("c1", WEB, CLAIM, NAMESPACE).judge().plan();
    PlanMade byItself =
        new Scene()
            .annotated(CLAIM, "kustomize.toolkit.fluxcd.io/force", "enabled")
            .rendered("c1", CLAIM)
            .judge()
            .plan();

    assertThat(options(byApplication, CLAIM)).isNull();
    assertThat(options(byApplication, NAMESPACE)).isNull();
    ApplyOptions web = options(byApplication, WEB);
    assertThat(web.recreate()).isTrue();
    assertThat(web.loses()).contains("ReplicaSets");
    assertThat(options(byItself, CLAIM).loses()).contains("volume");
  }

  @Test
  void eachKindSaysWhatItLoses() {
    Set<String> texts = new HashSet<>();
    for (String kind :
        List.of("batch/v1 Job", "apps/v1 StatefulSet", "v1 Secret", "v1 Service", "v1 Namespace")) {
      String[] parts = kind.split(" ");
      texts.add(Losses.of(ObjectRef.of(parts[0], parts[1], "shop", "x")));
    }

    assertThat(texts).hasSize(5).noneMatch(String::isBlank);
    assertThat(Losses.of(ObjectRef.of("example.com/v1", "Job", "shop", "x"))).contains("uid");
  }

  @Test
  void whatIsToBeIgnoredIsNeverAppliedAndNeverOutOfSync() {
    Scene scene =
        new Scene()
            .annotated(CONFIG, SSA, "Ignore")
            .annotated(SERVICE, "kustomize.toolkit.fluxcd.io/reconcile", "disabled")
            .rendered("c1", WEB, CONFIG, SERVICE);

    PlanMade plan = scene.judge().plan();
    scene.carriedOut(plan).seen(HealthStatus.Healthy);
    Decision decision = scene.judge();

    assertThat(plan.waves()).hasSize(1);
    assertThat(plan.waves().get(0).applies()).hasSize(1);
    assertThat(plan.skipped()).extracting(Skipped::ref).containsExactlyInAnyOrder(CONFIG, SERVICE);
    assertThat(plan.desiredObjects()).contains(CONFIG, SERVICE);
    assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.Synced);
    assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("True/Converged");
  }

  @Test
  void oneThatWasAppliedBeforeItIsIgnoredIsLeftAsItIsWhateverHappens() {
    Scene scene = converged(new Scene(), WEB, CONFIG);
    scene.annotated(CONFIG, SSA, "Ignore").rendered("c1", WEB, CONFIG);
    assertThat(scene.judge().plan()).isNull();

    scene.found(CONFIG, Scene.changed("data.a", "kubectl"));
    Decision changed = scene.judge();
    assertThat(changed.plan()).isNull();
    assertThat(changed.verdict().drifts()).isEmpty();

    scene.found(CONFIG, Finding.ABSENT);
    Decision gone = scene.judge();
    assertThat(gone.plan()).isNull();
    assertThat(Statuses.reason(gone.status(), "Ready")).isEqualTo("True/Converged");
  }

  @Test
  void whatIsOnlyCreatedIsNoDriftAndNoNewsButIsMadeAgainWhenItIsGone() {
    Scene scene = converged(new Scene().annotated(CONFIG, SSA, "IfNotPresent"), WEB, CONFIG);
    assertThat(scene.rendered("c2", CONFIG, WEB).judge().plan().waves().get(0).applies())
        .extracting(apply -> apply.ref())
        .containsExactly(WEB);

    Scene other = converged(new Scene().annotated(CONFIG, SSA, "IfNotPresent"), WEB, CONFIG);
    other.found(CONFIG, Scene.changed("data.a", "kubectl"));
    assertThat(other.judge().plan()).isNull();
    assertThat(other.verdict.drifts()).isEmpty();

    other.found(CONFIG, Finding.ABSENT);
    Decision gone = other.judge();
    assertThat(gone.verdict().drifts())
        .extracting(ObjectDrift::kind)
        .containsExactly(ObjectDrift.Kind.MISSING);
    assertThat(options(gone.plan(), CONFIG).ssa()).isEqualTo(SsaPolicy.IF_NOT_PRESENT);
  }

  @Test
  void whatWasThereAlreadyAndIsOnlyCreatedIsNotPlannedForEver() {
    Scene scene = new Scene().annotated(CONFIG, SSA, "IfNotPresent").rendered("c1", WEB, CONFIG);
    scene.carriedOut(scene.judge().plan()).forgotten(CONFIG).seen(HealthStatus.Healthy);

    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.verdict.sync()).isEqualTo(SyncStatus.Synced);
  }

  @Test
  void deadlineAccountAndNamespaceGoWithThePlan() {
    Scene scene = new Scene();
    scene.createNamespace = true;
    scene.timeout = "5m";
    scene.serviceAccount = "deployer";
    scene.namespaceMetadata = new CommonMetadata(Map.of("team", "shop"), Map.of("note", "x"));

    PlanMade plan = scene.rendered("c1", WEB).judge().plan();

    assertThat(plan.timeoutMillis()).isEqualTo(Duration.ofMinutes(5).toMillis());
    assertThat(plan.serviceAccount()).isEqualTo("deployer");
    assertThat(plan.createNamespace()).isEqualTo("shop");
    assertThat(plan.namespaceMetadata())
        .isEqualTo(new NamespaceMetadata(Map.of("team", "shop"), Map.of("note", "x")));
  }

  @Test
  void whatIsAcceptedAndNotFollowedIsTold() {
    Scene scene = new Scene().annotated(WEB, OPTIONS, "ServerSideApply=false");
    scene.syncOptions.addAll(List.of("FailOnSharedResource=false", "ServerSideApply=true"));

    Decision decision = scene.rendered("c1", WEB).judge();

    assertThat(Statuses.reason(decision.status(), "SyncOptionNotFollowed"))
        .isEqualTo("True/FailOnSharedResource");
    assertThat(Statuses.message(decision.status(), "SyncOptionNotFollowed"))
        .contains("spec.syncPolicy.syncOptions: FailOnSharedResource=false")
        .contains("Deployment shop/web: ServerSideApply=false");
  }

  @Test
  void anOptionThatMeansNothingIsAnObstacleSinceItMightForbid() {
    Scene scene = new Scene();
    scene.syncOptions.add("Prune=no");

    Decision decision = scene.rendered("c1", WEB).judge();

    assertThat(decision.plan()).isNull();
    assertThat(Statuses.reason(decision.status(), "Stalled")).isEqualTo("True/InvalidSyncOption");
    assertThat(Statuses.message(decision.status(), "Ready"))
        .contains("spec.syncPolicy.syncOptions", "'Prune=no'", "confirm");
  }

  @Test
  void retriesAreSpreadByAFifthAndAlwaysAlikeForOnePlan() {
    Set<Duration> pauses = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Duration pause = Jitter.of("plan-" + i).apply(Duration.ofSeconds(10));
      assertThat(pause).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
      assertThat(Jitter.of("plan-" + i).apply(Duration.ofSeconds(10))).isEqualTo(pause);
      pauses.add(pause);
    }

    assertThat(pauses).hasSizeGreaterThan(150);
    assertThat(Jitter.longest(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void twoThatWantOneObjectAreBothTold() {
    Scene owner = converged(new Scene(), WEB);
    owner.claimants.put(WEB.id(), "team/other");
    owner.judge();
    Scene loser = new Scene().rendered("c1", WEB);
    PlanMade plan = loser.judge().plan();
    loser.failedWith(plan, new ObjectFailure(WEB, "OwnedByAnother", "it is team/shop's", true));
    loser.judge();

    assertThat(Statuses.reason(owner.status, "SharedResource")).isEqualTo("True/ClaimedByAnother");
    assertThat(Statuses.message(owner.status, "SharedResource"))
        .contains("Deployment shop/web", "team/other");
    assertThat(Statuses.reason(loser.status, "SharedResource")).isEqualTo("True/OwnedByAnother");
    assertThat(Statuses.message(loser.status, "SharedResource")).contains("it is team/shop's");
  }

  @Test
  void thatStandsWhileItIsTriedAgainAndIsOverWhenItIsOver() {
    Scene loser = new Scene().rendered("c1", WEB);
    loser.failedWith(
        loser.judge().plan(), new ObjectFailure(WEB, "OwnedByAnother", "it is another's", true));
    loser.judge();
    PlanMade again = loser.after(Duration.ofSeconds(6)).judge().plan();
    loser.written(again, -1).judge();
    assertThat(Statuses.reason(loser.status, "SharedResource")).isEqualTo("True/OwnedByAnother");

    loser.carriedOut(again).seen(HealthStatus.Healthy).judge();

    assertThat(Statuses.reason(loser.status, "SharedResource")).isEqualTo("absent");
  }

  @Test
  void anotherCommitDoesNotMakeAnybodyForgetThatTwoWantOneObject() {
    Scene loser = refused(new Scene().rendered("c1", WEB, CONFIG));

    loser.rendered("c2", WEB, CONFIG);
    PlanMade next = loser.judge().plan();
    String planned = Statuses.reason(loser.status, "SharedResource");
    loser.written(next, -1).judge();
    String written = Statuses.reason(loser.status, "SharedResource");

    assertThat(List.of(planned, written)).containsOnly("True/OwnedByAnother");
    assertThat(Statuses.message(loser.status, "SharedResource")).contains("it is team/shop's");
  }

  @Test
  void itIsOverWhenGitDropsTheObject() {
    Scene loser = refused(new Scene().rendered("c1", WEB, CONFIG));

    loser.rendered("c2", CONFIG).judge();

    assertThat(Statuses.reason(loser.status, "SharedResource")).isEqualTo("absent");
  }

  @Test
  void whatIsHandedOverIsTakenAtOnceHoweverLongTheNextAttemptWouldBeAway() {
    Scene loser = new Scene();
    loser.retry = new Retry(0, null);
    refused(loser.rendered("c1", WEB));
    assertThat(loser.after(Duration.ofHours(1)).judge().plan()).isNull();

    loser.handedOver(WEB);
    PlanMade plan = loser.judge().plan();

    assertThat(plan).isNotNull();
    assertThat(plan.waves().get(0).applies()).extracting(PlanMade.Apply::ref).containsExactly(WEB);
    assertThat(loser.carriedOut(plan).seen(HealthStatus.Healthy).judge().plan()).isNull();
    assertThat(Statuses.reason(loser.status, "SharedResource")).isEqualTo("absent");
  }

  @Test
  void whatIsHandedOverWaitsForAPersonWhereSyncsAreNotAutomated() {
    Scene loser = refused(new Scene().rendered("c1", WEB));
    loser.automatic = false;

    loser.handedOver(WEB);

    assertThat(loser.judge().plan()).isNull();
  }

  private static Scene refused(Scene loser) {
    loser.failedWith(
        loser.judge().plan(), new ObjectFailure(WEB, "OwnedByAnother", "it is team/shop's", false));
    loser.judge();
    assertThat(Statuses.reason(loser.status, "SharedResource")).isEqualTo("True/OwnedByAnother");
    return loser;
  }
}
