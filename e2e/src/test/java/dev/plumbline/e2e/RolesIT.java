package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.RefSeen;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.sandbox.Sandbox;
import dev.plumbline.testkit.RecordingSink;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.TestKafka;
import dev.plumbline.testkit.TopicLog;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.Metrics;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.WebhookCaller;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each service alone in a process, as in a cluster of containers, on one broker and one API server.
 * The API server is always a sandbox: an installation that runs beside this one has its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesIT {

  private static final List<String> ROLES =
      List.of("webhook-ingest", "git-poller", "renderer", "drift-detector", "applier", "notifier");
  private static final Pattern LISTENING =
      Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String SECRET = "shared between host and webhook-ingest";

  private final Map<String, PlumblineProcess> processes = new LinkedHashMap<>();
  private final GitHost git = GitHost.open();
  private final RecordingSink sink = new RecordingSink();
  private TestKafka kafka;
  private TestCluster cluster;
  private KubernetesClient client;
  private TopicLog events;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    kafka = TestKafka.start(directory.resolve("kafka"));
    cluster = sandbox(directory.resolve("kubeconfig"));
    client = cluster.client();
    Definitions.install(client, "installer", ResourceKind.values());
    create(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: hook}
        stringData: {token: %s}
        """,
        SECRET);
    create(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: WebhookSource
        metadata: {name: hook}
        spec: {provider: github, secretRef: {name: hook}}
        """);
    KeyRing.readOrCreate(directory.resolve("keys"));
    for (String role : ROLES) {
      processes.put(role, PlumblineProcess.start(role, environment(role, directory), List.of()));
    }
    ROLES.forEach(
        role ->
            Waiting.until(
                PATIENCE,
                () -> role + " is not ready: " + processes.get(role).out(),
                () -> isReady(role)));
    events = new TopicLog(kafka.bootstrapServers(), Topic.values());
  }

  @AfterAll
  void stop() throws Exception {
    processes.values().forEach(PlumblineProcess::close);
    if (events != null) {
      events.close();
    }
    sink.close();
    git.close();
    client.close();
    cluster.close();
    kafka.close();
  }

  @Test
  void aPushConvergesThroughAllOfThemInOneTrace() {
    // given
    create(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: NotificationProvider
        metadata: {name: sink}
        spec: {type: webhook, address: %s}
        """,
        sink.url("/hook"));
    create(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: NotificationRoute
        metadata: {name: sink}
        spec: {providers: [sink], events: [ConvergenceReached]}
        """);
    git.tells(new WebhookCaller(webhook(), WebhookCaller.Provider.GITHUB, SECRET));
    HostedRepository repository = git.repository("roles");
    repository.write("configmap.yaml", Manifests.configMap("shop", "1"));
    String first = repository.push("Begin");
    create(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: Application
        metadata: {name: shop}
        spec:
          source: {repoURL: %s, targetRevision: main}
          destination: {namespace: default}
          syncPolicy: {automated: {prune: true, selfHeal: true}}
        """,
        repository.url());
    awaitConverged(first);
    // the poller looks at a new repository once, and then no sooner than after its interval
    events.await(PATIENCE, RefSeen.class, seen -> seen.commit().equals(first));

    // when
    repository.write("configmap.yaml", Manifests.configMap("shop", "2"));
    String second = repository.push("Change");

    // then
    ConvergenceReached reached = awaitConverged(second);
    assertThat(reached.trigger().cause()).isEqualTo(Trigger.Cause.WEBHOOK);
    assertThat(client.configMaps().inNamespace("default").withName("shop").get().getData())
        .containsEntry("value", "2");
    sink.await(PATIENCE, request -> request.body().contains(second.substring(0, 8)));
    assertThat(typesInTraceOf(reached))
        .contains(
            EventType.REVISION_OBSERVED,
            EventType.RENDER_REQUESTED,
            EventType.RENDER_SUCCEEDED,
            EventType.DESIRED,
            EventType.PLAN_MADE,
            EventType.SYNC_STARTED,
            EventType.INVENTORY,
            EventType.SYNC_SUCCEEDED,
            EventType.CONVERGENCE_REACHED);
    assertThat(traceOf(revisionObserved(second))).isEqualTo(traceOf(reached));
  }

  @ParameterizedTest
  @MethodSource("roles")
  void eachSaysThatItLivesAndIsReadyAndHasMetrics(String role) throws IOException {
    HttpResponse<String> live = get(role, "/q/health/live");
    HttpResponse<String> ready = get(role, "/q/health/ready");

    assertThat(live.statusCode()).as(live.body()).isEqualTo(200);
    assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
    JsonNode checks = Json.mapper().readTree(ready.body()).path("checks");
    assertThat(checks).as("what readiness of %s rests on", role).isNotEmpty();
    Metrics metrics = Metrics.scrape(address(role).resolve("/q/metrics"));
    assertThat(metrics.samples().keySet())
        .anyMatch(sample -> sample.startsWith("plumbline_"))
        .anyMatch(sample -> sample.startsWith("jvm_"));
  }

  @Test
  void onlyWebhookIngestTakesWebhooks() {
    URI path = URI.create(webhookPath());
    for (String role : ROLES.subList(1, ROLES.size())) {
      WebhookCaller caller =
          new WebhookCaller(
              address(role).resolve(path), WebhookCaller.Provider.GITHUB, "any secret");
      assertThat(caller.tell("https://example.com/r", "refs/heads/main", "", ""))
          .as(role)
          .isEqualTo(404);
    }
  }

  static List<String> roles() {
    return ROLES;
  }

  private static TestCluster sandbox(Path kubeconfig) {
    Sandbox sandbox = Sandbox.builder().start();
    sandbox.writeKubeconfig(kubeconfig);
    return new TestCluster(kubeconfig, sandbox);
  }

  private Map<String, String> environment(String role, Path directory) {
    return Map.of(
        "PLUMBLINE_ROLES",
        role,
        "PLUMBLINE_KUBECONFIG",
        cluster.kubeconfig().toString(),
        "PLUMBLINE_DATA_DIR",
        directory.resolve(role).toString(),
        "PLUMBLINE_ENCRYPTION_KEY_FILE",
        directory.resolve("keys").toString(),
        "PLUMBLINE_KAFKA_PARTITIONS",
        "4",
        "KAFKA_BOOTSTRAP_SERVERS",
        kafka.bootstrapServers(),
        "QUARKUS_HTTP_HOST",
        "127.0.0.1",
        "QUARKUS_HTTP_PORT",
        "0");
  }

  private ConvergenceReached awaitConverged(String commit) {
    return events.await(
        PATIENCE,
        ConvergenceReached.class,
        reached -> RunningApplication.commits(reached.revisions(), commit));
  }

  private RevisionObserved revisionObserved(String commit) {
    return events.await(
        PATIENCE, RevisionObserved.class, observed -> commit.equals(observed.revision()));
  }

  private Set<EventType> typesInTraceOf(Event last) {
    String trace = traceOf(last);
    Set<EventType> types = new LinkedHashSet<>();
    for (Envelope<Event> envelope : events.all()) {
      if (envelope.trace().traceId().equals(trace)) {
        types.add(EventType.of(envelope.event()));
      }
    }
    return types;
  }

  private String traceOf(Event event) {
    return events.all().stream()
        .filter(envelope -> envelope.event() == event)
        .map(envelope -> envelope.trace().traceId())
        .findFirst()
        .orElseThrow();
  }

  private void create(String yaml, Object... values) {
    client.resource(yaml.formatted(values)).inNamespace("default").create();
  }

  private URI webhook() {
    return address("webhook-ingest").resolve(webhookPath());
  }

  private String webhookPath() {
    Waiting.until(PATIENCE, () -> "the webhook source has no path", () -> !storedPath().isEmpty());
    return storedPath();
  }

  private String storedPath() {
    var source =
        client
            .genericKubernetesResources("plumbline.dev/v1alpha1", "WebhookSource")
            .inNamespace("default")
            .withName("hook")
            .get();
    String path = source == null ? null : source.get("status", "webhookPath");
    return path == null ? "" : path;
  }

  /** Where a process listens; it chose its port itself and tells it in its log. */
  private URI address(String role) {
    Matcher listening = LISTENING.matcher(processes.get(role).out());
    assertThat(listening.find()).as("%s says where it listens", role).isTrue();
    return URI.create("http://127.0.0.1:" + listening.group(1));
  }

  private boolean isReady(String role) {
    PlumblineProcess process = processes.get(role);
    assertThat(process.alive())
        .as("%s runs; it printed%n%s%n%s", role, process.out(), process.err())
        .isTrue();
    return LISTENING.matcher(process.out()).find()
        && get(role, "/q/health/ready").statusCode() == 200;
  }

  private HttpResponse<String> get(String role, String page) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(address(role).resolve(page)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
