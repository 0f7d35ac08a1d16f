package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The schema of a custom kind: which fields it keeps, what it fills in. {@link SchemaValidation}
 * says what it refuses.
 */
public final class StructuralSchema {

  private final JsonNode root;

  StructuralSchema(JsonNode root) {
    this.root = root;
  }

  public JsonNode root() {
    return root;
  }

  /** Drops fields that the schema does not know, in place; returns their paths. */
  public List<String> prune(ObjectNode object) {
    List<String> unknown = new ArrayList<>();
    pruneObject(object, root, "", Set.of("apiVersion", "kind", "metadata"), unknown);
    return unknown;
  }

  /** Fills in defaults, in place; nulls where the schema wants none are dropped unless kept. */
  public void fillDefaults(ObjectNode object, boolean keepNulls) {
    fill(object, root, true, keepNulls);
  }

  private static void pruneValue(
      JsonNode value, JsonNode schema, String path, List<String> unknown) {
    if (value instanceof ArrayNode items) {
      for (int i = 0; i < items.size(); i++) {
        pruneValue(items.get(i), schema.path("items"), path + "[" + i + "]", unknown);
      }
    } else if (value instanceof ObjectNode object) {
      boolean embedded = schema.path("x-kubernetes-embedded-resource").asBoolean();
      Set<String> kept = embedded ? Set.of("apiVersion", "kind", "metadata") : Set.of();
      pruneObject(object, schema, path, kept, unknown);
      if (embedded) {
        pruneTyped(
            object.path("metadata"), TypeTable.BUILT_IN.objectMeta(), path + ".metadata", unknown);
      }
    }
  }

  private static void pruneTyped(JsonNode value, Type type, String path, List<String> unknown) {
    if (value instanceof ArrayNode items) {
      for (int i = 0; i < items.size(); i++) {
        pruneTyped(items.get(i), type.element(), path + "[" + i + "]", unknown);
      }
    } else if (value instanceof ObjectNode object && !type.fields().isEmpty()) {
      for (String name : new TreeSet<>(names(object))) {
        String at = path + "." + name;
        Type.Field field = type.fields().get(name);
        if (field == null) {
          unknown.add(at);
          object.remove(name);
        } else {
          pruneTyped(object.path(name), field.type().get(), at, unknown);
        }
      }
    }
  }

  private static void pruneObject(
      ObjectNode object, JsonNode schema, String path, Set<String> kept, List<String> unknown) {
    JsonNode properties = schema.path("properties");
    JsonNode additional = schema.path("additionalProperties");
    boolean preserve =
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
            || additional.asBoolean(false);
    for (String name : new TreeSet<>(names(object))) {
      if (kept.contains(name)) {
        continue;
      }
      String at = path.isEmpty() ? name : path + "." + name;
      if (properties.has(name)) {
        pruneValue(object.path(name), properties.path(name), at, unknown);
      } else if (additional.isObject()) {
        pruneValue(object.path(name), additional, at, unknown);
      } else if (!preserve) {
        unknown.add(at);
        object.remove(name);
      }
    }
  }

  private static Set<String> names(ObjectNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void fill(JsonNode value, JsonNode schema, boolean top, boolean keepNulls) {
    if (value instanceof ArrayNode items) {
      items.forEach(item -> fill(item, schema.path("items"), false, keepNulls));
      return;
    }
    if (!(value instanceof ObjectNode object)) {
      return;
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = property.getKey();
      if (top && (name.equals("metadata") || name.equals("apiVersion") || name.equals("kind"))) {
        continue;
      }
      JsonNode declared = property.getValue();
      JsonNode present = object.get(name);
      boolean nulled =
          present != null && present.isNull() && !declared.path("nullable").asBoolean();
      JsonNode defaultValue = declared.get("default");
      if ((present == null || nulled) && defaultValue != null) {
        object.set(name, defaultValue.deepCopy());
      } else if (nulled && !keepNulls) {
        object.remove(name);
      }
      fill(object.path(name), declared, false, keepNulls);
    }
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      for (String name : names(object)) {
        if (!schema.path("properties").has(name)) {
          fill(object.path(name), additional, false, keepNulls);
        }
      }
    }
  }
}
