package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An object has one application, and moves to another without being deleted. */
@ExtendWith(EndToEnd.class)
class SharedObjectIT {

  private final Stage stage;

  SharedObjectIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void theSecondApplicationIsRefusedUntilTheFirstLetsGoAndTheObjectIsNeverDeleted() {
    // given
    HostedRepository repository = stage.git().repository("shared");
    String first =
        repository
            .write("one/own.yaml", Manifests.configMap("shared-own", "1"))
            .write("one/shared.yaml", Manifests.configMap("shared", "1"))
            .write("two/own.yaml", Manifests.configMap("shared-two", "1"))
            .write("two/shared.yaml", Manifests.configMap("shared", "2"))
            .push("both");
    RunningApplication one = stage.application("shared-one", repository, "one").create();
    one.awaitConverged(first);
    String uid = metadata().path("uid").asText();

    // when
    RunningApplication two = stage.application("shared-two", repository, "two").create();

    // then
    JsonNode refused =
        two.awaitCondition(
            "SyncFailed", "True", it -> it.path("reason").asText().equals("OwnedByAnother"));
    assertThat(refused.path("message").asText()).contains(one.key().toString());
    assertThat(mark()).isEqualTo(one.uid());
    assertThat(stage.cluster().find(stage.configMap("shared-two"))).isPresent();
    assertThat(one.events(PlanMade.class)).hasSize(1);

    // when
    String moved = repository.delete("one/shared.yaml").push("move");

    // then
    one.awaitConverged(moved);
    two.awaitCondition("Ready", "True", it -> true);
    assertThat(metadata().path("uid").asText()).isEqualTo(uid);
    assertThat(mark()).isEqualTo(two.uid());
    assertThat(stage.cluster().get(stage.configMap("shared")).at("/data/value").asText())
        .isEqualTo("2");
    assertThat(one.events(PlanMade.class)).hasSize(2);
  }

  private JsonNode metadata() {
    return stage.cluster().get(stage.configMap("shared")).path("metadata");
  }

  private String mark() {
    String mark = metadata().path("annotations").path(Tracking.ANNOTATION).asText();
    return Tracking.parse(mark).orElseThrow().applicationUid();
  }
}
