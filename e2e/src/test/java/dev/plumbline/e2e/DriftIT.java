package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent.Cleared;
import dev.plumbline.contracts.events.DriftEvent.Detected;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectDrift.Kind;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever changes what Git decides is named and put right; whoever minds their own is not. */
@ExtendWith(EndToEnd.class)
class DriftIT {

  private final Stage stage;

  DriftIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void scalingIsReportedWithItsFieldAndPutRight() {
    // given
    RunningApplication app = running("scaled", Manifests.deployment("scaled", "web:1", 2));
    ObjectRef deployment = stage.deployment("scaled");

    // when
    stage.cluster().scale(deployment, 5);

    // then
    ObjectDrift drift = onlyDrift(app);
    assertThat(drift.ref()).isEqualTo(deployment);
    assertThat(drift.kind()).isEqualTo(Kind.CHANGED);
    assertThat(drift.manager()).isEqualTo("kubectl-scale");
    assertChanged(drift, "spec.replicas", "2", "5");
    awaitHealed(app);
    assertThat(stage.cluster().get(deployment).at("/spec/replicas").asInt()).isEqualTo(2);
  }

  @Test
  void editingAnImageIsReportedWithTheEditorAndPutRight() {
    // given
    RunningApplication app = running("edited", Manifests.deployment("edited", "web:1", 1));
    ObjectRef deployment = stage.deployment("edited");

    // when an editor writes the whole object back
    stage
        .cluster()
        .edit(
            deployment,
            object ->
                ((ObjectNode) object.at("/spec/template/spec/containers/0")).put("image", "web:9"));

    // then
    ObjectDrift drift = onlyDrift(app);
    assertThat(drift.manager()).isEqualTo("kubectl-edit");
    assertThat(drift.operation()).isEqualTo("Update");
    assertThat(drift.time()).isNotNull();
    assertChanged(
        drift, "spec.template.spec.containers[name=main].image", "\"web:1\"", "\"web:9\"");
    awaitHealed(app);
    assertThat(
            stage.cluster().get(deployment).at("/spec/template/spec/containers/0/image").asText())
        .isEqualTo("web:1");
  }

  @Test
  void aPatchedValueIsReportedAndPutRight() {
    // given
    RunningApplication app = running("patched", Manifests.configMap("patched", "ours"));
    ObjectRef configMap = stage.configMap("patched");

    // when
    stage.cluster().merge(configMap, "{data: {value: theirs}}", "intruder");

    // then
    ObjectDrift drift = onlyDrift(app);
    assertThat(drift.manager()).isEqualTo("intruder");
    assertChanged(drift, "data.value", "\"ours\"", "\"theirs\"");
    awaitHealed(app);
    assertThat(stage.cluster().get(configMap).at("/data/value").asText()).isEqualTo("ours");
  }

  @Test
  void aRemovedFieldIsReportedAndPutBack() {
    // given
    RunningApplication app = running("emptied", Manifests.configMap("emptied", "ours"));
    ObjectRef configMap = stage.configMap("emptied");

    // when
    stage.cluster().merge(configMap, "{data: {value: null}}", "intruder");

    // then
    ObjectDrift drift = onlyDrift(app);
    assertThat(drift.kind()).isEqualTo(Kind.CHANGED);
    assertChanged(drift, "data.value", "\"ours\"", null);
    awaitHealed(app);
    assertThat(stage.cluster().get(configMap).at("/data/value").asText()).isEqualTo("ours");
  }

  @Test
  void aDeletedObjectIsReportedAndPutBack() {
    // given
    RunningApplication app = running("deleted", Manifests.configMap("deleted", "ours"));
    ObjectRef configMap = stage.configMap("deleted");
    String uid = stage.cluster().get(configMap).at("/metadata/uid").asText();

    // when
    stage.cluster().delete(configMap);

    // then
    ObjectDrift drift = onlyDrift(app);
    assertThat(drift.ref()).isEqualTo(configMap);
    assertThat(drift.kind()).isEqualTo(Kind.MISSING);
    awaitHealed(app);
    ObjectNode again = stage.cluster().get(configMap);
    assertThat(again.at("/metadata/uid").asText()).isNotEqualTo(uid);
    assertThat(again.at("/data/value").asText()).isEqualTo("ours");
  }

  @Test
  void withoutSelfHealAChangeIsReportedAndLeftUntilItIsTurnedOn() {
    // given
    HostedRepository repository = stage.git().repository("left");
    String commit = repository.write("cm.yaml", Manifests.configMap("left", "ours")).push("one");
    RunningApplication app = stage.application("left", repository, "").withoutSelfHeal().create();
    app.awaitConverged(commit);
    ObjectRef configMap = stage.configMap("left");

    // when
    stage.cluster().merge(configMap, "{data: {value: theirs}}", "intruder");

    // then it is told, with why it stays
    Detected detected = app.await(Detected.class, it -> true);
    assertThat(detected.willHeal()).isFalse();
    assertThat(detected.whyNot()).containsIgnoringCase("selfHeal");
    app.awaitCondition(
        "Drifted",
        "True",
        condition ->
            condition.path("reason").asText().equals("LeftAsIs")
                && condition.path("message").asText().contains("intruder"));

    // and it stays while other things are synced
    String second =
        repository.write("other.yaml", Manifests.configMap("left-other", "new")).push("two");
    app.await(
        SyncEvent.Succeeded.class, sync -> RunningApplication.commits(sync.revisions(), second));
    assertThat(stage.cluster().get(configMap).at("/data/value").asText()).isEqualTo("theirs");
    assertThat(app.events(PlanMade.class))
        .noneMatch(plan -> plan.reason() == PlanMade.Reason.SELF_HEAL);

    // and once it may, it is put right
    app.changeSpec("{syncPolicy: {automated: {selfHeal: true}}}");
    app.await(Cleared.class, it -> true);
    assertThat(stage.cluster().get(configMap).at("/data/value").asText()).isEqualTo("ours");
  }

  @Test
  void whatOthersOwnAndWhatTheServerAddsIsNoDrift() {
    // given a quantity that the server writes in another way
    RunningApplication app = running("shared", Manifests.deployment("shared", "web:1", 1));
    ObjectRef deployment = stage.deployment("shared");

    // when others add what Git does not speak of
    stage
        .cluster()
        .merge(
            deployment,
            "{metadata: {labels: {team: blue}, annotations: {note: theirs}}}",
            "labeller");
    stage
        .cluster()
        .strategicMerge(
            deployment,
            """
            spec:
              template:
                spec:
                  containers:
                    - {name: sidecar, image: "proxy:1"}
            """,
            "injector");
    stage.cluster().scale(deployment, 3);

    // then only what Git speaks of is told
    ObjectDrift drift = onlyDrift(app);
    assertChanged(drift, "spec.replicas", "1", "3");
    awaitHealed(app);
    assertThat(app.events(Detected.class)).hasSize(1);

    // and what is theirs is still there
    ObjectNode live = stage.cluster().get(deployment);
    assertThat(live.at("/metadata/labels/team").asText()).isEqualTo("blue");
    assertThat(live.at("/metadata/annotations/note").asText()).isEqualTo("theirs");
    assertThat(live.at("/spec/template/spec/containers").findValuesAsText("name"))
        .contains("main", "sidecar");
  }

  private RunningApplication running(String name, String manifest) {
    HostedRepository repository = stage.git().repository(name);
    String commit = repository.write("manifest.yaml", manifest).push("one");
    RunningApplication app = stage.application(name, repository, "").create();
    app.awaitConverged(commit);
    return app;
  }

  private static ObjectDrift onlyDrift(RunningApplication app) {
    Detected detected = app.await(Detected.class, it -> true);
    assertThat(detected.willHeal()).isTrue();
    assertThat(detected.objects()).hasSize(1);
    return detected.objects().get(0);
  }

  private static void assertChanged(
      ObjectDrift drift, String path, String wanted, @Nullable String live) {
    assertThat(drift.willHeal()).isTrue();
    assertThat(drift.paths()).hasSize(1);
    PathDrift only = drift.paths().get(0);
    assertThat(only.path()).isEqualTo(path);
    assertThat(only.wanted()).isEqualTo(wanted);
    assertThat(only.live()).isEqualTo(live);
    assertThat(only.manager()).isEqualTo(drift.manager());
  }

  private static void awaitHealed(RunningApplication app) {
    Cleared cleared = app.await(Cleared.class, it -> true);
    app.await(PlanMade.class, plan -> plan.reason() == PlanMade.Reason.SELF_HEAL);
    System.out.println("DriftIT: " + app.key() + " healed in " + cleared.openMillis() + " ms");
  }
}
