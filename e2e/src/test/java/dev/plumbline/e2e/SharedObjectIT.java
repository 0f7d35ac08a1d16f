package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WatchLog;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An object has one application, and moves to another without being deleted. */
@ExtendWith(EndToEnd.class)
class SharedObjectIT {

  private static final String SHARED = "SharedResource";
  private static final int ROUNDS = 6;

  private final Stage stage;

  SharedObjectIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void bothAreToldOfEachOtherWithoutAFightUntilTheFirstLetsGoAndTheObjectIsNeverDeleted() {
    // given
    HostedRepository first = stage.git().repository("shared-one");
    first.write("own.yaml", Manifests.configMap("shared-own", "1"));
    first.write("shared.yaml", Manifests.configMap("shared", "1"));
    RunningApplication one = stage.application("shared-one", first, "").create();
    one.awaitConverged(first.push("both"));
    String uid = metadata().path("uid").asText();
    HostedRepository second = stage.git().repository("shared-two");
    second.write("own.yaml", Manifests.configMap("shared-two", "1"));
    second.write("shared.yaml", Manifests.configMap("shared", "2")).push("both");

    // when
    RunningApplication two = triedTwice("shared-two", second).create();

    // then
    JsonNode refused = awaitGivenUp(two);
    assertThat(refused.path("reason").asText()).isEqualTo("OwnedByAnother");
    assertThat(refused.path("message").asText()).contains(one.key().toString());
    assertThat(mark()).isEqualTo(one.uid());
    assertThat(stage.cluster().find(stage.configMap("shared-two"))).isPresent();
    assertThat(one.events(PlanMade.class)).hasSize(1);
    one.awaitCondition(SHARED, "True", names(two));
    two.awaitCondition(SHARED, "True", names(one));

    // when other things of theirs change
    try (WatchLog objects = stage.cluster().watch(stage.configMap("shared"));
        WatchLog statuses = stage.cluster().watch(one.ref())) {
      second.write("own.yaml", Manifests.configMap("shared-two", "2"));
      String later = second.push("own");
      Waiting.until(
          RunningApplication.PATIENCE,
          () -> "not at " + later + ". " + two.story(),
          () -> two.live().at("/status/sync/revision").asText().equals(later));
      awaitGivenUp(two);
      int told = statuses.of("shared-two").size();
      for (String value : new String[] {"2", "3"}) {
        first.write("own.yaml", Manifests.configMap("shared-own", value));
        one.awaitReadyAt(first.push("own " + value));
      }
      long last = one.live().at("/metadata/resourceVersion").asLong();
      Waiting.until(
          RunningApplication.PATIENCE,
          () -> "the watch has not come to version " + last,
          () -> statuses.all().stream().anyMatch(version -> version.order() >= last));

      // then
      assertThat(stage.cluster().get(stage.configMap("shared-two")).at("/data/value").asText())
          .isEqualTo("2");
      assertThat(objects.of("shared")).isEmpty();
      assertThat(statuses.of("shared-two")).as("written while one synced").hasSize(told);
      assertThat(statuses.all())
          .allSatisfy(
              version ->
                  assertThat(names(version.name().equals("shared-one") ? two : one))
                      .accepts(condition(version.object())));
      assertThat(statuses.of("shared-one")).as("two a push").hasSizeLessThanOrEqualTo(4);
    }

    // when
    String moved = first.delete("shared.yaml").push("move");

    // then
    one.awaitConverged(moved);
    two.awaitCondition("Ready", "True", it -> true);
    assertThat(metadata().path("uid").asText()).isEqualTo(uid);
    assertThat(mark()).isEqualTo(two.uid());
    assertThat(stage.cluster().get(stage.configMap("shared")).at("/data/value").asText())
        .isEqualTo("2");
    for (RunningApplication each : new RunningApplication[] {one, two}) {
      Waiting.until(
          RunningApplication.PATIENCE,
          () -> "still shared: " + each.story(),
          () -> each.condition(SHARED).isMissingNode());
    }
  }

  /** One that gives up soon: nothing of it changes any more then. */
  private ApplicationDraft triedTwice(String name, HostedRepository repository) {
    ApplicationDraft draft = stage.application(name, repository, "");
    draft
        .manifest()
        .withObject("/spec/syncPolicy/retry")
        .put("limit", 1)
        .withObject("/backoff")
        .put("duration", "1s");
    return draft;
  }

  private static JsonNode awaitGivenUp(RunningApplication two) {
    return two.awaitCondition(
        "SyncFailed", "True", it -> it.path("message").asText().contains("no further attempt"));
  }

  private static Predicate<JsonNode> names(RunningApplication other) {
    return condition ->
        condition.path("status").asText().equals("True")
            && condition.path("message").asText().contains(other.key().toString());
  }

  private static JsonNode condition(JsonNode application) {
    for (JsonNode condition : application.at("/status/conditions")) {
      if (condition.path("type").asText().equals(SHARED)) {
        return condition;
      }
    }
    return application.path("no such condition");
  }

  @Test
  void onePushThatMovesAnObjectNeitherDeletesItNorMakesItAnew() {
    // given
    HostedRepository repository = stage.git().repository("moving");
    String commit =
        repository
            .write("one/own.yaml", Manifests.configMap("moving-one", "1"))
            .write("two/own.yaml", Manifests.configMap("moving-two", "1"))
            .write("one/shared.yaml", Manifests.configMap("moving", "0"))
            .push("both");
    RunningApplication one = stage.application("moving-one", repository, "one").create();
    RunningApplication two = stage.application("moving-two", repository, "two").create();
    one.awaitReadyAt(commit);
    two.awaitReadyAt(commit);
    String uid = metadata("moving").path("uid").asText();

    for (int round = 1; round <= ROUNDS; round++) {
      // when
      boolean there = round % 2 == 1;
      commit =
          repository
              .delete(there ? "one/shared.yaml" : "two/shared.yaml")
              .write(
                  there ? "two/shared.yaml" : "one/shared.yaml",
                  Manifests.configMap("moving", "" + round))
              .push("move");

      // then
      one.awaitReadyAt(commit);
      two.awaitReadyAt(commit);
      assertThat(metadata("moving").path("uid").asText()).as("round " + round).isEqualTo(uid);
      assertThat(mark("moving")).isEqualTo(there ? two.uid() : one.uid());
      assertThat(stage.cluster().get(stage.configMap("moving")).at("/data/value").asText())
          .isEqualTo("" + round);
    }
  }

  @Test
  void anApplicationThatIsMadeInPlaceOfAnotherTakesItsObjectsOver() {
    // given
    HostedRepository repository = stage.git().repository("renamed");
    String commit =
        repository.write("app/shared.yaml", Manifests.configMap("renamed", "1")).push("one");
    RunningApplication old =
        stage.application("renamed-old", repository, "app").withFinalizer().create();
    old.awaitReadyAt(commit);
    String uid = metadata("renamed").path("uid").asText();

    // when
    RunningApplication next = stage.application("renamed-new", repository, "app").create();
    old.delete();

    // then
    next.awaitReadyAt(commit);
    Waiting.until(RunningApplication.PATIENCE, old::story, () -> !old.exists());
    assertThat(metadata("renamed").path("uid").asText()).isEqualTo(uid);
    assertThat(mark("renamed")).isEqualTo(next.uid());
  }

  private JsonNode metadata() {
    return metadata("shared");
  }

  private JsonNode metadata(String name) {
    return stage.cluster().get(stage.configMap(name)).path("metadata");
  }

  private String mark() {
    return mark("shared");
  }

  private String mark(String name) {
    String mark = metadata(name).path("annotations").path(Tracking.ANNOTATION).asText();
    return Tracking.parse(mark).orElseThrow().applicationUid();
  }
}
