package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Type.Field;
import java.util.Map;

/**
 * Fills in what an API server fills in: constants from {@code defaults.json}, the rest by {@link
 * ComputedDefaults}.
 */
final class Defaults {

  private static final JsonNode TABLE = Json.resource("defaults.json");

  private Defaults() {}

  /** Works in place, from the outside in. */
  static void fill(Type type, ObjectNode value) {
    for (Map.Entry<String, JsonNode> entry : TABLE.path(type.name()).properties()) {
      fill(value, entry.getKey(), entry.getValue());
    }
    ComputedDefaults.fill(type.name(), value);
    for (Field field : type.fields().values()) {
      JsonNode child = value.get(field.name());
      JsonNode constant = field.defaultValue();
      if (child == null) {
        if (constant != null) {
          value.set(field.name(), constant.deepCopy());
        }
      } else {
        descend(field.type().get(), child);
      }
    }
  }

  private static void fill(ObjectNode into, String name, JsonNode constant) {
    JsonNode present = into.get(name);
    boolean unset = present == null || (present.isTextual() && present.textValue().isEmpty());
    if (unset) {
      into.set(name, constant.deepCopy());
    } else if (constant.isObject() && present instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : constant.properties()) {
        fill(object, entry.getKey(), entry.getValue());
      }
    }
  }

  private static void descend(Type type, JsonNode value) {
    if (value instanceof ObjectNode object && type.isMap()) {
      if (type.fields().isEmpty()) {
        object.forEach(item -> descend(type.element(), item));
      } else {
        fill(type, object);
      }
    } else if (value instanceof ArrayNode items && type.isList()) {
      items.forEach(item -> descend(type.element(), item));
    }
  }
}
