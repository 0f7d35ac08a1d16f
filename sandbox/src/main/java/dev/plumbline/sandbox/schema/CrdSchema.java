package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.Type.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns a CustomResourceDefinition into the resources it serves and their types. */
final class CrdSchema {

  private static final List<String> VERBS =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

  private CrdSchema() {}

  static List<Resource> resources(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    JsonNode names = spec.path("names");
    String storage = "";
    for (JsonNode version : spec.path("versions")) {
      if (version.path("storage").asBoolean()) {
        storage = version.path("name").asText();
      }
    }
    List<Resource> resources = new ArrayList<>();
    for (JsonNode version : spec.path("versions")) {
      if (version.path("served").asBoolean()) {
        resources.add(resource(spec, names, version, storage));
      }
    }
    return resources;
  }

  private static Resource resource(
      JsonNode spec, JsonNode names, JsonNode version, String storage) {
    String kind = names.path("kind").asText();
    List<String> subresources = new ArrayList<>();
    version.path("subresources").fieldNames().forEachRemaining(subresources::add);
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    return new Resource(
        spec.path("group").asText(),
        version.path("name").asText(),
        kind,
        names.path("plural").asText(),
        names.path("singular").asText(kind.toLowerCase(java.util.Locale.ROOT)),
        spec.path("scope").asText().equals("Namespaced"),
        Registry.strings(names.path("shortNames")),
        Registry.strings(names.path("categories")),
        VERBS,
        subresources,
        root(schema),
        new CustomKind(
            new StructuralSchema(schema),
            version.path("additionalPrinterColumns"),
            version.at("/subresources/scale"),
            storage));
  }

  private static Type root(JsonNode schema) {
    Type declared = type(schema);
    Map<String, Field> fields = new HashMap<>(declared.fields());
    Type string = Type.scalar("string");
    fields.put("apiVersion", Field.of("apiVersion", () -> string, null));
    fields.put("kind", Field.of("kind", () -> string, null));
    fields.put("metadata", Field.of("metadata", TypeTable.BUILT_IN::objectMeta, null));
    Supplier<Type> others =
        declared.kind() == Type.Kind.DEDUCED ? () -> Type.ANY : declared.elementType();
    return Type.struct("", fields, others, false);
  }

  static Type type(JsonNode schema) {
    boolean preserve = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return Type.scalar("intOrString");
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(schema, preserve);
      case "array" -> list(schema);
      case "integer" -> Type.scalar("integer");
      case "number" -> Type.scalar("number");
      case "boolean" -> Type.scalar("boolean");
      case "string" -> Type.scalar("string");
      default -> Type.ANY;
    };
  }

  private static Type object(JsonNode schema, boolean preserve) {
    boolean atomic = schema.path("x-kubernetes-map-type").asText().equals("atomic");
    JsonNode additional = schema.get("additionalProperties");
    if (additional != null && additional.isObject()) {
      Type element = type(additional);
      return Type.map(() -> element, atomic);
    }
    Map<String, Field> fields = new HashMap<>();
    schema
        .path("properties")
        .fields()
        .forEachRemaining(
            p -> {
              Type type = type(p.getValue());
              fields.put(p.getKey(), Field.of(p.getKey(), () -> type, p.getValue().get("default")));
            });
    if (schema.path("x-kubernetes-embedded-resource").asBoolean()) {
      Type string = Type.scalar("string");
      fields.put("apiVersion", Field.of("apiVersion", () -> string, null));
      fields.put("kind", Field.of("kind", () -> string, null));
      fields.putIfAbsent("metadata", Field.of("metadata", TypeTable.BUILT_IN::objectMeta, null));
    }
    if (fields.isEmpty() && preserve && !atomic) {
      return Type.ANY;
    }
    @Nullable Supplier<Type> others = preserve ? () -> Type.ANY : null;
    return Type.struct("", fields, others, atomic);
  }

  private static Type list(JsonNode schema) {
    Type element = type(schema.path("items"));
    return switch (schema.path("x-kubernetes-list-type").asText("atomic")) {
      case "map" ->
          Type.list(
              () -> element, Registry.strings(schema.path("x-kubernetes-list-map-keys")), false);
      case "set" -> Type.list(() -> element, List.of(), false);
      default -> Type.list(() -> element, List.of(), true);
    };
  }
}
