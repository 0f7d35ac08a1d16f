package dev.plumbline.applier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.cluster.Accounts;
import dev.plumbline.applier.cluster.Admission;
import dev.plumbline.applier.cluster.ClusterHand;
import dev.plumbline.applier.cluster.OtherApplications;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an API server may say to an apply: whether it is tried again at once, and later, and what a
 * person is told.
 */
class FaultTableTest {
  private static final ObjectRef REF = ObjectRef.of("v1", "ConfigMap", "shop", "c");
  private static final RetrySchedule RETRIES =
      new RetrySchedule(4, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(60));
  private static final String KINDS =
      "{\"resources\": [{\"name\": \"configmaps\", \"kind\": \"ConfigMap\", \"namespaced\": true},"
          + " {\"name\": \"secrets\", \"kind\": \"Secret\", \"namespaced\": true}]}";
  private static final boolean AGAIN = true;
  private static final boolean STOP = false;
  private static final boolean LATER = true;
  private static final boolean NEVER = false;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private Answer answer = new Answer(200, "{}", null);
  private HttpServer server;
  private ClusterClient client;

  /** What the server says to each apply; code 0 for a connection that breaks. */
  record Answer(int code, String body, @Nullable String retryAfter) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/", this::reply);
    server.start();
    client =
        ClusterClient.of(
            "in-cluster",
            new KubernetesClientBuilder()
                .withConfig(
                    new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .build());
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments(
            status(409, "Conflict", "the object has been modified"),
            row("Conflict", AGAIN, LATER, "somebody else was changing it")),
        arguments(
            status(422, "Invalid", "data: Invalid value", cause("data", "must be short")),
            row("Invalid", STOP, NEVER, "correct the manifest in Git")),
        arguments(
            status(
                422,
                "Invalid",
                "is invalid",
                cause("data", "Forbidden: field is immutable when `immutable` is set")),
            row(
                "FieldImmutable",
                STOP,
                NEVER,
                "data cannot be changed",
                "plumbline.dev/sync-options: Force=true")),
        arguments(
            status(403, "Forbidden", "User \"p\" cannot patch resource \"configmaps\""),
            row(
                "Forbidden",
                STOP,
                LATER,
                "cannot patch",
                "let Plumbline get, create and patch it")),
        arguments(
            status(403, "Forbidden", "admission webhook \"p.x.y\" denied the request: unsigned"),
            row("AdmissionDenied", STOP, LATER, "unsigned", "as that policy wants it")),
        arguments(
            status(
                422,
                "Invalid",
                "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: unsigned"),
            row("AdmissionDenied", STOP, LATER, "unsigned", "as that policy wants it")),
        arguments(
            status(403, "Forbidden", "exceeded quota: small, requested: configmaps=1"),
            row("QuotaExceeded", STOP, LATER, "small", "raise the quota of namespace shop")),
        arguments(
            status(
                403,
                "Forbidden",
                "unable to create new content in namespace shop because it is being terminated",
                "{\"reason\": \"NamespaceTerminating\"}"),
            row("NamespaceTerminating", AGAIN, LATER, "shop is being deleted", "wait until")),
        arguments(
            status(429, "TooManyRequests", "too many requests, please try again later", "1"),
            row("TooManyRequests", AGAIN, LATER, "cluster in-cluster is too busy")),
        arguments(
            new Answer(429, "slow down", "600"),
            row("TooManyRequests", STOP, LATER, "is too busy: slow down")),
        arguments(
            status(500, "InternalError", "etcdserver: leader changed"),
            row("InternalError", AGAIN, LATER, "cluster in-cluster failed", "leader changed")),
        arguments(
            status(503, "ServiceUnavailable", "the server is currently unable"),
            row("ServiceUnavailable", AGAIN, LATER, "currently unable")),
        arguments(
            status(504, "Timeout", "request did not complete within 60s"),
            row("Timeout", AGAIN, LATER, "did not answer in time")),
        arguments(
            new Answer(0, "", null), row("Unreachable", AGAIN, LATER, "could not be reached")),
        arguments(
            status(
                500,
                "InternalError",
                "failed calling webhook \"a.x.y\": Post \"https://a\": connection refused"),
            row(
                "AdmissionWebhookUnavailable",
                AGAIN,
                LATER,
                "a.x.y",
                "see whether its service runs")),
        arguments(
            status(500, "", "conversion webhook for x.y/v1, Kind=Widget failed: EOF"),
            row(
                "ConversionFailed",
                AGAIN,
                LATER,
                "x.y/v1",
                "conversion webhook of its definition")),
        arguments(
            new Answer(413, "Request entity too large: limit is 3145728", null),
            row("RequestEntityTooLarge", STOP, NEVER, "3145728", "split it")),
        arguments(
            status(500, "", "etcdserver: request is too large"),
            row("RequestEntityTooLarge", STOP, NEVER, "request is too large", "split it")),
        arguments(
            status(
                422,
                "Invalid",
                "is invalid",
                cause("metadata.annotations", "Too long: may not be more than 262144 bytes")),
            row("RequestEntityTooLarge", STOP, NEVER, "split it")),
        arguments(
            status(500, "", ".data.x: field not declared in schema"),
            row("Invalid", STOP, NEVER, ".data.x", "correct the manifest in Git")),
        arguments(
            new Answer(404, "404 page not found", null),
            row(
                "UnknownKind",
                AGAIN,
                LATER,
                "no kind ConfigMap in v1",
                "CustomResourceDefinition")),
        arguments(
            new Answer(
                404,
                "{\"kind\": \"Status\", \"code\": 404, \"reason\": \"NotFound\", \"message\":"
                    + " \"namespaces shop not found\", \"details\": {\"name\": \"shop\"}}",
                null),
            row("NotFound", AGAIN, LATER, "namespaces shop not found", "CreateNamespace=true")),
        arguments(
            status(401, "Unauthorized", "Unauthorized"),
            row("Unauthorized", STOP, LATER, "does not accept", "renew them")));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void eachAnswerIsTriedAgainOrNotAndTold(Answer said, Row expected) {
    // given
    answer = said;

    // when
    TaskOutcome outcome = apply(null);

    // then
    Fault fault = ((TaskOutcome.Failed) outcome).fault();
    ObjectFailure told = FailureText.of(task(null), fault, "in-cluster");
    assertThat(told.reason()).isEqualTo(expected.reason());
    assertThat(RETRIES.after(fault, 1, 0).isPresent()).as("again").isEqualTo(expected.again());
    assertThat(told.retriable()).as("later").isEqualTo(expected.later());
    assertThat(told.message()).startsWith("ConfigMap shop/c: ").contains(expected.words());
  }

  @Test
  void aKindThatIsGoneIsLookedUpAnewWhenItIsTriedAgain() {
    // given
    answer = new Answer(404, "404 page not found", null);
    apply(null);
    long before = requests.stream().filter("GET /api/v1"::equals).count();

    // when
    apply(null);

    // then
    assertThat(requests.stream().filter("GET /api/v1"::equals).count()).isGreaterThan(before);
  }

  @Test
  void whatTheServerSaysOfASecretIsNotToldButWhoRefusedIt() {
    // given
    answer =
        status(403, "Forbidden", "admission webhook \"p.x.y\" denied the request: hunter2 is weak");
    ObjectRef secret = ObjectRef.of("v1", "Secret", "shop", "s");

    // when
    TaskOutcome outcome = perform(task(secret, null));

    // then
    ObjectFailure told =
        FailureText.of(task(secret, null), ((TaskOutcome.Failed) outcome).fault(), "in-cluster");
    assertThat(told.message()).contains("p.x.y").doesNotContain("hunter2");
  }

  @Test
  void validationIsLeftOutOnlyWhereThatIsAskedFor() {
    // when
    apply(null);
    apply(new PlanMade.ApplyOptions(null, false, false, true, null));

    // then
    List<String> applies = requests.stream().filter(it -> it.startsWith("PATCH")).toList();
    assertThat(applies.get(0)).contains("fieldValidation=Strict");
    assertThat(applies.get(1)).contains("fieldValidation=Ignore");
  }

  /** What is expected of an answer. */
  record Row(String reason, boolean again, boolean later, String... words) {}

  private static Row row(String reason, boolean again, boolean later, String... words) {
    return new Row(reason, again, later, words);
  }

  private TaskOutcome apply(PlanMade.@Nullable ApplyOptions options) {
    return perform(task(options));
  }

  private TaskOutcome perform(ObjectTask task) {
    ClusterHand hand =
        new ClusterHand(
            (name, application, object) -> client,
            Admission.OPEN,
            Accounts.OWN,
            new SecretCipher(KeyRing.of("k1", new byte[32])),
            "plumbline",
            new OtherApplications(
                uid -> Optional.empty(), uid -> Optional.empty(), client, String::equals),
            new TakeOver(TakeOver.USUAL));
    PlanMade plan = new PlanDraft(new ApplicationKey("shop", "shop"), "plan", "uid", 1, 0).made();
    return hand.perform(plan, task, () -> true);
  }

  private static ObjectTask task(PlanMade.@Nullable ApplyOptions options) {
    return task(REF, options);
  }

  private static ObjectTask task(ObjectRef ref, PlanMade.@Nullable ApplyOptions options) {
    ObjectNode manifest = Json.mapper().createObjectNode();
    manifest.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
    manifest.putObject("metadata").put("name", ref.name()).put("namespace", ref.namespace());
    return new ObjectTask.ApplyObject(
        new PlanMade.Apply(ref, manifest, "d", options), Precondition.ABSENT);
  }

  private void reply(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().toString();
    requests.add(method + " " + path);
    exchange.getRequestBody().readAllBytes();
    Answer said = answer;
    if (path.equals("/api/v1")) {
      said = new Answer(200, KINDS, null);
    } else if (method.equals("GET")) {
      said = new Answer(404, "{\"kind\": \"Status\", \"details\": {\"name\": \"c\"}}", null);
    }
    if (said.code() == 0) {
      exchange.close();
      return;
    }
    byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
    if (said.retryAfter() != null) {
      exchange.getResponseHeaders().add("Retry-After", said.retryAfter());
    }
    exchange.sendResponseHeaders(said.code(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Answer status(int code, String reason, String message, String... causes) {
    boolean patience = causes.length == 1 && causes[0].matches("\\d+");
    ObjectNode status = Json.mapper().createObjectNode();
    status.put("kind", "Status").put("code", code).put("reason", reason).put("message", message);
    ObjectNode details = status.putObject("details");
    try {
      for (String cause : patience ? new String[0] : causes) {
        details.withArray("causes").add(Json.mapper().readTree(cause));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    return new Answer(code, status.toString(), patience ? causes[0] : null);
  }

  private static String cause(String field, String message) {
    return Json.mapper().createObjectNode().put("field", field).put("message", message).toString();
  }
}
