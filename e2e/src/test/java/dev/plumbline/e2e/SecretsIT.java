package dev.plumbline.e2e;

import static dev.plumbline.testkit.harness.RunningApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.DriftEvent.Detected;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.testkit.GitWorkspace;
import dev.plumbline.testkit.RecordingSink;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Installation;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WebhookCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Canaries stand in every place where a secret can: applied, edited by hand, in broken manifests,
 * as credentials and as keys of webhooks. None is found where it does not belong. Git objects and
 * Kafka's segments are compressed: of the latter every record is read instead.
 */
@ExtendWith(EndToEnd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {

  private static final Set<String> FAILED = Set.of("RenderFailed", "SyncFailed");

  private final Canaries canaries = new Canaries();
  private final RecordingSink sink = new RecordingSink();
  private final String marker = "marker-" + Stage.random(12);
  private Stage stage;
  private GitHost closed;

  @BeforeAll
  void plant(Stage given) throws Exception {
    stage = given;
    closed = GitHost.closed("reader", canaries.plant("git password"));
    alertsWithSecretAddressAndKey();
    applyAndEditSecrets();
    breakSecrets();
    readWithCredentials();
    callWebhookWithSecret();
  }

  @AfterAll
  void close() {
    closed.close();
    sink.close();
  }

  @Test
  void theSearchFindsACanaryWhereItBelongs() {
    String secret = stage.cluster().get(stage.object("v1", "Secret", "planted")).toString();
    String alignedOtherwise = Canaries.base64("user:" + canaries.of("git password"));

    assertThatThrownBy(() -> canaries.assertNoneIn("the Secret", secret))
        .hasMessageContaining("canary");
    assertThatThrownBy(() -> canaries.assertNoneIn("a header", alignedOtherwise))
        .hasMessageContaining("git password");
    assertThat(stage.installation().events().raw()).anyMatch(it -> it.contains(marker));
  }

  @Test
  void noCanaryIsInAnyTopic() {
    List<String> records = stage.installation().events().raw();
    records.forEach(record -> canaries.assertNoneIn("a record", record));
  }

  @Test
  void noCanaryIsInAnyOutputOrLog() throws IOException {
    Installation installation = stage.installation();
    List<Path> files = new ArrayList<>();
    installation.processes().stream().map(PlumblineProcess::outputs).forEach(files::addAll);
    files.add(installation.dataDir().resolve("plumbline.log"));
    for (Path file : files) {
      canaries.assertNoneIn(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void noCanaryIsOnAnyPage() throws Exception {
    URI metrics = stage.installation().endpoints().metrics();
    for (String page : List.of("/q/metrics", "/q/health", "/q/health/live", "/q/health/ready")) {
      canaries.assertNoneIn(page, get(metrics.resolve(page)));
    }
  }

  @Test
  void noCanaryIsInAnyFileUnderTheDataDirectory() throws IOException {
    try (Stream<Path> files = Files.walk(stage.installation().dataDir())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        canaries.assertNoneIn(file.toString(), content(file));
      }
    }
  }

  @Test
  void noCanaryIsInAnyResourceOfOurs() {
    for (String kind :
        List.of("Application", "WebhookSource", "NotificationProvider", "NotificationRoute")) {
      JsonNode all = stage.cluster().list(stage.object("plumbline.dev/v1alpha1", kind, "any"));
      assertThat(all).isNotEmpty();
      canaries.assertNoneIn(kind, all.toString());
    }
  }

  @Test
  void noCanaryIsInAnyNotification() {
    assertThat(sink.requests()).isNotEmpty();
    sink.requests().forEach(request -> canaries.assertNoneIn("a notification", request.body()));
  }

  private void applyAndEditSecrets() {
    HostedRepository repository = stage.git().repository("secrets");
    repository.write("marker.yaml", Manifests.configMap("marker", marker));
    repository.write(
        "secret.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata:
          name: planted
          annotations:
            kubectl.kubernetes.io/last-applied-configuration: '{"stringData": {"plain": "%s"}}'
        data:
          encoded: %s
        stringData:
          plain: %s
        """
            .formatted(
                canaries.plant("kubectl's annotation"),
                Canaries.base64(canaries.plant("data")),
                canaries.plant("stringData")));
    repository.push("Plant");
    RunningApplication application =
        stage.application("planted", repository, "").withoutSelfHeal().create();
    application.await(ConvergenceReached.class, any -> true);
    ObjectRef secret = stage.object("v1", "Secret", "planted");
    assertThat(stage.cluster().get(secret).at("/data/plain").asText())
        .isEqualTo(Canaries.base64(canaries.of("stringData")));

    stage
        .cluster()
        .merge(
            secret,
            "data: {encoded: %s}".formatted(Canaries.base64(canaries.plant("edited by hand"))),
            "kubectl-edit");
    application.await(Detected.class, any -> true);
  }

  private void breakSecrets() {
    HostedRepository repository = stage.git().repository("broken");
    repository.write(
        "syntax.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: syntax}
        stringData:
          before: %s
          broken: "%s
          after: %s
        """
            .formatted(
                canaries.plant("line before an error"),
                canaries.plant("line of an error"),
                canaries.plant("line after")));
    repository.write(
        "shape.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: shape}
        data:
          notBase64: "%s!"
        stringData:
          list: [%s]
        """
            .formatted(canaries.plant("not base64"), canaries.plant("list instead of text")));
    repository.write(
        "misspelt.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: misspelt}
        stringdata:
          password: "%s"
        """
            .formatted(canaries.plant("below a misspelt field")));
    repository.write(
        "refused.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: refused}
        stringData:
          "not a key": "%s"
        """
            .formatted(canaries.plant("refused by the API server")));
    repository.push("Break");
    for (String file : List.of("syntax", "shape", "misspelt", "refused")) {
      stage
          .application(file, repository, "")
          .include(file + ".yaml")
          .create()
          .awaitCondition(
              "Ready", "False", ready -> FAILED.contains(ready.path("reason").asText()));
    }
  }

  private void readWithCredentials() throws IOException {
    GitWorkspace.createBare(closed.root().resolve("bare"), "private");
    Path clone = closed.root().resolve("clones").resolve("private");
    try (GitWorkspace work = GitWorkspace.clone(closed.server().pushUrl("private"), clone)) {
      work.git().getRepository().updateRef("HEAD").link("refs/heads/main");
      work.write("configmap.yaml", Manifests.configMap("private", "1")).push("Begin");
    }
    credentials("right", canaries.of("git password"));
    credentials("wrong", canaries.plant("wrong password"));
    String url = closed.server().url("private").toString();
    stage
        .applicationOf("permitted", url, "")
        .credentials("right")
        .create()
        .await(ConvergenceReached.class, any -> true);
    stage
        .applicationOf("denied", url, "")
        .credentials("wrong")
        .create()
        .await(
            RenderResult.Failed.class,
            failed -> failed.reason() == FailureReason.AuthenticationFailed);
  }

  private void callWebhookWithSecret() {
    stage.createSecret("canary-hook", "token", canaries.plant("webhook secret"));
    ObjectNode source =
        Cluster.parse(
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: WebhookSource
            metadata: {name: canary, namespace: %s}
            spec:
              provider: gitlab
              secretRef: {name: canary-hook}
            """
                .formatted(stage.namespace()));
    ObjectRef ref = Cluster.ref(stage.cluster().create(source).object());
    Waiting.until(
        PATIENCE,
        () -> "no path: " + stage.cluster().get(ref),
        () -> stage.cluster().get(ref).at("/status/webhookPath").isTextual());
    URI url =
        stage
            .installation()
            .endpoints()
            .metrics()
            .resolve(stage.cluster().get(ref).at("/status/webhookPath").asText());
    String secret = canaries.of("webhook secret");
    WebhookCaller caller = new WebhookCaller(url, WebhookCaller.Provider.GITLAB, secret);
    String repository = "https://git.example.com/canary/repository.git";
    assertThat(caller.tell(repository, "refs/heads/main", "0".repeat(40), "1".repeat(40)))
        .isEqualTo(202);
    WebhookCaller forger =
        new WebhookCaller(
            url, WebhookCaller.Provider.GITLAB, canaries.plant("forged webhook secret"));
    assertThat(forger.tell(repository, "refs/heads/main", "0".repeat(40), "1".repeat(40)))
        .isEqualTo(401);
  }

  /** Told of everything: one whose key is fine, and one whose address cannot be used. */
  private void alertsWithSecretAddressAndKey() {
    String key = "whsec_" + Canaries.base64(canaries.plant("signing key"));
    stage.createSecret("good", "token", key);
    stage.createSecret(
        "bad", "address", "http://127.0.0.1:1/services/" + canaries.plant("path of an address"));
    provider("good", "webhook", "address: " + sink.url("/good"));
    provider("bad", "slack", "suspend: false");
    stage
        .cluster()
        .create(
            Cluster.parse(
                """
                apiVersion: plumbline.dev/v1alpha1
                kind: NotificationRoute
                metadata: {name: all, namespace: %s}
                spec:
                  providers: [good, bad]
                  events: [Drift, RenderFailed, SyncFailed, ConvergenceLost, ConvergenceReached]
                """
                    .formatted(stage.namespace())))
        .object();
  }

  private void provider(String name, String type, String more) {
    stage
        .cluster()
        .create(
            Cluster.parse(
                """
                apiVersion: plumbline.dev/v1alpha1
                kind: NotificationProvider
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  type: %3$s
                  secretRef: {name: %1$s}
                  %4$s
                """
                    .formatted(name, stage.namespace(), type, more)))
        .object();
  }

  private void credentials(String name, String password) {
    stage.createSecret(name, "password", password);
    stage
        .cluster()
        .merge(
            stage.object("v1", "Secret", name), "stringData: {username: reader}", "kubectl-patch");
  }

  /** A file that is gone by now holds nothing. */
  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String get(URI page) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
