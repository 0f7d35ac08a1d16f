package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Folders with a kustomization reach the cluster as the application changes them. */
@ExtendWith(EndToEnd.class)
class KustomizeIT {

  private final Stage stage;

  KustomizeIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void whatTheApplicationChangesIsOnTheClusterAndFollowsIt() {
    // given
    HostedRepository repository = stage.git().repository("kustomized");
    String commit =
        repository
            .write("base/kustomization.yaml", "resources: [settings.yaml]\n")
            .write("base/settings.yaml", Manifests.configMap("settings", "base"))
            .write("app/kustomization.yaml", "resources: [../base]\n")
            .push("Begin");
    ApplicationDraft draft = stage.application("kustomized", repository, "app");
    ObjectNode spec = draft.manifest().withObject("/spec");
    spec.withObject("/source")
        .set(
            "kustomize",
            Cluster.parse(
                """
                namePrefix: blue-
                commonLabels: {tier: front}
                labelWithoutSelector: true
                patches:
                  - target: {kind: ConfigMap}
                    patch: |-
                      - {op: replace, path: /data/value, value: patched}
                """));
    spec.set("commonMetadata", Cluster.parse("annotations: {owner: web}"));

    // when
    RunningApplication app = draft.create();
    app.awaitConverged(commit);

    // then
    JsonNode object = stage.cluster().get(stage.configMap("blue-settings"));
    assertThat(object.at("/data/value").asText()).isEqualTo("patched");
    assertThat(object.at("/metadata/labels/tier").asText()).isEqualTo("front");
    assertThat(object.at("/metadata/annotations/owner").asText()).isEqualTo("web");

    // and when the changes change, with no commit
    stage
        .cluster()
        .merge(app.ref(), "{spec: {source: {kustomize: {namePrefix: green-}}}}", "person");

    // then
    stage.awaitGone(stage.configMap("blue-settings"));
    assertThat(stage.cluster().find(stage.configMap("green-settings"))).isPresent();
  }
}
