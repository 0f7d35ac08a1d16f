package dev.plumbline.cluster;

import static dev.plumbline.cluster.TestCluster.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectWatchTest {

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  static Stream<HttpClient.Factory> httpClients() {
    return Stream.of(new VertxHttpClientFactory(), new JdkHttpClientFactory());
  }

  /** Notes what it is told, and that it is told one thing at a time. */
  private static final class Notes implements WatchListener<ObjectNode> {
    @Override
    public ObjectNode reduce(ObjectNode object) {
      return object;
    }

    final List<String> told = new CopyOnWriteArrayList<>();
    final List<ClusterException> failures = new CopyOnWriteArrayList<>();

    @Override
    public void synced(List<ObjectNode> objects) {
      told.add("synced " + objects.stream().map(Notes::text).sorted().toList());
    }

    @Override
    public void changed(ObjectNode object) {
      told.add("changed " + text(object));
    }

    @Override
    public void deleted(ObjectNode object) {
      told.add("deleted " + text(object));
    }

    @Override
    public void failing(ClusterException failure) {
      failures.add(failure);
    }

    private static String text(ObjectNode object) {
      return object.path("kind").asText()
          + " "
          + object.path("metadata").path("name").asText()
          + (object.has("data") ? " " + object.path("data").path("a").asText() : "");
    }
  }

  private static ObjectNode configMap(String name, String value) {
    return yaml(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s, labels: {set: %s}}, data: {a: '%s'}}"
            .formatted(name, name, value));
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void tellsWhatIsThereThenWhatChanges(HttpClient.Factory factory) throws Exception {
    // given
    String name = "seen-" + factory.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    ObjectRef ref = cluster.ref(configMap(name, "1"));
    cluster.client().create(ref, configMap(name, "1"));
    Notes notes = new Notes();
    try (ClusterClient client = ClusterClient.of("watching", cluster.open(factory))) {
      ApiResource maps = client.resolve("", "ConfigMap");

      // when
      client.watch(maps, cluster.namespace(), "set=" + name, false, notes);
      await().until(() -> notes.told.size() == 1);
      cluster.client().apply(ref, configMap(name, "2"), "plumbline", true, false);
      await().until(() -> notes.told.size() == 2);
      cluster.client().delete(ref, null, null, Propagation.BACKGROUND);

      // then
      await()
          .untilAsserted(
              () ->
                  assertThat(notes.told)
                      .containsExactly(
                          "synced [ConfigMap " + name + " 1]",
                          "changed ConfigMap " + name + " 2",
                          "deleted ConfigMap " + name + " 2"));
      assertThat(notes.failures).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void metadataOnlyWatchesCarryNoContentButManagedFields(HttpClient.Factory factory)
      throws Exception {
    // given
    String name = "meta-" + factory.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    List<ObjectNode> seen = new CopyOnWriteArrayList<>();
    Notes notes = new Notes();
    try (ClusterClient client = ClusterClient.of("watching", cluster.open(factory))) {
      WatchListener<ObjectNode> both =
          new WatchListener<ObjectNode>() {
            @Override
            public ObjectNode reduce(ObjectNode object) {
              return object;
            }

            @Override
            public void synced(List<ObjectNode> objects) {
              notes.synced(objects);
            }

            @Override
            public void changed(ObjectNode object) {
              seen.add(object);
            }

            @Override
            public void deleted(ObjectNode object) {}

            @Override
            public void failing(ClusterException failure) {
              notes.failing(failure);
            }
          };
      client.watch(client.resolve("", "ConfigMap"), cluster.namespace(), "set=" + name, true, both);
      await().until(() -> notes.told.size() == 1);

      // when
      ObjectNode object = configMap(name, "1");
      cluster.client().apply(cluster.ref(object), object, "plumbline", true, false);

      // then
      await().until(() -> !seen.isEmpty());
      assertThat(seen.get(0).has("data")).isFalse();
      assertThat(seen.get(0).path("kind").asText()).isEqualTo("ConfigMap");
      assertThat(seen.get(0).path("metadata").path("managedFields")).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("httpClients")
  void aKindThatDoesNotExistIsToldAsFailingAgainAndAgain(HttpClient.Factory factory)
      throws Exception {
    Notes notes = new Notes();
    ApiResource nothing =
        new ApiResource("none.example.com", "v1", "Nothing", "nothings", true, Set.of());
    try (ClusterClient client = ClusterClient.of("watching", cluster.open(factory))) {
      ObjectWatch watch = client.watch(nothing, null, null, false, notes);

      await().until(() -> notes.failures.size() >= 2);
      watch.close();
      watch.close();

      assertThat(notes.failures.get(0).reason()).isEqualTo(ClusterException.Reason.NOT_FOUND);
      assertThat(notes.told).isEmpty();
    }
  }
}
