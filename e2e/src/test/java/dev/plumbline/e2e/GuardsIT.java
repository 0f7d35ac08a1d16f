package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.DriftEvent.ConfirmationRequired;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What waits for a person's word, and what nobody may do. */
@ExtendWith(EndToEnd.class)
class GuardsIT {

  private static final int MANY = 12;

  private final Stage stage;

  GuardsIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void manyObjectsAreNotDeletedAtOnceUnlessAPersonSaysSo() {
    // given
    HostedRepository repository = stage.git().repository("many");
    for (int i = 0; i < MANY; i++) {
      repository.write(i + ".yaml", Manifests.configMap("many-" + i, "1"));
    }
    ApplicationDraft draft = stage.application("many", repository, "");
    draft.manifest().withObject("/spec/syncPolicy").put("confirmPruningAbove", "50%");
    RunningApplication app = draft.create();
    app.awaitReadyAt(repository.push("many"));

    // when
    for (int i = 1; i < MANY; i++) {
      repository.delete(i + ".yaml");
    }
    String commit = repository.write("0.yaml", Manifests.configMap("many-0", "2")).push("one");

    // then what is not asked is done
    ConfirmationRequired asked = app.await(ConfirmationRequired.class, any -> true);
    assertThat(asked.count()).isEqualTo(MANY - 1);
    app.awaitCondition("Ready", "False", it -> it.path("message").asText().contains("confirm"));
    assertThat(stage.cluster().find(stage.configMap("many-1"))).isPresent();
    assertThat(stage.cluster().get(stage.configMap("many-0")).at("/data/value").asText())
        .isEqualTo("2");

    // when
    PlumblineProcess confirm =
        PlumblineProcess.start(
            "command",
            Map.of(),
            List.of(
                "confirm",
                app.key().toString(),
                "--yes",
                "--data-dir",
                stage.installation().dataDir().toString()));
    assertThat(confirm.awaitExit(RunningApplication.PATIENCE)).as(confirm.err()).isZero();

    // then
    app.awaitReadyAt(commit);
    for (int i = 1; i < MANY; i++) {
      stage.awaitGone(stage.configMap("many-" + i));
    }
  }

  @Test
  void anObjectThatWantsToBeAskedForIsDeletedOnceTheApplicationBearsTheWord() {
    // given
    HostedRepository repository = stage.git().repository("asked");
    repository
        .write("kept.yaml", Manifests.configMap("asked-kept", "1"))
        .write(
            "data.yaml",
            Manifests.configMap("asked-data", "1")
                .replace(
                    "  name: asked-data",
                    "  name: asked-data\n"
                        + "  annotations: {argocd.argoproj.io/sync-options: Prune=confirm}"));
    RunningApplication app = stage.application("asked", repository, "").create();
    app.awaitReadyAt(repository.push("two"));

    // when
    String commit = repository.delete("data.yaml").push("one");

    // then
    ConfirmationRequired asked = app.await(ConfirmationRequired.class, any -> true);
    assertThat(asked.objects()).containsExactly(stage.configMap("asked-data"));
    assertThat(stage.cluster().find(stage.configMap("asked-data"))).isPresent();

    // when
    stage
        .cluster()
        .merge(
            app.ref(),
            "metadata: {annotations: {plumbline.dev/confirm: '" + asked.digest() + "'}}",
            "kubectl-annotate");

    // then
    stage.awaitGone(stage.configMap("asked-data"));
    app.awaitReadyAt(commit);
  }

  @Test
  void whatAProjectDoesNotPermitIsNotAppliedAndTheRuleIsNamed() {
    // given
    ObjectNode project =
        Cluster.parse(
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: Project
            metadata: {name: careful, namespace: %s}
            spec:
              sourceRepos: ["*"]
              destinations: [{namespace: "*"}]
              namespaceResourceBlacklist: [{group: "", kind: Secret}]
            """
                .formatted(stage.namespace()));
    stage.cluster().create(project).object();
    HostedRepository repository = stage.git().repository("careful");
    repository
        .write("map.yaml", Manifests.configMap("careful-map", "1"))
        .write(
            "secret.yaml",
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: careful-secret}
            stringData: {a: b}
            """)
        .push("with a secret");

    // when
    RunningApplication app =
        stage.application("careful", repository, "").project("careful").create();

    // then
    app.awaitCondition(
        "Ready",
        "False",
        it ->
            it.path("message").asText().contains("careful-secret")
                && it.path("message").asText().contains("namespaceResourceBlacklist"));
    assertThat(stage.cluster().find(stage.object("v1", "Secret", "careful-secret"))).isEmpty();

    // and
    app.awaitReadyAt(repository.delete("secret.yaml").push("without"));
    assertThat(stage.cluster().find(stage.configMap("careful-map"))).isPresent();
  }
}
