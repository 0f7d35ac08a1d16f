package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.ScriptedServer.Reply;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What watches and lists outlive, and that nothing of it is told twice. */
class WatchSurvivalTest {

  private static final ApiResource MAPS =
      new ApiResource("", "v1", "ConfigMap", "configmaps", true, Set.of("list", "watch"));
  private static final ApiResource SECRETS =
      new ApiResource("", "v1", "Secret", "secrets", true, Set.of("list", "watch"));
  private static final String EMPTY = "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[]}";
  private static final WatchPace IMPATIENT =
      new WatchPace(
          Duration.ofMinutes(4),
          Duration.ofMinutes(8),
          Duration.ofSeconds(30),
          Duration.ofMillis(400));

  private final Notes notes = new Notes();

  static Stream<HttpClient.Factory> httpClients() {
    return Stream.of(new VertxHttpClientFactory(), new JdkHttpClientFactory());
  }

  /** Notes what it is told. */
  private static final class Notes implements WatchListener<ObjectNode> {
    @Override
    public ObjectNode reduce(ObjectNode object) {
      return object;
    }

    final List<String> told = new CopyOnWriteArrayList<>();
    final List<ClusterException> failures = new CopyOnWriteArrayList<>();
    final List<Restart> restarts = new CopyOnWriteArrayList<>();
    final AtomicInteger openings = new AtomicInteger();

    @Override
    public void synced(List<ObjectNode> objects) {
      told.add("synced " + objects.stream().map(Notes::name).toList());
    }

    @Override
    public void changed(ObjectNode object) {
      told.add("changed " + name(object));
    }

    @Override
    public void deleted(ObjectNode object) {
      told.add("deleted " + name(object));
    }

    @Override
    public void failing(ClusterException failure) {
      failures.add(failure);
    }

    @Override
    public void opened() {
      openings.incrementAndGet();
    }

    @Override
    public void restarting(Restart why) {
      restarts.add(why);
    }

    private static String name(ObjectNode object) {
      return object.path("metadata").path("name").asText();
    }
  }

  private static String added(String name, int version) {
    return "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"%d\"}}}\n"
        .formatted(name, version);
  }

  private static Reply endless(String body) {
    return new Reply(200, body, null, true);
  }

  private static ScriptedServer watches(Function<Integer, Reply> answers) {
    AtomicInteger watches = new AtomicInteger();
    return new ScriptedServer(
        (path, n) ->
            path.contains("watch=true")
                ? answers.apply(watches.getAndIncrement())
                : Reply.of(200, EMPTY));
  }

  private static List<String> opened(ScriptedServer server) {
    return server.requests().stream().filter(path -> path.contains("watch=true")).toList();
  }

  private static List<String> lists(ScriptedServer server) {
    return server.requests().stream().filter(path -> !path.contains("watch=true")).toList();
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void aWatchThatGoesSilentIsRenewedFromWhereItWas(HttpClient.Factory factory) {
    // given: servers that take the watch and say nothing more, not even that they live
    try (ScriptedServer server = watches(n -> endless(n == 0 ? added("a", 11) : ""));
        ClusterClient client = server.client(factory, IMPATIENT)) {

      // when
      client.watch(MAPS, null, null, false, notes);

      // then
      await().until(() -> notes.restarts.size() >= 2);
      assertThat(notes.told).containsExactly("synced []", "changed a");
      assertThat(notes.restarts).containsOnly(WatchListener.Restart.SILENT);
      assertThat(notes.failures).isEmpty();
      assertThat(lists(server)).hasSize(1);
      assertThat(opened(server).get(1)).contains("resourceVersion=11");
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void aWatchThatIsNeverAnsweredFails(HttpClient.Factory factory) {
    try (ScriptedServer server = watches(n -> n == 0 ? Reply.of(0, "") : endless(""));
        ClusterClient client = server.client(factory, IMPATIENT)) {

      client.watch(MAPS, null, null, false, notes);

      await().until(() -> notes.openings.get() >= 1);
      assertThat(notes.failures.get(0).reason()).isEqualTo(Reason.TIMEOUT);
      assertThat(lists(server)).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void aLineThatComesSlowlyIsNoSilence(HttpClient.Factory factory) {
    // given: one line that takes longer than a silence may
    try (ScriptedServer server =
            watches(n -> n == 0 ? Reply.slow(added("slow", 11)) : endless(""));
        ClusterClient client = server.client(factory, IMPATIENT)) {

      client.watch(MAPS, null, null, false, notes);

      await().until(() -> notes.told.contains("changed slow"));
      assertThat(opened(server)).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void aLineThatIsCutOffIsAskedForAgain(HttpClient.Factory factory) {
    // given: half an object, first with its line end and then without
    String half = added("b", 12).substring(0, 40);
    try (ScriptedServer server =
            watches(
                n ->
                    switch (n) {
                      case 0 -> Reply.of(200, added("a", 11) + half + "\n");
                      case 1 -> Reply.of(200, half);
                      default -> endless(added("b", 12));
                    });
        ClusterClient client = server.client(factory)) {

      client.watch(MAPS, null, null, false, notes);

      await().until(() -> notes.told.contains("changed b"));
      assertThat(notes.told).containsExactly("synced []", "changed a", "changed b");
      assertThat(notes.failures.get(0)).hasMessageContaining("configmaps: not JSON");
      assertThat(opened(server).get(1)).contains("resourceVersion=11");
      assertThat(lists(server)).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void aServerThatWasPutBackIsListedAnew(HttpClient.Factory factory) {
    // given: the version that we know lies in the server's future
    String tooLarge =
        """
        {"kind": "Status", "code": 504, "reason": "Timeout",
         "message": "Timeout: Too large resource version: 10, current: 3",
         "details": {"retryAfterSeconds": 1, "causes": [
           {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]}}
        """;
    try (ScriptedServer server = watches(n -> n == 0 ? Reply.of(504, tooLarge) : endless(""));
        ClusterClient client = server.client(factory)) {

      client.watch(MAPS, null, null, false, notes);

      await().until(() -> notes.openings.get() == 1);
      assertThat(notes.restarts).containsExactly(WatchListener.Restart.EXPIRED);
      assertThat(notes.failures).isEmpty();
      assertThat(lists(server)).hasSize(2);
    }
  }

  @Test
  void aServerThatAsksForPatienceGetsIt() {
    try (ScriptedServer server =
            watches(n -> n == 0 ? new Reply(429, "busy", "1", false) : endless(""));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {
      long before = System.nanoTime();

      client.watch(MAPS, null, null, false, notes);

      await().until(() -> notes.openings.get() == 1);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(1));
      assertThat(notes.failures.get(0).reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
      assertThat(lists(server)).hasSize(1);
    }
  }

  @Test
  void aServerThatClosesAfterEachLineIsNotHammered() {
    try (ScriptedServer server = watches(n -> Reply.of(200, added("n" + n, 11 + n)));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {

      client.watch(MAPS, null, null, false, notes);

      await().during(Duration.ofSeconds(1)).until(() -> opened(server).size() < 15);
      await().until(() -> notes.told.size() > 3);
      assertThat(notes.failures).isEmpty();
    }
  }

  @Test
  void aListThatTheServerForgetsHalfwayBeginsAnew() throws Exception {
    // given: two pages, of which the second is forgotten twice
    String first =
        "{\"metadata\":{\"resourceVersion\":\"9\",\"continue\":\"t\"},\"items\":[{\"metadata\":{\"name\":\"x\"}}]}";
    String whole =
        "{\"metadata\":{\"resourceVersion\":\"12\"},\"items\":[{\"metadata\":{\"name\":\"x\"}},{\"metadata\":{\"name\":\"y\"}}]}";
    try (ScriptedServer server =
            new ScriptedServer(
                (path, n) ->
                    path.contains("continue=")
                        ? Reply.of(410, "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}")
                        : Reply.of(200, path.contains("limit=") ? first : whole));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {

      // when
      ObjectPage listed = client.list(MAPS, null, "a=b", true);

      // then: the third time it is asked for in one piece
      assertThat(listed.items()).hasSize(2);
      assertThat(listed.resourceVersion()).isEqualTo("12");
      assertThat(server.requests()).hasSize(5);
      assertThat(server.requests().get(4)).isEqualTo("/api/v1/configmaps?labelSelector=a%3Db");
    }
  }

  @Test
  void aGlanceIsAnsweredFromTheServersCache() throws Exception {
    String page = "{\"metadata\":{\"resourceVersion\":\"9\",\"continue\":\"%s\"},\"items\":[]}";
    try (ScriptedServer server =
            new ScriptedServer((path, n) -> Reply.of(200, page.formatted(n == 0 ? "t" : "")));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {

      ObjectPage one = client.glance(MAPS, "a=b", "7", "");
      ObjectPage two = client.glance(MAPS, "a=b", "7", one.next());

      assertThat(two.next()).isEmpty();
      assertThat(server.requests())
          .containsExactly(
              "/api/v1/configmaps?limit=500&labelSelector=a%3Db"
                  + "&resourceVersionMatch=NotOlderThan&resourceVersion=7",
              "/api/v1/configmaps?limit=500&labelSelector=a%3Db&continue=t");
    }
  }

  @Test
  void whoMayNotListSecretsIsToldByName() {
    String denied =
        """
        {"kind": "Status", "code": 403, "reason": "Forbidden", "message":
         "secrets is forbidden: User \\"system:serviceaccount:shop:sight\\" cannot list resource \\"secrets\\" in API group \\"\\" at the cluster scope: hunter2"}
        """;
    try (ScriptedServer server = new ScriptedServer((path, n) -> Reply.of(403, denied));
        ClusterClient client = server.client(new VertxHttpClientFactory())) {

      assertThatThrownBy(() -> client.list(SECRETS, null, null, true))
          .hasMessage(
              "list of secrets: Forbidden: User \"system:serviceaccount:shop:sight\" cannot list"
                  + " resource \"secrets\" in API group \"\"");
    }
  }

  @Test
  void oneVersionOfAGroupThatIsDownHidesOnlyItsOwnKinds() throws Exception {
    // given: an aggregated version that does not answer, and one of a definition that does
    try (ScriptedServer server =
            new ScriptedServer(
                (path, n) ->
                    switch (path) {
                      case "/apis/mixed.example.com" ->
                          Reply.of(
                              200,
                              """
                              {"preferredVersion": {"version": "v2"},
                               "versions": [{"version": "v2"}, {"version": "v1"}]}
                              """);
                      case "/apis/mixed.example.com/v1" ->
                          Reply.of(
                              200,
                              """
                              {"resources": [{"name": "widgets", "kind": "Widget",
                                "namespaced": true, "verbs": ["list", "watch"]}]}
                              """);
                      default -> Reply.of(503, "service unavailable");
                    });
        ClusterClient client = server.client(new VertxHttpClientFactory())) {

      assertThat(client.resolve("mixed.example.com", "Widget").version()).isEqualTo("v1");
      assertThatThrownBy(() -> client.resolve("mixed.example.com", "Gadget"))
          .isInstanceOfSatisfying(
              ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SERVER_ERROR));
    }
  }

  @Test
  void notAllIsListedAtOnce() {
    // given: a server that answers no list before it was asked for all that it is asked at once
    AtomicInteger running = new AtomicInteger();
    List<Integer> atOnce = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch asked = new CountDownLatch(5);
    try (ScriptedServer server =
            new ScriptedServer(
                (path, n) -> {
                  if (!path.contains("watch=true")) {
                    atOnce.add(running.incrementAndGet());
                    asked.countDown();
                  }
                  return path.contains("watch=true") ? endless("") : Reply.slow(EMPTY);
                });
        ClusterClient client = server.client(new VertxHttpClientFactory())) {

      for (int i = 0; i < 12; i++) {
        client.watch(MAPS, null, null, false, notes);
      }

      await().until(() -> asked.getCount() == 0);
      await().during(Duration.ofMillis(500)).until(() -> atOnce.size() == 5);
    }
  }
}
