package dev.plumbline.driftdetector.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.driftdetector.model.ApplicationStatus;
import dev.plumbline.testkit.TestCluster;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a schema does not name, the API server drops without a word. */
class StatusSchemaTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  /** A status with every field. */
  private static final ApplicationStatus FULL =
      new ApplicationStatus(
          7,
          new ApplicationStatus.Sync(SyncStatus.OutOfSync, "c1", List.of("c1", "c2")),
          new ApplicationStatus.Health(HealthStatus.Degraded, "why"),
          List.of(
              new ApplicationStatus.Condition("Ready", "False", "Degraded", "why", AT, 7),
              new ApplicationStatus.Condition("Stalled", "True", "Degraded", "why", AT, 7)),
          new ApplicationStatus.Operation(
              "Failed", "p1", "c1", "not allowed", AT, AT, "PreSync", 2),
          "waits",
          "c2",
          new ApplicationStatus.Summary(1, 2, 3, 4, 5, 6, 7, 8, 9),
          List.of(
              new ApplicationStatus.Resource(
                  "apps",
                  "Deployment",
                  "shop",
                  "web",
                  SyncStatus.OutOfSync,
                  HealthStatus.Degraded,
                  "why",
                  true)),
          List.of(
              new ApplicationStatus.HistoryEntry(
                  3,
                  "c0",
                  List.of("c0", "d0"),
                  "ann",
                  AT,
                  "Failed",
                  "NewRevision",
                  "Webhook",
                  "bob",
                  "p0",
                  "digest",
                  "account",
                  AT,
                  AT,
                  "1 created",
                  "not allowed",
                  4)));

  @Test
  void theSchemaNamesEveryFieldOfTheStatusAndNoOther() throws IOException {
    JSONSchemaProps root =
        definition().getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();

    assertSame("status", ApplicationStatus.class, root.getProperties().get("status"));
  }

  private static void assertSame(String path, Type type, JSONSchemaProps schema) {
    if (type instanceof ParameterizedType list) {
      assertThat(schema.getType()).as(path).isEqualTo("array");
      assertSame(path + "[]", list.getActualTypeArguments()[0], schema.getItems().getSchema());
    } else if (type instanceof Class<?> record && record.isRecord()) {
      Map<String, Type> fields =
          Arrays.stream(record.getRecordComponents())
              .collect(Collectors.toMap(RecordComponent::getName, RecordComponent::getGenericType));
      assertThat(schema.getProperties().keySet()).as(path).isEqualTo(fields.keySet());
      assertThat(schema.getXKubernetesPreserveUnknownFields()).as(path).isNull();
      fields.forEach(
          (name, field) -> assertSame(path + "." + name, field, schema.getProperties().get(name)));
    } else if (type instanceof Class<?> constants && constants.isEnum()) {
      assertThat(schema.getEnum().stream().map(JsonNode::asText))
          .as(path)
          .containsExactlyInAnyOrder(
              Arrays.stream(constants.getEnumConstants())
                  .map(Object::toString)
                  .toArray(String[]::new));
    } else {
      assertThat(schema.getType()).as(path).isEqualTo(name((Class<?>) type));
      assertThat("date-time".equals(schema.getFormat())).as(path).isEqualTo(type == Instant.class);
    }
  }

  private static String name(Class<?> type) {
    if (type == Boolean.class) {
      return "boolean";
    }
    return type == long.class || type == int.class || type == Integer.class ? "integer" : "string";
  }

  @Test
  void aFullStatusSurvivesTheApiServer(@TempDir Path directory) throws Exception {
    // given
    ApplicationKey key = new ApplicationKey("default", "shop");
    try (TestCluster cluster = TestCluster.start(directory);
        var fabric8 = cluster.client();
        ClusterClient client = ClusterClient.of("in-cluster", cluster.client())) {
      Definitions.install(fabric8, "installer", ResourceKind.APPLICATION);
      JsonNode made = create(client, key).path("metadata");
      String uid = made.path("uid").asText();
      StatusStore store = StatusStore.on(client, "plumbline");
      JsonNode wanted = Json.mapper().readTree(Json.mapper().writeValueAsBytes(FULL));

      // when
      var standing =
          store.patch(key, uid, made.path("resourceVersion").asText(), (ObjectNode) wanted);

      // then
      assertThat(standing.status()).isEqualTo(wanted);
      assertThat(store.read(key, uid)).contains(standing);
    }
  }

  private static ObjectNode create(ClusterClient client, ApplicationKey key) throws Exception {
    ObjectRef ref =
        ObjectRef.of("plumbline.dev/v1alpha1", "Application", key.namespace(), key.name());
    ObjectNode application =
        (ObjectNode)
            Json.mapper()
                .readTree(
                    """
                    {"apiVersion":"plumbline.dev/v1alpha1","kind":"Application",
                     "metadata":{"name":"shop","namespace":"default"},
                     "spec":{"source":{"repoURL":"https://git.example/shop"},"destination":{}}}
                    """);
    return client.create(ref, application);
  }

  private static CustomResourceDefinition definition() throws IOException {
    try (InputStream yaml =
        Application.class.getResourceAsStream("/dev/plumbline/crds/applications.yaml")) {
      return Serialization.unmarshal(yaml, CustomResourceDefinition.class);
    }
  }
}
