package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.testkit.harness.AlertTarget;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A commit that cannot be rendered costs a message, not the cluster. */
@ExtendWith(EndToEnd.class)
class BrokenManifestIT {

  private static final String BROKEN =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: broken
      data:
        value: "two
      """;

  private final Stage stage;

  BrokenManifestIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void aBrokenManifestIsToldWithFileAndLineAndTheLastGoodRenderStays() {
    try (AlertTarget alerts = AlertTarget.webhook(stage, "broken", "broken", "RenderFailed")) {
      // given
      HostedRepository repository = stage.git().repository("broken");
      String good =
          repository
              .write("app/cm.yaml", Manifests.configMap("broken", "one"))
              .write("app/other.yaml", Manifests.configMap("broken-other", "one"))
              .push("good");
      RunningApplication app = stage.application("broken", repository, "app").create();
      app.awaitConverged(good);

      // when one file is broken and another changed in the same commit
      String bad =
          repository
              .write("app/cm.yaml", BROKEN)
              .write("app/other.yaml", Manifests.configMap("broken-other", "two"))
              .push("bad");

      // then it is told where
      RenderResult.Failed failed =
          app.await(
              RenderResult.Failed.class, it -> RunningApplication.commits(it.revisions(), bad));
      assertThat(failed.reason()).isEqualTo(FailureReason.InvalidManifest);
      SourceError error = failed.errors().get(0);
      assertThat(error.file()).isEqualTo("app/cm.yaml");
      assertThat(error.line()).isBetween(6, 7);
      JsonNode condition = app.awaitCondition("RenderFailed", "True", it -> true);
      assertThat(condition.path("reason").asText()).isEqualTo("InvalidManifest");
      assertThat(condition.path("message").asText())
          .contains("app/cm.yaml:" + error.line())
          .contains("last good render stays");
      alerts.await(body -> body.contains("app/cm.yaml"));

      // and nothing of that commit is on the cluster
      assertThat(value("broken")).isEqualTo("one");
      assertThat(value("broken-other")).isEqualTo("one");
      assertThat(app.events(SyncEvent.Started.class))
          .noneMatch(sync -> RunningApplication.commits(sync.revisions(), bad));

      // and the fix converges, and whoever was told is told of the end
      String fixed =
          repository.write("app/cm.yaml", Manifests.configMap("broken", "three")).push("fix");
      app.awaitConverged(fixed);
      assertThat(value("broken")).isEqualTo("three");
      assertThat(value("broken-other")).isEqualTo("two");
      app.awaitCondition("RenderFailed", "False", it -> true);
      alerts.await(body -> body.contains("resolved"));
    }
  }

  @Test
  void driftIsStillHealedToTheLastGoodRenderWhileTheNewestIsBroken() {
    // given
    HostedRepository repository = stage.git().repository("still");
    String good = repository.write("cm.yaml", Manifests.configMap("still", "one")).push("good");
    RunningApplication app = stage.application("still", repository, "").create();
    app.awaitConverged(good);
    repository.write("bad.yaml", "kind: [").push("bad");
    app.awaitCondition("RenderFailed", "True", it -> true);

    // when
    stage.cluster().merge(stage.configMap("still"), "{data: {value: theirs}}", "intruder");

    // then
    app.await(SyncEvent.Succeeded.class, it -> it.reason().name().equals("SELF_HEAL"));
    assertThat(value("still")).isEqualTo("one");
  }

  private String value(String configMap) {
    return stage.cluster().get(stage.configMap(configMap)).at("/data/value").asText();
  }
}
