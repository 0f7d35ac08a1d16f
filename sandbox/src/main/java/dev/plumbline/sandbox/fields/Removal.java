package dev.plumbline.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a set of fields out of a value. A container that this empties becomes null. */
public final class Removal {

  private Removal() {}

  public static JsonNode of(Type type, JsonNode value, FieldSet fields) {
    JsonNode left = remove(type, value, fields);
    return left == null ? Json.object() : left;
  }

  private static @Nullable JsonNode remove(Type declared, JsonNode value, FieldSet fields) {
    Type type = declared.resolve(value);
    if (type.isScalar() || !value.isContainerNode()) {
      return value;
    }
    if (type.atomic()) {
      return null;
    }
    return type.isList() ? removeItems(type, value, fields) : removeFields(type, value, fields);
  }

  private static @Nullable JsonNode removeItems(Type type, JsonNode value, FieldSet fields) {
    ArrayNode out = Json.array();
    for (JsonNode item : value) {
      PathElement element = ListItems.element(type, item);
      if (fields.has(element)) {
        continue;
      }
      FieldSet below = fields.below(element);
      JsonNode left = below.isEmpty() ? item : remove(type.element(), item, below);
      out.add(left == null ? NullNode.instance : left);
    }
    return out.isEmpty() ? null : out;
  }

  private static @Nullable JsonNode removeFields(Type type, JsonNode value, FieldSet fields) {
    ObjectNode out = Json.object();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      PathElement element = PathElement.field(field.getKey());
      if (fields.has(element)) {
        continue;
      }
      FieldSet below = fields.below(element);
      JsonNode left =
          below.isEmpty()
              ? field.getValue()
              : remove(type.field(field.getKey()), field.getValue(), below);
      out.set(field.getKey(), left == null ? NullNode.instance : left);
    }
    return out.isEmpty() ? null : out;
  }
}
