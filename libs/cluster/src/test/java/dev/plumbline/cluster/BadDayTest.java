package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.ScriptedServer.Reply;
import dev.plumbline.contracts.ObjectRef;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an API server does on a bad day, and what becomes of it. */
class BadDayTest {

  private static final String RESOURCES =
      """
      {"resources": [
        {"name": "configmaps", "kind": "ConfigMap", "namespaced": true, "verbs": ["list", "watch"]},
        {"name": "configmaps/status", "kind": "ConfigMap", "namespaced": true, "verbs": []},
        {"name": "secrets", "kind": "Secret", "namespaced": true, "verbs": ["list"]}]}
      """;

  private static final ApiResource MAPS =
      new ApiResource("", "v1", "ConfigMap", "configmaps", true, Set.of("list", "watch"));

  private static final ObjectRef REF = new ObjectRef("", "v1", "ConfigMap", "shop", "c");

  private static final ObjectNode MANIFEST =
      TestCluster.yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: shop}}");
  private static final WriteOptions BY = WriteOptions.by("plumbline");

  static Stream<HttpClient.Factory> httpClients() {
    return Stream.of(new VertxHttpClientFactory(), new JdkHttpClientFactory());
  }

  private static ClusterException failure(ScriptedServer server, ObjectRef ref) {
    try (ClusterClient client = server.client(new VertxHttpClientFactory())) {
      return catchThrowableOfType(ClusterException.class, () -> client.get(ref));
    }
  }

  private static String status(int code, String reason, String message, String details) {
    return """
        {"kind": "Status", "code": %d, "reason": "%s", "message": "%s", "details": %s}
        """
        .formatted(code, reason, message, details);
  }

  @Test
  void patienceTheServerAsksForIsPassedOnAndNothingIsRetriedByItself() {
    try (ScriptedServer server =
        new ScriptedServer(
            (path, n) ->
                path.equals("/api/v1")
                    ? Reply.of(200, RESOURCES)
                    : new Reply(429, "busy", "7", false))) {

      ClusterException e = failure(server, REF);

      assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
      assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
      assertThat(e).hasMessageContaining("ConfigMap shop/c").hasMessageContaining("busy");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aTerminatingNamespaceIsForbiddenForNowOnly() {
    String details = "{\"causes\": [{\"reason\": \"NamespaceTerminating\"}]}";
    try (ScriptedServer server =
        new ScriptedServer(
            (path, n) ->
                path.equals("/api/v1")
                    ? Reply.of(200, RESOURCES)
                    : Reply.of(403, status(403, "Forbidden", "terminating", details)))) {

      ClusterException e = failure(server, REF);

      assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN);
      assertThat(e.retriable()).isTrue();
    }
  }

  @Test
  void aSecretsErrorKeepsReasonAndFieldsOnly() {
    String details =
        "{\"causes\": [{\"reason\": \"FieldValueInvalid\", \"field\": \"data[p]\","
            + " \"message\": \"hunter2\"}]}";
    try (ScriptedServer server =
        new ScriptedServer(
            (path, n) ->
                path.equals("/api/v1")
                    ? Reply.of(200, RESOURCES)
                    : Reply.of(422, status(422, "Invalid", "value hunter2 is bad", details)))) {

      ClusterException e = failure(server, new ObjectRef("", "v1", "Secret", "shop", "s"));

      assertThat(e)
          .hasMessage("Secret shop/s: Invalid: data[p] (FieldValueInvalid)")
          .extracting(ClusterException::reasonText)
          .isEqualTo("Invalid");
    }
  }

  @Test
  void noServerAtAllIsUnreachable() {
    ClusterClient client;
    try (ScriptedServer server = new ScriptedServer((path, n) -> Reply.of(200, "{}"))) {
      client = server.client(new VertxHttpClientFactory());
    }

    ClusterException e = catchThrowableOfType(ClusterException.class, () -> client.get(REF));
    client.close();

    assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(e.retriable()).isTrue();
    assertThat(e).hasMessageContaining("cluster 'scripted' at http://127.0.0.1:");
  }

  @Test
  void aLongListIsReadPageByPage() throws Exception {
    String page =
        "{\"metadata\":{\"resourceVersion\":\"9\",\"continue\":\"%s\"},"
            + "\"items\":[{\"metadata\":{\"name\":\"%s\"}}]}";
    try (ScriptedServer server =
            new ScriptedServer(
                (path, n) ->
                    Reply.of(200, n == 0 ? page.formatted("a+b", "x") : page.formatted("", "y")));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {

      ObjectPage listed = client.list(MAPS, "shop", null, false);

      assertThat(listed.items())
          .extracting(item -> item.path("metadata").path("name").asText())
          .containsExactly("x", "y");
      assertThat(listed.resourceVersion()).isEqualTo("9");
      assertThat(server.requests().get(1)).contains("continue=a%2Bb");
    }
  }

  @Test
  void aMissDoesNotHammerDiscovery() {
    try (ScriptedServer server = new ScriptedServer((path, n) -> Reply.of(200, RESOURCES));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {

      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> client.get(new ObjectRef("", "v1", "Widget", "shop", "w")))
            .hasMessageContaining("Widget");
      }

      assertThat(server.requests().size()).isLessThan(5);
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void aForgottenVersionLeadsToANewListAndAClosedConnectionToANewOne(HttpClient.Factory factory) {
    // given: list, watch that ends after an event, watch that is told 410, list, endless watch
    String event =
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"%d\"}}}\n";
    String bookmark =
        "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"15\"}}}\n";
    String gone =
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}\n";
    List<Reply> script =
        List.of(
            Reply.of(200, "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[]}"),
            Reply.of(200, event.formatted("é", 11) + bookmark),
            Reply.of(200, event.formatted("b", 16) + gone),
            Reply.of(200, "{\"metadata\":{\"resourceVersion\":\"20\"},\"items\":[]}"),
            new Reply(200, event.formatted("c", 21), null, true));
    List<String> told = new CopyOnWriteArrayList<>();
    List<ClusterException> failures = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
            new ScriptedServer((path, n) -> script.get(Math.min(n, script.size() - 1)));
        ClusterClient client = server.client(factory)) {

      // when
      client.watch(MAPS, null, "a=b", false, listener(told, failures));

      // then
      await()
          .untilAsserted(() -> assertThat(told).containsExactly("synced", "é", "b", "synced", "c"));
      assertThat(failures).isEmpty();
      assertThat(server.requests()).hasSize(5);
      assertThat(server.requests().get(1)).contains("resourceVersion=10").contains("a%3Db");
      assertThat(server.requests().get(2)).contains("resourceVersion=15");
      assertThat(server.requests().get(4)).contains("resourceVersion=20");
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void aServerThatRefusesIsAskedAgainMoreAndMoreSeldom(HttpClient.Factory factory) {
    List<String> told = new CopyOnWriteArrayList<>();
    List<ClusterException> failures = new CopyOnWriteArrayList<>();
    try (ScriptedServer server =
            new ScriptedServer(
                (path, n) ->
                    n < 3
                        ? Reply.of(500, status(500, "InternalError", "down", "{}"))
                        : path.contains("watch=true")
                            ? new Reply(200, "", null, true)
                            : Reply.of(200, "{\"metadata\":{\"resourceVersion\":\"1\"}}"));
        ClusterClient client = server.client(factory)) {

      client.watch(MAPS, null, null, false, listener(told, failures));

      await().untilAsserted(() -> assertThat(told).containsExactly("synced"));
      assertThat(failures).hasSize(3).allMatch(e -> e.reason() == Reason.SERVER_ERROR);
    }
  }

  @Test
  void aClusterThatAskedForPatienceIsReadButNotWrittenTo() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (path, n) ->
                    n == 0
                        ? Reply.of(200, RESOURCES)
                        : n == 1 ? new Reply(429, "busy", "30", false) : Reply.of(200, "{}"));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {
      // given
      client.limit(new RequestLimits(64, 0, 1));

      // when
      ClusterException busy = refusal(() -> client.apply(REF, MANIFEST.deepCopy(), BY.forced()));
      ClusterException other =
          refusal(() -> client.delete(REF, null, null, Propagation.BACKGROUND));
      client.get(REF);

      // then
      assertThat(busy.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
      assertThat(other.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
      assertThat(other).hasMessageContaining("asked not to be written to for another 30 s");
      assertThat(other.retryAfter()).isPresent();
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void aWebhookThatAsksForPatienceHoldsUpNobodyElse() throws Exception {
    String denial =
        """
        {"kind": "Status", "code": 429, "reason": "TooManyRequests",
         "message": "admission webhook \\"slow.team\\" denied the request: not now",
         "details": {"retryAfterSeconds": 600}}
        """;
    try (ScriptedServer server =
            new ScriptedServer(
                (path, n) ->
                    n == 0
                        ? Reply.of(200, RESOURCES)
                        : n == 1 ? Reply.of(429, denial) : Reply.of(200, "{}"));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {
      // given
      client.limit(new RequestLimits(1, 0, 1));

      // when
      ClusterException denied = refusal(() -> client.apply(REF, MANIFEST.deepCopy(), BY.forced()));

      // then
      assertThat(denied.reason()).isEqualTo(Reason.DENIED);
      assertThat(client.delete(REF, null, null, Propagation.BACKGROUND))
          .isEqualTo(DeleteOutcome.GONE);
    }
  }

  @Test
  void aKindThatIsGoneInBetweenIsLookedUpAnew() throws Exception {
    try (ScriptedServer server =
            new ScriptedServer(
                (path, n) ->
                    path.equals("/api/v1")
                        ? Reply.of(200, n == 0 ? RESOURCES : "{\"resources\": []}")
                        : Reply.of(404, "404 page not found"));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {
      // when
      ClusterException gone = refusal(() -> client.apply(REF, MANIFEST.deepCopy(), BY.forced()));
      ClusterException unknown = refusal(() -> client.apply(REF, MANIFEST.deepCopy(), BY.forced()));

      // then
      assertThat(gone.reason()).isEqualTo(Reason.UNKNOWN_KIND);
      assertThat(gone).hasMessageContaining("serves no kind ConfigMap in v1 any more");
      assertThat(unknown.reason()).isEqualTo(Reason.UNKNOWN_KIND);
      assertThat(server.requests()).containsOnlyOnce(server.requests().get(1)).hasSize(3);
    }
  }

  private static ClusterException refusal(ThrowingCallable call) {
    return catchThrowableOfType(ClusterException.class, call);
  }

  private static WatchListener<ObjectNode> listener(
      List<String> told, List<ClusterException> failures) {
    return new WatchListener<ObjectNode>() {
      @Override
      public ObjectNode reduce(ObjectNode object) {
        return object;
      }

      @Override
      public void synced(List<ObjectNode> objects) {
        told.add("synced");
      }

      @Override
      public void changed(ObjectNode object) {
        told.add(object.path("metadata").path("name").asText());
        throw new IllegalStateException("a listener's fault must not end the watch");
      }

      @Override
      public void deleted(ObjectNode object) {
        told.add("deleted");
      }

      @Override
      public void failing(ClusterException failure) {
        failures.add(failure);
      }
    };
  }
}
