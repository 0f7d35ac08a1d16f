package dev.plumbline.manifests.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A manifest with every field that a kind has, and the places where it could have another one. */
final class FullManifest {

  private static final String REFERENCE = "#/components/schemas/";

  private final JsonNode components;
  private final Deque<String> within = new ArrayDeque<>();
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  private final ObjectNode manifest;

  private FullManifest(JsonNode components, JsonNode schema, String apiVersion, String kind) {
    this.components = components;
    this.manifest = (ObjectNode) value(schema, "");
    manifest.put("apiVersion", apiVersion).put("kind", kind);
    ObjectNode metadata = (ObjectNode) manifest.path("metadata");
    metadata.retain("annotations", "labels", "finalizers", "ownerReferences");
    objects.keySet().removeIf(path -> path.startsWith("metadata.managedFields"));
    metadata.put("name", "full");
  }

  static FullManifest of(JsonNode components, String name, String apiVersion, String kind) {
    return new FullManifest(components, components.path(name), apiVersion, kind);
  }

  ObjectNode manifest() {
    return manifest;
  }

  /** Every object of it that has declared fields, by its path. */
  List<String> places() {
    return new ArrayList<>(objects.keySet());
  }

  /** Puts a field that no kind has into the named objects; returns the field's paths. */
  List<String> misspell(List<String> places) {
    return places.stream()
        .map(
            place -> {
              objects.get(place).put("plumblnie", "x");
              return place.isEmpty() ? "plumblnie" : place + ".plumblnie";
            })
        .toList();
  }

  void mend(List<String> places) {
    places.forEach(place -> objects.get(place).remove("plumblnie"));
  }

  private JsonNode value(JsonNode schema, String path) {
    String reference = schema.path("$ref").asText("");
    if (reference.isEmpty() && schema.path("allOf").size() == 1 && !schema.has("type")) {
      reference = schema.path("allOf").path(0).path("$ref").asText("");
    }
    if (!reference.isEmpty()) {
      return component(reference.substring(REFERENCE.length()), path);
    }
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return json.numberNode(1);
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(schema, path);
      case "array" -> json.arrayNode().add(value(schema.path("items"), path + "[0]"));
      case "integer", "number" -> json.numberNode(1);
      case "boolean" -> json.booleanNode(true);
      case "string" -> json.textNode(text(schema.path("format").asText()));
      default -> schema.has("oneOf") ? json.textNode("1") : free();
    };
  }

  private JsonNode component(String name, String path) {
    // One round of a type within itself shows that its fields are known there too.
    if (within.stream().filter(name::equals).count() > 1) {
      return Json.mapper().createObjectNode();
    }
    within.push(name);
    try {
      if (name.endsWith("JSONSchemaPropsOrStringArray")) {
        return Json.mapper().createArrayNode();
      }
      // The one type without fields that is not free: create refuses any, apply drops them.
      return name.endsWith("CustomResourceSubresourceStatus")
          ? Json.mapper().createObjectNode()
          : value(components.path(name), path);
    } finally {
      within.pop();
    }
  }

  private ObjectNode object(JsonNode schema, String path) {
    ObjectNode object = Json.mapper().createObjectNode();
    JsonNode properties = schema.path("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      String at = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
      object.set(property.getKey(), value(property.getValue(), at));
    }
    if (schema.path("additionalProperties").isObject()) {
      object.set("any", value(schema.path("additionalProperties"), path + ".any"));
    }
    if (!properties.isEmpty()) {
      if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
        object.set("free", free());
      } else {
        objects.put(path, object);
      }
    } else if (object.isEmpty()) {
      return free();
    }
    return object;
  }

  private static ObjectNode free() {
    ObjectNode free = Json.mapper().createObjectNode();
    free.put("type", "string");
    return free;
  }

  private static String text(String format) {
    return switch (format) {
      case "date-time" -> "2026-01-01T00:00:00.000000Z";
      case "byte" -> "";
      default -> "1s";
    };
  }
}
