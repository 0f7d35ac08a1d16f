package dev.plumbline.e2e;

import static dev.plumbline.testkit.harness.RunningApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.DriftEvent.Cleared;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.testkit.RecordingSink;
import dev.plumbline.testkit.RecordingSink.Answer;
import dev.plumbline.testkit.RecordingSink.Request;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * People are told by Slack, PagerDuty and webhook, once of each problem and once of its end. One
 * route sends everything to all three, which are paths of one recording sink.
 */
@ExtendWith(EndToEnd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotificationIT {

  private static final byte[] SIGNING_KEY =
      "a signing key of more than 24 bytes".getBytes(StandardCharsets.UTF_8);
  private static final String ROUTING_KEY = "0123456789abcdef0123456789abcdef";
  private static final String TYPE = "dev.plumbline.";

  private final RecordingSink sink = new RecordingSink();
  private Stage stage;

  @BeforeAll
  void open(Stage given) {
    stage = given;
    sink.answer(
        request ->
            request.path().equals("/pagerduty") ? Answer.of(202, "{}") : Answer.of(200, "ok"));
    stage.createSecret("pagerduty", "token", ROUTING_KEY);
    stage.createSecret("hook", "token", "whsec_" + Base64.getEncoder().encodeToString(SIGNING_KEY));
    stage.createSecret("slack", "address", sink.url("/slack").toString());
    create(
        """
        kind: NotificationProvider
        metadata: {name: slack, namespace: %1$s}
        spec:
          type: slack
          secretRef: {name: slack}
        """);
    create(
        """
        kind: NotificationProvider
        metadata: {name: pagerduty, namespace: %1$s}
        spec:
          type: pagerduty
          address: %2$s/pagerduty
          secretRef: {name: pagerduty}
        """);
    create(
        """
        kind: NotificationProvider
        metadata: {name: hook, namespace: %1$s}
        spec:
          type: webhook
          address: %2$s/hook
          secretRef: {name: hook}
        """);
    create(
        """
        kind: NotificationRoute
        metadata: {name: everything, namespace: %1$s}
        spec:
          providers: [slack, pagerduty, hook]
          events: [Drift, RenderFailed, SyncFailed, ConvergenceLost, ConvergenceReached]
        """);
  }

  @AfterAll
  void close() {
    sink.close();
  }

  @Test
  void driftIsToldWithWhoMadeItAndSoIsItsEnd() {
    RunningApplication application = drifted("drift");

    String incident = assertToldOnce(application, "drift.detected", "kubectl-edit", "data.value");

    changeByHand("drift", "1");
    application.await(Cleared.class, any -> true);
    assertEndedOnce(application, incident, "drift.cleared");
  }

  @Test
  void aFailedRenderIsToldWithFileAndLineAndSoIsItsEnd() {
    HostedRepository repository = repository("render");
    RunningApplication application = converged("render", repository);
    repository.write("broken.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [}\n");
    repository.push("Break it");

    String incident = assertToldOnce(application, "render.failed", "broken.yaml:3");

    repository.delete("broken.yaml").push("Mend it");
    assertEndedOnce(application, incident, "render.");
  }

  @Test
  void aFailedSyncIsToldWithTheObjectAndSoIsItsEnd() {
    HostedRepository repository = repository("sync");
    RunningApplication application = converged("sync", repository);
    repository.write(
        "unknown.yaml",
        """
        apiVersion: example.com/v1
        kind: Frobnicator
        metadata: {name: whirr}
        """);
    repository.push("Break it");

    String incident = assertToldOnce(application, "sync.failed", "Frobnicator", "UnknownKind");

    repository.delete("unknown.yaml").push("Mend it");
    assertEndedOnce(application, incident, "sync.succeeded");
  }

  @Test
  void lostConvergenceIsToldWithTheImageAndSoIsItsEnd() {
    HostedRepository repository = repository("health");
    RunningApplication application = converged("health", repository);
    repository.write(
        "deployment.yaml", Manifests.deployment("health", "example.com/shop/web:missing", 1));
    repository.push("Name an image that is not there");

    String incident =
        assertToldOnce(application, "convergence.lost", "example.com/shop/web:missing");

    repository.write(
        "deployment.yaml", Manifests.deployment("health", "example.com/shop/web:2", 1));
    String commit = repository.push("Mend it");
    application.awaitConverged(commit);
    assertEndedOnce(application, incident, "convergence.reached");
  }

  @Test
  void reachedConvergenceIsToldWithItsRevisionByChatAndHookButPagesNobody() {
    HostedRepository repository = repository("reached");
    RunningApplication application = stage.application("reached", repository, "").create();
    ConvergenceReached reached = application.await(ConvergenceReached.class, any -> true);
    String commit = reached.revisions().get(0).commit().substring(0, 8);

    Request hook = awaitHook(application, "convergence.reached", "info");
    assertThat(hook.body()).contains(commit);
    Request slack =
        sink.await(PATIENCE, it -> isSlack(it, application) && it.body().contains(commit));
    assertThat(json(slack).path("text").asText()).contains("converged");
    assertThat(
            sink.requests(it -> it.path().equals("/pagerduty") && it.body().contains("/reached")))
        .isEmpty();
  }

  @Test
  void aHookIsSignedAsStandardWebhooksSaysAndCarriesACloudEvent() {
    RunningApplication application = converged("signed", repository("signed"));

    Request hook = awaitHook(application, "convergence.reached", "info");

    String id = hook.headers().get("webhook-id");
    String timestamp = hook.headers().get("webhook-timestamp");
    assertThat(hook.headers().get("webhook-signature"))
        .isEqualTo("v1," + signature(id + "." + timestamp + "." + hook.body()));
    assertThat(hook.headers().get("Content-Type")).startsWith("application/cloudevents+json");
    JsonNode event = json(hook);
    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(event.path("id").asText()).isEqualTo(id);
    assertThat(event.path("type").asText()).isEqualTo(TYPE + "convergence.reached");
    assertThat(event.path("subject").asText()).isEqualTo(application.key().toString());
    assertThat(event.at("/data/facts/cluster").asText()).isEqualTo("in-cluster");
  }

  @Test
  void nothingIsToldTwiceAfterARestartAndWhoKnewOfAProblemLearnsOfItsEnd() {
    // given a problem that is open and one that is over, all told
    RunningApplication open = drifted("open");
    String incident = assertToldOnce(open, "drift.detected", "kubectl-edit");
    HostedRepository repository = repository("steady");
    RunningApplication steady = converged("steady", repository);
    awaitHook(steady, "convergence.reached", "info");

    // when
    stage.installation().stop();
    List<Request> before = sink.requests();
    stage.installation().startAgain();

    // then what is new is told, of the old nothing but the end, and nothing twice
    repository.write("configmap.yaml", Manifests.configMap("steady", "2"));
    steady.awaitConverged(repository.push("Go on"));
    Waiting.until(
        PATIENCE,
        () -> "not told after the restart: " + hooks(steady),
        () -> hooks(steady).size() == 2);
    changeByHand("open", "1");
    open.await(Cleared.class, any -> true);
    assertEndedOnce(open, incident, "drift.cleared");
    assertThat(sink.requests().subList(before.size(), sink.requests().size()))
        .as("requests after the restart")
        .noneMatch(request -> request.body().contains("drift.detected"));
    assertThat(sink.requests())
        .extracting(request -> request.path() + " " + request.body())
        .doesNotHaveDuplicates();
  }

  /** All three are told, once; gives the incident's id. */
  private String assertToldOnce(RunningApplication application, String type, String... says) {
    Request hook = awaitHook(application, type, "opened");
    String incident = json(hook).at("/data/incidentId").asText();
    assertThat(incident).isNotEmpty();
    assertThat(json(hook).at("/data/text").asText()).contains(says);

    Request page = sink.await(PATIENCE, request -> pages(request, "trigger", incident));
    assertThat(json(page).path("routing_key").asText()).isEqualTo(ROUTING_KEY);
    assertThat(json(page).at("/payload/severity").asText()).isIn("error", "warning", "critical");
    assertThat(json(page).at("/payload/source").asText()).isEqualTo(application.key().toString());

    String title = json(hook).at("/data/title").asText();
    Request slack =
        sink.await(
            PATIENCE,
            request ->
                isSlack(request, application) && json(request).path("text").asText().equals(title));
    for (String word : says) {
      assertThat(slack.body()).contains(word);
    }
    assertThat(sink.requests(request -> isHook(request, application, type, "opened"))).hasSize(1);
    assertThat(sink.requests(request -> pages(request, "trigger", incident))).hasSize(1);
    return incident;
  }

  /** All three are told of the end, once, and PagerDuty under the key of the beginning. */
  private void assertEndedOnce(RunningApplication application, String incident, String type) {
    awaitHook(application, type, "resolved");
    sink.await(PATIENCE, request -> pages(request, "resolve", incident));
    sink.await(
        PATIENCE,
        request ->
            isSlack(request, application)
                && json(request).path("text").asText().startsWith("Resolved: "));
    assertThat(
            sink.requests(
                request ->
                    request.path().equals("/hook")
                        && json(request).at("/data/incidentId").asText().equals(incident)
                        && json(request).at("/data/event").asText().equals("resolved")))
        .hasSize(1);
    assertThat(sink.requests(request -> pages(request, "resolve", incident))).hasSize(1);
  }

  private Request awaitHook(RunningApplication application, String type, String event) {
    return sink.await(PATIENCE, request -> isHook(request, application, type, event));
  }

  private List<Request> hooks(RunningApplication application) {
    return sink.requests(request -> isHook(request, application, "convergence.reached", "info"));
  }

  private static boolean isHook(
      Request request, RunningApplication application, String type, String event) {
    return request.path().equals("/hook")
        && json(request).path("subject").asText().equals(application.key().toString())
        && json(request).path("type").asText().startsWith(TYPE + type)
        && json(request).at("/data/event").asText().equals(event);
  }

  private static boolean isSlack(Request request, RunningApplication application) {
    return request.path().equals("/slack") && isFor(request, application);
  }

  private static boolean pages(Request request, String action, String incident) {
    return request.path().equals("/pagerduty")
        && json(request).path("event_action").asText().equals(action)
        && json(request).path("dedup_key").asText().equals(incident);
  }

  private static boolean isFor(Request request, RunningApplication application) {
    return request.body().contains(application.key().toString());
  }

  /** An application without self-heal whose ConfigMap somebody has edited. */
  private RunningApplication drifted(String name) {
    RunningApplication application =
        stage.application(name, repository(name), "").withoutSelfHeal().create();
    application.await(ConvergenceReached.class, any -> true);
    changeByHand(name, "changed by hand");
    return application;
  }

  private RunningApplication converged(String name, HostedRepository repository) {
    RunningApplication application = stage.application(name, repository, "").create();
    application.await(ConvergenceReached.class, any -> true);
    return application;
  }

  private void changeByHand(String configMap, String value) {
    stage
        .cluster()
        .merge(
            stage.configMap(configMap), "data: {value: \"%s\"}".formatted(value), "kubectl-edit");
  }

  /** A repository with one ConfigMap of its own name. */
  private HostedRepository repository(String name) {
    HostedRepository repository = stage.git().repository(name);
    repository.write("configmap.yaml", Manifests.configMap(name, "1"));
    repository.push("Begin");
    return repository;
  }

  private void create(String yaml) {
    ObjectNode resource =
        Cluster.parse(
            "apiVersion: plumbline.dev/v1alpha1\n"
                + yaml.formatted(stage.namespace(), sink.url("")));
    stage.cluster().create(resource).object();
  }

  private static JsonNode json(Request request) {
    try {
      return Json.mapper().readTree(request.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String signature(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SIGNING_KEY, "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
