package dev.plumbline.driftdetector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.Inventory.Phase;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.testkit.Waiting;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class DetectorPipelineTest extends Pipeline {

  private DriftEvent.Detected detected() {
    return log.await(SOON, DriftEvent.Detected.class, e -> e.application().equals(key));
  }

  /** Two objects, applied, healthy and told so. */
  private void converged() throws Exception {
    desire(config("a", "1"), web("web:1"));
    applier.carryOut(plan(1));
    awaitTold("ConvergenceReached");
  }

  @Test
  void aRenderIsPlannedAndConvergesOnceItsObjectsAreSeenHealthy() throws Exception {
    desire(config("a", "1"), web("web:1"));
    PlanMade plan = plan(1);
    awaitStatus("Ready", "Syncing");
    assertThat(told()).isEmpty();

    applier.carryOut(plan);

    awaitTold("ConvergenceReached");
    JsonNode status = awaitStatus("Ready", "Converged");
    assertThat(status.path("sync").path("status").asText()).isEqualTo("Synced");
    assertThat(status.path("sync").path("revision").asText()).isEqualTo("c1");
    assertThat(status.path("health").path("status").asText()).isEqualTo("Healthy");
    assertThat(status.path("resources")).hasSize(2);
    assertThat(status.path("history").get(0).path("revision").asText()).isEqualTo("c1");
    assertThat(plans()).hasSize(1);
    assertThat(detector.registry.get("plumbline.app.state").tag("app", key.toString()).gauge())
        .isNotNull();
  }

  @Test
  void aHandEditIsToldWithItsManagerAndClearedOnceHealed() throws Exception {
    converged();

    edit(webRef(), "kubectl-edit", "{\"spec\":{\"replicas\":3}}");

    ObjectDrift drift = detected().objects().get(0);
    assertThat(drift.manager()).isEqualTo("kubectl-edit");
    assertThat(drift.paths()).extracting(p -> p.path()).containsExactly("spec.replicas");
    PlanMade heal = plan(2);
    assertThat(heal.reason()).isEqualTo(PlanMade.Reason.SELF_HEAL);
    applier.carryOut(heal);
    Waiting.until(SOON, () -> "told " + told(), () -> told().contains("Cleared"));
    assertThat(read(webRef()).path("spec").path("replicas").asInt()).isEqualTo(1);
    assertThat(plans()).hasSize(2);
  }

  @Test
  void aChangeOfASecretIsToldWithoutItsValue() throws Exception {
    ObjectRef secret = ObjectRef.of("v1", "Secret", namespace, "s");
    desire(manifest(secret, "{\"data\":{\"p\":\"Y2FuYXJ5LW9uZQ==\"}}"));
    applier.carryOut(plan(1));
    awaitTold("ConvergenceReached");

    edit(secret, "kubectl-edit", "{\"data\":{\"p\":\"Y2FuYXJ5LXR3bw==\"}}");

    assertThat(detected().objects().get(0).paths().get(0).live()).isEqualTo("(secret)");
    assertThat(log.raw()).noneMatch(r -> r.contains("Y2FuYXJ5") || r.contains("canary"));
  }

  @Test
  void fieldsOfOthersAreNeitherToldNorRead() throws Exception {
    converged();
    int reads = requests("get");
    edit(webRef(), "other", "{\"metadata\":{\"labels\":{\"other/note\":\"x\"}}}");
    hand.patch(
        webRef(),
        "status",
        PatchType.MERGE,
        Json.mapper().readTree("{\"status\":{\"observedGeneration\":1}}"),
        "other");

    edit(webRef(), "kubectl-edit", "{\"spec\":{\"replicas\":3}}");

    assertThat(detected().objects()).hasSize(1);
    assertThat(told()).containsExactly("ConvergenceReached", "Detected");
    int controllersOwnWrites = testCluster.sandbox() == null ? 1 : 0;
    assertThat(requests("get") - reads).isBetween(1, 1 + controllersOwnWrites);
  }

  @Test
  void ownershipThatIsLostIsTakenBackWithoutAWord() throws Exception {
    converged();

    edit(configRef("a"), "other", "{\"metadata\":{\"managedFields\":[{}]}}");

    assertThat(plan(2).reason()).isEqualTo(PlanMade.Reason.OWNERSHIP);
    assertThat(told()).containsExactly("ConvergenceReached");
  }

  @Test
  void aDeletedObjectIsMissingAndMadeAgain() throws Exception {
    converged();

    hand.delete(configRef("a"), null, null, Propagation.BACKGROUND);

    assertThat(detected().objects().get(0).kind()).isEqualTo(ObjectDrift.Kind.MISSING);
    applier.carryOut(plan(2));
    Waiting.until(SOON, () -> "told " + told(), () -> told().contains("Cleared"));
    assertThat(told()).doesNotContain("ConvergenceLost");
  }

  @Test
  void anObjectWhoseLabelWasTakenIsChangedAndNotMissing() throws Exception {
    converged();

    edit(
        configRef("a"),
        "kubectl-label",
        "{\"metadata\":{\"labels\":{\"" + Tracking.SHARD_LABEL + "\":null}}}");

    assertThat(detected().objects().get(0).kind()).isEqualTo(ObjectDrift.Kind.CHANGED);
  }

  @Test
  void withoutSelfHealDriftIsToldAndLeftUntilSomebodyAsks() throws Exception {
    applicationIs(
        hand.patch(
            applicationRef(),
            null,
            PatchType.MERGE,
            Json.mapper()
                .readTree("{\"spec\":{\"syncPolicy\":{\"automated\":{\"selfHeal\":false}}}}"),
            "test"));
    converged();

    edit(webRef(), "kubectl-edit", "{\"spec\":{\"replicas\":3}}");

    assertThat(detected().willHeal()).isFalse();
    awaitStatus("Drifted", "LeftAsIs");
    assertThat(plans()).hasSize(1);
    send(new Command.Sync(key, uid, "bob", Instant.now()));
    assertThat(plan(2).reason()).isEqualTo(PlanMade.Reason.MANUAL);
  }

  @Test
  void anImageThatDoesNotExistLosesConvergenceAndSaysWhy() throws Exception {
    desire(web("web:missing"));

    applier.carryOut(plan(1));

    DriftEvent.ConvergenceLost lost =
        log.await(SOON, DriftEvent.ConvergenceLost.class, e -> e.application().equals(key));
    assertThat(lost.health()).isEqualTo(HealthStatus.Degraded);
    assertThat(lost.message()).contains("web:missing");
    awaitStatus("Stalled", "Degraded");
    assertThat(told()).containsExactly("ConvergenceLost");
  }

  @Test
  void afterARestartNothingIsToldTwiceAndNewDriftIsFound() throws Exception {
    converged();
    awaitStatus("Ready", "Converged");

    detector.close();
    start();
    edit(configRef("a"), "kubectl-edit", "{\"data\":{\"value\":\"other\"}}");

    detected();
    assertThat(told()).containsExactly("ConvergenceReached", "Detected");
  }

  @Test
  void whatWasSeenBeforeAnApplicationWasShownIsKnownToIt() throws Exception {
    // given: a converged application, and another one that has the same kind watched
    desire(config("a", "1"));
    applier.carryOut(plan(1));
    awaitTold("ConvergenceReached");
    ApplicationKey other = anotherThatHasConfigMapsWatched();
    int judged = DetectorProcess.judgements(key).get();
    Application shown = Objects.requireNonNull(APPLICATIONS.remove(key));
    detector.applicationChanged(key);
    Waiting.until(
        SOON, () -> "it is not judged", () -> DetectorProcess.judgements(key).get() > judged);
    int before = verdicts().size();

    // when
    APPLICATIONS.put(key, shown);
    detector.applicationChanged(key);

    // then
    Waiting.until(
        SOON,
        () -> "verdicts are " + verdicts(),
        () -> verdicts().size() > before && last(verdicts()).health() == HealthStatus.Healthy);
    APPLICATIONS.remove(other);
    detector.applicationChanged(other);
  }

  private ApplicationKey anotherThatHasConfigMapsWatched() throws Exception {
    ApplicationKey other = new ApplicationKey("default", id + "-other");
    ObjectNode resource = read(applicationRef());
    resource.withObject("/metadata").put("name", other.name()).put("uid", "uid-of-" + other.name());
    Application application = Json.mapper().treeToValue(resource, Application.class);
    APPLICATIONS.put(other, application);
    desire(application, 1, config("of-another", "1"));
    Waiting.until(
        SOON,
        () -> "nothing is planned for " + other,
        () -> !log.of(PlanMade.class, plan -> plan.application().equals(other)).isEmpty());
    return other;
  }

  private List<Verdict> verdicts() {
    return log.of(Verdict.class, verdict -> verdict.application().equals(key));
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  @Test
  void driftDuringAnAbsenceIsFoundOnReturn() throws Exception {
    converged();
    detector.close();
    hand.delete(configRef("a"), null, null, Propagation.BACKGROUND);
    edit(webRef(), "kubectl-scale", "{\"spec\":{\"replicas\":5}}");

    start();

    Waiting.until(
        SOON,
        () -> "told " + told(),
        () ->
            log.of(DriftEvent.Detected.class, e -> e.application().equals(key)).stream()
                    .flatMap(e -> e.objects().stream())
                    .map(o -> o.ref().kind())
                    .distinct()
                    .count()
                == 2);
  }

  @Test
  void aFoundationWaveIsSettledWhenItIsSeen() throws Exception {
    ObjectRef other = ObjectRef.of("v1", "Namespace", "", namespace + "-more");
    desire(config("a", "1"), manifest(other, "{}"));
    PlanMade plan = plan(1);
    assertThat(plan.waves()).hasSize(2);

    applier.apply(plan, 0);
    applier.tell(plan, Phase.WRITING, 0);

    log.await(SOON, WaveSettled.class, w -> w.planId().equals(plan.planId()));
    applier.carryOut(plan);
    awaitTold("ConvergenceReached");
    hand.delete(other, null, null, Propagation.BACKGROUND);
  }

  @Test
  void whatSomebodyDeletesBeforeItsPlanIsDoneIsToldToBePutBack() throws Exception {
    desire(
        config("a", "1"),
        manifest(
            configRef("later"),
            "{\"metadata\":{\"annotations\":{\"plumbline.dev/sync-wave\":\"1\"}}}"));
    PlanMade plan = plan(1);
    applier.apply(plan, 0);
    String written = hand.get(configRef("a")).orElseThrow().at("/metadata/uid").asText();
    applier.tell(plan, Phase.WRITING, 0);

    hand.delete(configRef("a"), null, null, Propagation.BACKGROUND);

    WaveWaiting waiting =
        log.await(SOON, WaveWaiting.class, it -> it.application().equals(key) && it.gone() != null);
    assertThat(waiting.gone()).containsExactly(new WaveWaiting.Gone(configRef("a"), written));
  }

  @Test
  void theFirstPlanForWhatHelmHadInstalledIsAnUpgrade() throws Exception {
    hand.create(
        configRef("a"),
        object(
            configRef("a"),
            """
            {"metadata":{"labels":{"app.kubernetes.io/managed-by":"Helm"},
              "annotations":{"meta.helm.sh/release-name":"%s"}}}
            """
                .formatted(key.name())));

    desire(config("a", "1"), job("install", "pre-install"), job("upgrade", "pre-upgrade"));

    assertThat(plan(1).steps().stream().flatMap(step -> step.hooks().stream()))
        .extracting(hook -> hook.ref().name())
        .containsExactly("upgrade");
  }

  private Manifest job(String name, String hook) {
    return manifest(
        ObjectRef.of("batch/v1", "Job", namespace, name),
        """
        {"metadata":{"annotations":{"helm.sh/hook":"%s"}},
          "spec":{"template":{"spec":{"restartPolicy":"Never",
            "containers":[{"name":"c","image":"c:1"}]}}}}
        """
            .formatted(hook));
  }

  @Test
  void aHookThatItsTtlTakesAwayAtItsEndHasSucceeded() throws Exception {
    ObjectRef job = ObjectRef.of("batch/v1", "Job", namespace, "migrate");
    Manifest hook =
        manifest(
            job,
            """
            {"spec":{"ttlSecondsAfterFinished":0,
              "template":{"spec":{"restartPolicy":"Never",
                "containers":[{"name":"migrate","image":"migrate:1"}]}}}}
            """);
    desire(config("a", "1"), web("web:1"));
    PlanMade plan = plan(1);

    applier.run(plan, 0, hook);
    applier.tell(plan, Phase.WRITING, 0);

    HookEnded ended = log.await(SOON, HookEnded.class, e -> e.application().equals(key));
    assertThat(ended.succeeded()).isTrue();
    assertThat(ended.ref()).isEqualTo(job);
    Waiting.until(SOON, () -> "the job stays", () -> !isThere(job));
    assertThat(log.of(HookEnded.class, e -> e.application().equals(key))).hasSize(1);
  }

  @Test
  void whatDependsOnAnotherIsPlannedOnceThatOneIsReady() throws Exception {
    ApplicationKey other = new ApplicationKey("default", id + "-infra");
    applicationIs(
        hand.patch(
            applicationRef(),
            null,
            PatchType.MERGE,
            Json.mapper()
                .readTree("{\"spec\":{\"dependsOn\":[{\"name\":\"" + other.name() + "\"}]}}"),
            "test"));
    desire(config("a", "1"));
    JsonNode status = awaitStatus("Ready", "DependencyMissing");
    assertThat(status.path("progress").asText())
        .isEqualTo("waits for " + other + ", which does not exist");

    ObjectNode infra = read(applicationRef());
    infra.withObject("/metadata").put("name", other.name());
    infra.withObject("/spec/source").put("repoURL", "https://git.example/infra");
    infra.withObject("/spec").remove("dependsOn");
    APPLICATIONS.put(other, Json.mapper().treeToValue(infra, Application.class));
    detector.shows(other, infra);
    awaitStatus("Ready", "DependencyNotReady");
    assertThat(plans()).isEmpty();
    ObjectNode ready = infra.deepCopy();
    ready.putObject("status").put("observedGeneration", 9);
    ready
        .withObject("/status")
        .withArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True");
    detector.shows(other, ready);

    applier.carryOut(plan(1));
    awaitTold("DependencyWaiting", "DependencyCleared", "ConvergenceReached");
    APPLICATIONS.remove(other);
  }

  @Test
  void aDefinitionAndItsObjectComeTogetherAndClusterScopeIsFoundOut() throws Exception {
    String group = id + ".example.com";
    ObjectRef definition =
        ObjectRef.of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "things." + group);
    ObjectRef thing = ObjectRef.of(group + "/v1", "Thing", namespace, "one");
    Manifest crd =
        manifest(
            definition,
            """
            {"spec":{"group":"%s","scope":"Cluster",
              "names":{"plural":"things","singular":"thing","kind":"Thing","listKind":"ThingList"},
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":
                {"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
            """
                .formatted(group));
    desire(crd);
    applier.carryOut(plan(1));
    awaitTold("ConvergenceReached");

    desire(crd, manifest(thing, "{\"spec\":{\"size\":1}}"));

    PlanMade plan = plan(2);
    assertThat(plan.waves().get(0).applies().get(0).ref().namespace()).isEmpty();
    assertThat(plan.waves().get(0).applies().get(0).manifest().at("/metadata/namespace")).isEmpty();
    applier.carryOut(plan);
    awaitTold("ConvergenceReached", "ConvergenceReached");
    hand.delete(definition, null, null, Propagation.BACKGROUND);
  }

  @Test
  void aDeletedApplicationIsPlannedAwayAndThenForgotten() throws Exception {
    converged();
    hand.delete(applicationRef(), null, null, Propagation.BACKGROUND);
    applicationIs(read(applicationRef()));

    PlanMade plan = plan(2);

    assertThat(plan.kind()).isEqualTo(PlanMade.Kind.DELETE);
    assertThat(plan.prunes()).hasSize(2);
    APPLICATIONS.remove(key);
    detector.applicationChanged(key);
    Waiting.until(
        SOON,
        () -> "the verdict stays",
        () ->
            log.raw().stream()
                .anyMatch(r -> r.contains("ce_type=dev.plumbline.verdict") && r.endsWith("} ")));
  }

  @Test
  void aFailedRenderIsShownAndWhatItKeptGoesOn() throws Exception {
    converged();

    send(
        new RenderResult.Failed(
            key,
            uid,
            1,
            List.of(),
            new Trigger(Trigger.Cause.WEBHOOK, null, null, Instant.now()),
            RenderResult.FailureReason.InvalidManifest,
            "a manifest cannot be read",
            List.of(new RenderResult.SourceError("web.yaml", 3, null, "no name"))));

    JsonNode status = awaitStatus("RenderFailed", "InvalidManifest");
    assertThat(status.toString()).contains("web.yaml:3").contains("last good render");
    assertThat(status.path("sync").path("status").asText()).isEqualTo("Synced");
  }

  @Test
  void allObjectsAreReadAnewInTime() throws Exception {
    applicationIs(
        hand.patch(
            applicationRef(),
            null,
            PatchType.MERGE,
            Json.mapper().readTree("{\"spec\":{\"interval\":\"1s\"}}"),
            "test"));
    converged();
    int reads = requests("get");

    Waiting.until(SOON, () -> "nothing is read", () -> requests("get") >= reads + 4);

    assertThat(told()).containsExactly("ConvergenceReached");
  }

  @Test
  void aRefusedPlanIsMadeAgain() throws Exception {
    desire(config("a", "1"));
    PlanMade plan = plan(1);

    send(
        new SyncEvent.Superseded(
            key, uid, plan.planId(), List.of(), plan.trigger(), SyncEvent.Counts.NONE, "stale"));

    assertThat(plan(2).planId()).isNotEqualTo(plan.planId());
  }

  @Test
  void aRecordThatCannotBeReadGoesToTheDeadLetters() throws Exception {
    producer
        .send(
            new org.apache.kafka.clients.producer.ProducerRecord<>(
                "commands",
                key.toString(),
                "nonsense".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .get();
    desire(config("a", "1"));

    plan(1);

    Waiting.until(
        SOON,
        () -> "no dead letter",
        () -> log.raw().stream().anyMatch(r -> r.contains("nonsense")));
  }

  @Test
  void aPlanThatNoBrokerTakesIsNamedAndASmallerOneFollows() throws Exception {
    largestPlan(20_000);
    byte[] noise = new byte[30_000];
    new Random(1).nextBytes(noise);

    desire(config("a", HexFormat.of().formatHex(noise)));

    assertThat(awaitStatus("Stalled", "PlanTooLarge").toString()).contains("split the application");
    assertThat(plans()).isEmpty();
    desire(config("a", "1"));
    plan(1);
    largestPlan(Topic.MAX_RECORD_BYTES);
  }

  private static void largestPlan(int bytes) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, "plans"),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", String.valueOf(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}
