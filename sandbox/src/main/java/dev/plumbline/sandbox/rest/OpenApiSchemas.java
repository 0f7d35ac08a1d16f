package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.CustomKind;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.schema.Type;
import dev.plumbline.sandbox.schema.Type.Field;
import dev.plumbline.sandbox.schema.TypeTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schemas of one OpenAPI document: those of kinds, and of all types that these hold, each under
 * the name that a real API server gives it. Descriptions and required fields are not told: the
 * table of types does not have them.
 */
final class OpenApiSchemas {

  private static final String META = "meta.v1.ObjectMeta";
  private static final Map<String, String> HOMES =
      Map.of(
          "meta", "io.k8s.apimachinery.pkg.apis.",
          "apiextensions", "io.k8s.apiextensions-apiserver.pkg.apis.",
          "apiregistration", "io.k8s.kube-aggregator.pkg.apis.");

  private final ObjectNode schemas;
  private final Deque<Type> wanted = new ArrayDeque<>();

  private OpenApiSchemas(ObjectNode schemas) {
    this.schemas = schemas;
  }

  /** Adds the schemas of these kinds, and what they refer to. */
  static void add(List<Resource> kinds, ObjectNode schemas) {
    OpenApiSchemas adding = new OpenApiSchemas(schemas);
    kinds.forEach(adding::kind);
    for (Type type = adding.wanted.poll(); type != null; type = adding.wanted.poll()) {
      if (!schemas.has(name(type.name()))) {
        schemas.set(name(type.name()), adding.struct(type));
      }
    }
  }

  /** The name of a kind's schema; of a custom kind it begins with its group, backwards. */
  static String component(Resource kind) {
    if (kind.custom() == null) {
      return name(kind.type().name());
    }
    StringBuilder name = new StringBuilder();
    for (String part : kind.group().split("\\.", -1)) {
      name.insert(0, part + ".");
    }
    return name + kind.version() + "." + kind.kind();
  }

  private static String name(String type) {
    return HOMES.getOrDefault(type.substring(0, type.indexOf('.')), "io.k8s.api.") + type;
  }

  private void kind(Resource kind) {
    CustomKind custom = kind.custom();
    ObjectNode schema = custom == null ? struct(kind.type()) : custom(custom.schema().root(), true);
    schema.put("type", "object");
    schema
        .putArray("x-kubernetes-group-version-kind")
        .addObject()
        .put("group", kind.group())
        .put("kind", kind.kind())
        .put("version", kind.version());
    schemas.set(component(kind), schema);
  }

  /** A definition's schema with the fields that need not be said of an object. */
  private ObjectNode custom(JsonNode declared, boolean root) {
    ObjectNode schema = declared.isObject() ? declared.deepCopy() : Json.object();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      property.setValue(custom(property.getValue(), false));
    }
    for (String part : List.of("items", "additionalProperties")) {
      if (schema.path(part).isObject()) {
        schema.set(part, custom(schema.path(part), false));
      }
    }
    if (root || schema.path("x-kubernetes-embedded-resource").asBoolean()) {
      ObjectNode properties = Json.child(schema, "properties");
      properties.putObject("apiVersion").put("type", "string");
      properties.putObject("kind").put("type", "string");
      properties.set("metadata", reference(TypeTable.BUILT_IN.get(META)));
    }
    return schema;
  }

  private ObjectNode struct(Type type) {
    ObjectNode schema = Json.object().put("type", "object");
    if (type.atomic()) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
    ObjectNode properties = schema.putObject("properties");
    new TreeMap<>(type.fields()).forEach((name, field) -> properties.set(name, property(field)));
    return schema;
  }

  private ObjectNode property(Field field) {
    Type type = field.type().get();
    ObjectNode schema = value(type);
    if (field.defaultValue() != null) {
      schema.set("default", field.defaultValue());
    } else if (field.present() && !type.name().isEmpty()) {
      schema.set("default", Json.object());
    }
    if (!field.allowed().isEmpty()) {
      field.allowed().forEach(schema.putArray("enum")::add);
    }
    String merge = field.mergeKey();
    if (merge != null || field.retainKeys()) {
      schema.put(
          "x-kubernetes-patch-strategy",
          merge == null ? "retainKeys" : field.retainKeys() ? "merge,retainKeys" : "merge");
    }
    if (merge != null && !merge.isEmpty()) {
      schema.put("x-kubernetes-patch-merge-key", merge);
    }
    return schema;
  }

  private ObjectNode value(Type type) {
    return switch (type.kind()) {
      case DEDUCED -> Json.object();
      case SCALAR -> scalar(type.scalar());
      case LIST -> list(type);
      case MAP -> type.name().isEmpty() ? map(type) : reference(type);
    };
  }

  private ObjectNode list(Type type) {
    ObjectNode schema = Json.object().put("type", "array");
    schema.set("items", value(type.element()));
    schema.put(
        "x-kubernetes-list-type", type.atomic() ? "atomic" : type.keys().isEmpty() ? "set" : "map");
    if (!type.keys().isEmpty()) {
      type.keys().forEach(schema.putArray("x-kubernetes-list-map-keys")::add);
    }
    return schema;
  }

  private ObjectNode map(Type type) {
    ObjectNode schema = Json.object().put("type", "object");
    schema.set("additionalProperties", value(type.element()));
    if (type.atomic()) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
    return schema;
  }

  private ObjectNode reference(Type type) {
    wanted.add(type);
    ObjectNode schema = Json.object();
    schema.putArray("allOf").addObject().put("$ref", "#/components/schemas/" + name(type.name()));
    return schema;
  }

  private static ObjectNode scalar(String scalar) {
    ObjectNode schema = Json.object();
    return switch (scalar) {
      case "bytes" -> schema.put("type", "string").put("format", "byte");
      case "time", "microTime" -> schema.put("type", "string").put("format", "date-time");
      case "quantity" -> either(schema, "string", "number");
      case "intOrString" -> either(schema, "integer", "string").put("format", "int-or-string");
      case "any" -> schema;
      default -> schema.put("type", scalar);
    };
  }

  private static ObjectNode either(ObjectNode schema, String one, String other) {
    schema.putArray("oneOf").add(Json.object().put("type", one)).addObject().put("type", other);
    return schema;
  }
}
