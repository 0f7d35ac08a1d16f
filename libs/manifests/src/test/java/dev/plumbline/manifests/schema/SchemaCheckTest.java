package dev.plumbline.manifests.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.testkit.harness.Cluster;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCheckTest {

  private static final String PUBLISHED =
      """
      {"Web": {
         "x-kubernetes-group-version-kind": [{"group": "apps", "version": "v1", "kind": "Web"}],
         "properties": {
           "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
           "spec": {"default": {}, "allOf": [{"$ref": "#/components/schemas/Spec"}]}}},
       "Spec": {"type": "object", "properties": {
         "containers": {"type": "array", "items": {"$ref": "#/components/schemas/Container"}},
         "within": {"$ref": "#/components/schemas/Spec"},
         "labels": {"type": "object", "additionalProperties": {"type": "string"}},
         "free": {"type": "object"}}},
       "Container": {"type": "object", "properties": {
         "image": {"type": "string"}, "imagePullPolicy": {"type": "string"}, "name": {"type": "string"},
         "secretKeyRef": {"type": "object", "properties": {"optional": {"type": "boolean"}}}}}}
      """;

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) Json.mapper().readTree(text);
  }

  private static List<UnknownField> unknown(String spec) throws Exception {
    GroupSchema schema = GroupSchema.of(json(PUBLISHED));
    Map<String, GroupSchema> published = Map.of("apps/v1", schema);
    return SchemaCheck.of(version -> Optional.ofNullable(published.get(version)), List.of())
        .unknownFields(
            json(
                "{\"apiVersion\": \"apps/v1\", \"kind\": \"Web\", \"metadata\": {\"name\": \"a\"},"
                    + " \"spec\": "
                    + spec
                    + "}"));
  }

  @Test
  void tellsEachFieldWithItsPathAndWhatMayBeMeant() throws Exception {
    assertThat(
            unknown(
                """
                {"contaners": [], "containers": [{"name": "a"}, {"imagePullPolcy": "Always", "Image": "x"}],
                 "within": {"within": {"zzz": 1}}}
                """))
        .containsExactly(
            new UnknownField("spec.contaners", "unknown field; did you mean containers?"),
            new UnknownField(
                "spec.containers[1].imagePullPolcy",
                "unknown field; did you mean imagePullPolicy?"),
            new UnknownField("spec.containers[1].Image", "unknown field; did you mean image?"),
            new UnknownField(
                "spec.within.within.zzz",
                "unknown field; expected one of containers, free, labels, within"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"labels\": {\"any.thing/x\": \"1\"}, \"free\": {\"a\": {\"b\": 1}}}",
        "{\"containers\": null, \"within\": null}",
        "{\"containers\": {\"0\": {\"wrong\": \"type\"}}, \"within\": [{\"x\": 1}], \"free\": 3}",
        "[]",
        "\"text\"",
      })
  void saysNothingOfWhatItCannotJudge(String spec) throws Exception {
    assertThat(unknown(spec)).isEmpty();
  }

  @Test
  void kindsThatNobodyDescribesAreNotChecked() throws Exception {
    SchemaCheck check = SchemaCheck.of(version -> Optional.empty(), List.of());

    assertThat(check.unknownFields(json("{\"apiVersion\": \"a/v1\", \"kind\": \"B\", \"x\": 1}")))
        .isEmpty();
  }

  @Test
  void aDefinitionOfTheSameRenderGoesBeforeTheDestinations() throws Exception {
    ObjectNode definition;
    try (var yaml = SchemaCheckTest.class.getResourceAsStream("/schema/widgets.yaml")) {
      definition = Cluster.parse(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    }
    GroupSchema older =
        GroupSchema.of(
            json(
                """
                {"Widget": {"properties": {"spec": {"properties": {"old": {}}}},
                 "x-kubernetes-group-version-kind":
                   [{"group": "check.plumbline.dev", "version": "v1", "kind": "Widget"}]}}
                """));
    SchemaCheck check = SchemaCheck.of(version -> Optional.of(older), List.of(definition));

    assertThat(
            check.unknownFields(
                json(
                    """
                    {"apiVersion": "check.plumbline.dev/v1", "kind": "Widget",
                     "metadata": {"name": "a", "label": {}},
                     "spec": {"size": 1, "old": 1, "partly": {"any": 1, "known": {"b": 1}},
                       "template": {"metadata": {"name": "x"}, "spce": {}}},
                     "status": {"phase": "x"}}
                    """)))
        .extracting(UnknownField::path)
        .containsExactly("metadata.label", "spec.old", "spec.partly.known.b", "spec.template.spce");
  }

  @Test
  void namesThatMoveTerminalsAreShownHarmlessly() throws Exception {
    assertThat(unknown("{\"a\\u001b[2J b\\n\": 1, \"" + "x".repeat(500) + "\": 1}"))
        .extracting(UnknownField::path)
        .containsExactly("spec[a?[2J b?]", "spec[" + "x".repeat(80) + "…]");
  }

  @Test
  void aMillionUnknownFieldsMakeTwentyErrors() throws Exception {
    ObjectNode spec = Json.mapper().createObjectNode();
    ArrayNode containers = spec.putArray("containers");
    for (int i = 0; i < 100_000; i++) {
      containers.addObject().put("image" + i, i).put("x", 1);
    }

    assertThat(unknown(spec.toString())).hasSize(20);
  }

  @Test
  void schemasThatHoldThemselvesOrFormAChainAreRead() throws Exception {
    StringBuilder chain = new StringBuilder("{\"S\": {\"$ref\": \"#/components/schemas/S\"}");
    for (int i = 0; i < 100_000; i++) {
      chain.append(
          ",\"C%d\": {\"properties\": {\"n\": {\"$ref\": \"#/components/schemas/C%d\"}}}"
              .formatted(i, i + 1));
    }
    ObjectNode components = json(chain.append("}").toString());
    components
        .withObject("/C0")
        .putArray("x-kubernetes-group-version-kind")
        .addObject()
        .put("group", "")
        .put("version", "v1")
        .put("kind", "C");

    KindSchema schema = GroupSchema.of(components).kind("v1", "C").orElseThrow();

    assertThat(schema.unknownFields(json("{\"n\": {\"n\": {\"m\": 1}}}")))
        .extracting(UnknownField::path)
        .containsExactly("n.n.m");
  }
}
