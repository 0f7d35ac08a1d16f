package dev.plumbline.driftdetector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.testkit.Waiting;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How drift is told is up to the application, and what of it is not. */
class DriftDetectionTest extends Pipeline {

  @BeforeAll
  static void tryManyApplies() {
    detector.close();
    samplesPerMinute = 1200;
    start();
  }

  @AfterAll
  static void tryNone() {
    samplesPerMinute = 0;
  }

  private List<DriftEvent.Detected> allDetected() {
    return log.of(DriftEvent.Detected.class, e -> e.application().equals(key));
  }

  private ObjectDrift detected() {
    return log.await(SOON, DriftEvent.Detected.class, e -> e.application().equals(key))
        .objects()
        .get(0);
  }

  private void specIs(String spec) throws Exception {
    applicationIs(
        hand.patch(
            applicationRef(),
            null,
            PatchType.MERGE,
            Json.mapper().readTree("{\"spec\":" + spec + "}"),
            "test"));
  }

  private void converged(Manifest... manifests) throws Exception {
    desire(manifests);
    applier.carryOut(plan(1));
    awaitTold("ConvergenceReached");
  }

  @Test
  void anIgnoredFieldIsNeitherToldNorTakenBackAndTheOthersAre() throws Exception {
    specIs(
        """
        {"ignoreDifferences":[{"group":"apps","kind":"Deployment","jsonPointers":["/spec/replicas"]}],
         "ignore":[{"paths":["/data/other"],"target":{"kind":"ConfigMap"}}]}
        """);
    converged(web("web:1"), config("a", "1"));

    edit(webRef(), "kubectl-scale", "{\"spec\":{\"replicas\":3}}");
    edit(configRef("a"), "somebody", "{\"data\":{\"value\":\"9\"}}");

    ObjectDrift drift = detected();
    assertThat(drift.ref()).isEqualTo(configRef("a"));
    assertThat(plan(2).waves().get(0).applies())
        .extracting(PlanMade.Apply::ref)
        .containsExactly(configRef("a"));
    applier.carryOut(plan(2));
    Waiting.until(SOON, () -> "told " + told(), () -> told().contains("Cleared"));
    assertThat(read(webRef()).at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(plans()).hasSize(2);
    assertThat(allDetected()).hasSize(1);
  }

  @Test
  void aJqExpressionThatIsNoneIsToldByName() throws Exception {
    specIs(
        """
        {"ignoreDifferences":[{"group":"apps","kind":"Deployment","jqPathExpressions":[".spec[["]}]}
        """);
    desire(web("web:1"));
    applier.carryOut(plan(1));

    edit(webRef(), "kubectl-scale", "{\"spec\":{\"replicas\":3}}");

    JsonNode status = awaitStatus("IgnoreRuleInvalid", "NotCompiled");
    assertThat(status.toString()).contains(".spec[[");
  }

  @Test
  void strictDetectionTellsFieldsAndObjectsOfOthersAndLeavesThem() throws Exception {
    specIs("{\"driftDetection\":\"strict\",\"interval\":\"2s\"}");
    converged(manifest(namespaceRef(), "{}"), web("web:1"));

    edit(webRef(), "labeller", "{\"metadata\":{\"labels\":{\"team\":\"b\"}}}");

    ObjectDrift drift = detected();
    assertThat(drift.ref()).isEqualTo(webRef());
    assertThat(drift.paths())
        .extracting(ObjectDrift.PathDrift::path, ObjectDrift.PathDrift::manager)
        .containsExactly(org.assertj.core.api.Assertions.tuple("metadata.labels.team", "labeller"));
    assertThat(drift.willHeal()).isFalse();

    hand.create(configRef("foreign"), object(configRef("foreign"), "{}"));

    Waiting.until(
        SOON,
        () -> "told " + allDetected(),
        () ->
            allDetected().stream()
                .flatMap(e -> e.objects().stream())
                .anyMatch(
                    o ->
                        o.ref().equals(configRef("foreign"))
                            && o.kind() == ObjectDrift.Kind.EXTRA));
    assertThat(plans()).hasSize(1);
    assertThat(allDetected().stream().flatMap(e -> e.objects().stream()).map(ObjectDrift::ref))
        .containsOnly(webRef(), configRef("foreign"));
  }

  @Test
  void aDryRunTellsWhatAnApplyWouldChange() throws Exception {
    specIs("{\"driftDetection\":\"dryRun\"}");
    converged(web("web:1"), config("a", "1"));

    edit(configRef("a"), "somebody", "{\"data\":{\"value\":\"9\",\"more\":\"theirs\"}}");

    ObjectDrift drift = detected();
    assertThat(drift.paths())
        .containsExactly(
            new ObjectDrift.PathDrift(
                "data.value", "\"1\"", "\"9\"", "somebody", "Update", drift.time(), null));
    assertThat(plan(2).reason()).isEqualTo(PlanMade.Reason.SELF_HEAL);
  }

  @Test
  void detectionThatIsOffTellsNothing() throws Exception {
    ObjectRef off = configRef("off");
    converged(
        manifest(
            off,
            """
            {"metadata":{"annotations":{"plumbline.dev/drift-detection":"disabled"}},"data":{"value":"1"}}
            """),
        config("a", "1"));

    edit(off, "somebody", "{\"data\":{\"value\":\"9\"}}");
    edit(configRef("a"), "somebody", "{\"data\":{\"value\":\"9\"}}");

    assertThat(detected().ref()).isEqualTo(configRef("a"));
    assertThat(plan(2).waves().get(0).applies())
        .extracting(PlanMade.Apply::ref)
        .containsExactly(configRef("a"));
    assertThat(allDetected()).hasSize(1);
  }

  @Test
  void whatOwnershipCannotSeeIsFoundByATriedApplyCountedAndPutRight() throws Exception {
    desire(config("a", "1"));
    PlanMade plan = plan(1);
    double before = missed();
    applier.asAPolicyThatIsGoneSince(
        manifest -> ((ObjectNode) manifest.path("data")).put("value", "mutated"));
    applier.carryOut(plan);
    applier.asAPolicyThatIsGoneSince(manifest -> {});

    ObjectDrift drift = detected();

    assertThat(drift.paths())
        .extracting(ObjectDrift.PathDrift::path, ObjectDrift.PathDrift::wanted)
        .containsExactly(org.assertj.core.api.Assertions.tuple("data.value", "\"1\""));
    assertThat(missed() - before).isEqualTo(1);
    applier.carryOut(plan(2));
    Waiting.until(SOON, () -> "told " + told(), () -> told().contains("Cleared"));
    assertThat(read(configRef("a")).at("/data/value").asText()).isEqualTo("1");
  }

  private double missed() {
    var counter =
        detector.registry.find("plumbline.drift.samples").tag("outcome", "missed").counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void ownRulesSayHowWellObjectsAre() throws Exception {
    specIs(
        """
        {"healthCheckExprs":[{"apiVersion":"apps/v1","kind":"Deployment",
          "inProgress":"!('ready' in metadata.annotations)","current":"true"}]}
        """);
    desire(
        manifest(
            webRef(),
            """
            {"metadata":{"annotations":{"note":"x"}},
             "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},
              "template":{"metadata":{"labels":{"app":"web"}},
                "spec":{"containers":[{"name":"web","image":"web:1"}]}}}}
            """));
    applier.carryOut(plan(1));
    awaitStatus("Ready", "Progressing");

    edit(webRef(), "somebody", "{\"metadata\":{\"annotations\":{\"ready\":\"yes\"}}}");

    awaitTold("ConvergenceReached");
  }

  @Test
  void anOwnRuleThatIsNoneIsToldAndTheRestGoesOn() throws Exception {
    specIs(
        """
        {"healthCheckExprs":[{"apiVersion":"apps/v1","kind":"Deployment","current":"status.("}]}
        """);
    converged(web("web:1"));

    JsonNode status = awaitStatus("HealthRuleInvalid", "NotCompiled");

    assertThat(status.toString()).contains("Deployment", "current");
  }
}
