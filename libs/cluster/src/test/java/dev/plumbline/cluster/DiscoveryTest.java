package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.ScriptedServer.Reply;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final InstantSource clock = now::get;

  private static Reply resources(int requestsBefore) {
    String widgets =
        requestsBefore == 0
            ? ""
            : """
            {"name": "widgets", "kind": "Widget", "namespaced": true, "verbs": ["list"]}
            """;
    return Reply.of(200, "{\"resources\": [" + widgets + "]}");
  }

  private Discovery discovery(KubernetesClient client) {
    return new Discovery(
        new Transport("scripted", client, ApiListener.NONE), clock.withZone(ZoneOffset.UTC));
  }

  private static void assertUnknown(Discovery discovery) {
    assertThatThrownBy(() -> discovery.resolve("", "Widget"))
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_KIND));
  }

  @Test
  void aKindThatIsMissingIsNotAskedForAgainAtOnce() throws Exception {
    try (ScriptedServer server = new ScriptedServer((path, n) -> resources(n));
        KubernetesClient client = server.kubernetes(new VertxHttpClientFactory())) {
      Discovery discovery = discovery(client);
      assertUnknown(discovery);
      now.set(NOON.plusSeconds(1));
      assertUnknown(discovery);
      assertThat(server.requests()).hasSize(1);

      now.set(NOON.plusSeconds(2));
      assertThat(discovery.resolve("", "Widget").plural()).isEqualTo("widgets");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT1H"})
  void aKindThatCameIsFoundWhateverTheClockWasSetTo(Duration jump) throws Exception {
    try (ScriptedServer server = new ScriptedServer((path, n) -> resources(n));
        KubernetesClient client = server.kubernetes(new VertxHttpClientFactory())) {
      Discovery discovery = discovery(client);
      assertUnknown(discovery);

      now.set(NOON.plus(jump));

      assertThat(discovery.resolve("", "Widget").plural()).isEqualTo("widgets");
    }
  }
}
