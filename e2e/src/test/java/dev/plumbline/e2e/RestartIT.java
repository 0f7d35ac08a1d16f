package dev.plumbline.e2e;

import static dev.plumbline.testkit.harness.RunningApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.testkit.RecordingSink.Request;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.AlertTarget;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Installation;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Everything is stopped, and once killed, in the middle of fifty pushes. It has an installation of
 * its own, which needs a cluster of its own: two on one would both work on all applications.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartIT {

  private static final int APPLICATIONS = 10;
  private static final int PUSHES = 50;
  private static final int BROKEN = APPLICATIONS - 1;

  private final Map<Integer, String> newest = new LinkedHashMap<>();
  private final List<RunningApplication> applications = new ArrayList<>();
  private Installation installation;
  private Stage stage;
  private HostedRepository repository;
  private AlertTarget alerts;
  private int pushes;

  @BeforeAll
  void start() {
    assumeThat(Installation.onSandbox()).as("a cluster of its own").isTrue();
    installation = Installation.start("restart", Map.of("PLUMBLINE_GIT_POLLER_INTERVAL", "2s"));
    stage = new Stage(installation, "RestartIT");
    alerts =
        AlertTarget.webhook(
            stage,
            "all",
            "'*'",
            "Drift",
            "RenderFailed",
            "SyncFailed",
            "ConvergenceLost",
            "ConvergenceReached");
    repository = stage.git().repository("restart");
    for (int i = 0; i < APPLICATIONS; i++) {
      repository.write(file(i), Manifests.configMap(name(i), "0"));
    }
    String commit = repository.push("Begin");
    for (int i = 0; i < APPLICATIONS; i++) {
      applications.add(stage.application(name(i), repository, name(i)).create());
    }
    applications.forEach(application -> application.awaitConverged(commit));
  }

  @AfterAll
  void stop() {
    if (installation != null) {
      alerts.close();
      stage.close();
      installation.close();
    }
  }

  @Test
  void everyApplicationEndsAtItsNewestCommitAndNoNotificationIsLostOrDoubled() {
    // given a failed render that was told before the stop, and is mended while all is down
    push(10);
    repository.write(name(BROKEN) + "/broken.yaml", "kind: [\n").push("Break one");
    Request opened = alerts.sink().await(PATIENCE, request -> tells(request, "opened"));
    pushIntoTheMiddle(5);

    // when all is stopped in the middle of pushes, as a machine that is shut down does
    installation.stop();
    stage.git().tells(null);
    repository.delete(name(BROKEN) + "/broken.yaml").push("Mend it");
    push(10);
    installation.startAgain();
    stage.git().tells(stage.webhook());
    pushIntoTheMiddle(10);
    assertThat(ids(alerts.sink().requests()))
        .as("ids of notifications, also over a stop")
        .doesNotHaveDuplicates();

    // and when all is killed in the middle of pushes
    installation.kill();
    stage.git().tells(null);
    push(5);
    installation.startAgain();
    stage.git().tells(stage.webhook());
    push(10);
    String last = lastPushOfAll();

    // then
    assertThat(pushes).isEqualTo(PUSHES);
    applications.forEach(application -> application.awaitReadyAt(last));
    newest.forEach(
        (application, value) ->
            assertThat(
                    stage
                        .cluster()
                        .get(stage.configMap(name(application)))
                        .at("/data/value")
                        .asText())
                .as(name(application))
                .isEqualTo(value));
    applications.forEach(this::assertToldOfItsLastConvergence);
    assertNothingIsToldTwice();
    assertMendingIsToldOnce(opened);
  }

  /** Some of the pushes have been carried through when this ends, and some have not. */
  private void pushIntoTheMiddle(int count) {
    int before = reached();
    push(count - 4);
    Waiting.until(PATIENCE, () -> "nothing converges", () -> reached() > before);
    push(4);
  }

  private int reached() {
    return installation.events().of(ConvergenceReached.class, any -> true).size();
  }

  private void push(int count) {
    for (int i = 0; i < count; i++) {
      int application = pushes % BROKEN;
      pushes++;
      String value = "push " + pushes;
      newest.put(application, value);
      repository.write(file(application), Manifests.configMap(name(application), value));
      repository.push("Push " + pushes);
    }
  }

  /** One commit that changes every application, so that each has something to tell at the end. */
  private String lastPushOfAll() {
    for (int i = 0; i < APPLICATIONS; i++) {
      newest.put(i, "last");
      repository.write(file(i), Manifests.configMap(name(i), "last"));
    }
    return repository.push("Change all");
  }

  /** What came last of an application may overtake what came before, but itself must come. */
  private void assertToldOfItsLastConvergence(RunningApplication application) {
    List<ConvergenceReached> reached = application.events(ConvergenceReached.class);
    String commit = reached.get(reached.size() - 1).revisions().get(0).commit().substring(0, 8);
    alerts
        .sink()
        .await(
            PATIENCE,
            request ->
                isFor(request, application)
                    && tells(request, "info")
                    && request.body().contains(commit));
  }

  /**
   * Delivery is at least once, so after a kill the same message may come again under the same id,
   * which its receiver drops; told twice is what comes under two ids.
   */
  private void assertNothingIsToldTwice() {
    Map<String, JsonNode> received = new LinkedHashMap<>();
    alerts
        .sink()
        .requests()
        .forEach(request -> received.put(request.headers().get("webhook-id"), json(request)));
    System.out.printf(
        "fifty pushes, a stop and a kill: convergences=%d messages=%d requests=%d%n",
        reached(), received.size(), alerts.sink().requests().size());
    assertThat(received.values())
        .extracting(
            event ->
                event.path("subject").asText()
                    + " "
                    + event.path("type").asText()
                    + " "
                    + event.at("/data/event").asText()
                    + " "
                    + event.at("/data/facts/revision").asText()
                    + " "
                    + event.at("/data/incidentId").asText())
        .doesNotHaveDuplicates();
  }

  private void assertMendingIsToldOnce(Request opened) {
    JsonNode incident = json(opened).at("/data/incidentId");
    assertThat(json(opened).path("subject").asText())
        .isEqualTo(applications.get(BROKEN).key().toString());
    Waiting.until(
        PATIENCE,
        () -> "nobody is told that it is mended: " + alerts.bodies(),
        () -> alerts.sink().requests().stream().anyMatch(it -> tells(it, "resolved")));
    assertThat(alerts.sink().requests(request -> tells(request, "resolved")))
        .extracting(request -> json(request).at("/data/incidentId"))
        .containsOnly(incident);
    assertThat(ids(alerts.sink().requests(request -> tells(request, "opened"))))
        .containsOnly(opened.headers().get("webhook-id"));
  }

  private static boolean tells(Request request, String event) {
    return json(request).at("/data/event").asText().equals(event);
  }

  private static boolean isFor(Request request, RunningApplication application) {
    return json(request).path("subject").asText().equals(application.key().toString());
  }

  private static List<String> ids(List<Request> requests) {
    return requests.stream().map(request -> request.headers().get("webhook-id")).toList();
  }

  private static JsonNode json(Request request) {
    try {
      return Json.mapper().readTree(request.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(int application) {
    return "app-" + application;
  }

  private static String file(int application) {
    return name(application) + "/configmap.yaml";
  }
}
