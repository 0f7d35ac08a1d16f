package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.ScriptedServer.Reply;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterSchemasTest {

  private final Map<String, Reply> answers = new ConcurrentHashMap<>();
  private final ScriptedServer server =
      new ScriptedServer((path, n) -> answers.getOrDefault(path, Reply.of(404, "{}")));
  private final ClusterClient client = server.client(new VertxHttpClientFactory());
  private final ClusterSchemas<JsonNode> schemas = client.schemas(found -> found);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void publish(String hash) {
    answers.put(
        "/openapi/v3",
        Reply.tagged(
            "\"index-" + hash + "\"",
            """
            {"paths": {"apis/apps/v1": {"serverRelativeURL": "/openapi/v3/apis/apps/v1?hash=%s"}}}
            """
                .formatted(hash)));
  }

  private void document(String hash) {
    answers.put(
        "/openapi/v3/apis/apps/v1",
        Reply.tagged(
            "\"" + hash + "\"",
            """
            {"paths": {"/apis/apps/v1/": {}}, "components": {"schemas": {"Deployment": {"from": "%s"}}}}
            """
                .formatted(hash)));
  }

  private String from(ClusterSchemas<JsonNode>.View view) throws ClusterException {
    return view.of("apps", "v1").orElseThrow().at("/Deployment/from").asText();
  }

  @Test
  void aDocumentIsReadOnceUntilTheServerPublishesAnother() throws Exception {
    publish("A");
    document("A");
    ClusterSchemas<JsonNode>.View first = schemas.current();
    assertThat(from(first)).isEqualTo("A");
    assertThat(from(first)).isEqualTo("A");
    assertThat(schemas.current()).isSameAs(first);
    assertThat(server.requests())
        .containsExactly("/openapi/v3", "/openapi/v3/apis/apps/v1", "/openapi/v3");

    publish("B");
    document("B");

    assertThat(from(schemas.current())).isEqualTo("B");
  }

  @Test
  void whatAServerThatLagsBehindAnswersIsNotKeptAsTheNewState() throws Exception {
    publish("B");
    document("A");
    assertThat(from(schemas.current())).isEqualTo("A");

    document("B");

    assertThat(from(schemas.current())).isEqualTo("B");
  }

  @Test
  void thereIsNothingWhereNothingIsServed() throws Exception {
    assertThat(schemas.current().of("apps", "v1")).isEmpty();

    publish("A");
    answers.put("/openapi/v3/apis/apps/v1", Reply.of(503, "down"));

    assertThat(schemas.current().of("apps", "v1")).isEmpty();
    assertThat(schemas.current().of("other", "v1")).isEmpty();
  }

  @Test
  void aServerThatFailsIsNotOneWithoutSchemas() {
    answers.put("/openapi/v3", Reply.of(500, "{}"));

    ClusterException failure =
        catchThrowableOfType(ClusterException.class, () -> schemas.current());

    assertThat(failure.reason()).isEqualTo(Reason.SERVER_ERROR);
  }
}
