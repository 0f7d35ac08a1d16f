package dev.plumbline.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks an applied configuration against its type: unknown fields, wrong sorts, duplicate items.
 */
public final class TypeCheck {

  private final List<String> errors = new ArrayList<>();

  private TypeCheck() {}

  /** What is wrong, in the words of an API server; empty when nothing is. */
  public static List<String> errors(Type type, JsonNode value) {
    TypeCheck check = new TypeCheck();
    check.visit(type, value, "");
    return check.errors;
  }

  private void visit(Type declared, JsonNode value, String path) {
    Type type = declared.resolve(value);
    if (value.isNull()) {
      return;
    }
    switch (type.kind()) {
      case LIST -> visitList(type, value, path);
      case MAP -> visitMap(type, value, path);
      default -> visitScalar(type, value, path);
    }
  }

  private void visitList(Type type, JsonNode value, String path) {
    if (!value.isArray()) {
      errors.add(path + ": expected list, got " + valueOf(value));
      return;
    }
    for (int i = 0; i < value.size(); i++) {
      JsonNode item = value.get(i);
      String at = path + "[" + i + "]";
      if (!type.atomic()) {
        if (!type.keys().isEmpty() && !keyed(type, item, path)) {
          continue;
        }
        at = path + ListItems.element(type, item).display();
      }
      visit(type.element(), item, at);
    }
    if (!type.atomic()) {
      ListItems.index(type, value)
          .forEach(
              (element, items) -> {
                if (items.size() > 1) {
                  errors.add(path + ": duplicate entries for key " + element.display());
                }
              });
    }
  }

  private boolean keyed(Type type, JsonNode item, String path) {
    if (!item.isObject()) {
      errors.add(path + ": associative list with keys may not have non-map elements");
      return false;
    }
    for (String key : type.keys()) {
      Type.Field field = type.element().fields().get(key);
      if (!item.has(key) && (field == null || field.defaultValue() == null)) {
        errors.add(
            path
                + ": element "
                + indexOf(item)
                + ": associative list with keys has an element that omits key field \""
                + key
                + "\" (and doesn't have default value)");
        return false;
      }
    }
    return true;
  }

  private static String indexOf(JsonNode item) {
    return item.has("name") ? item.get("name").asText() : "0";
  }

  private void visitMap(Type type, JsonNode value, String path) {
    if (!value.isObject()) {
      errors.add(path + ": expected map, got " + valueOf(value));
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String at = path + "." + field.getKey();
      if (!type.fields().containsKey(field.getKey()) && !type.open()) {
        errors.add(at + ": field not declared in schema");
      } else {
        visit(type.field(field.getKey()), field.getValue(), at);
      }
    }
  }

  private void visitScalar(Type type, JsonNode value, String path) {
    switch (type.scalar()) {
      case "string", "bytes", "time", "microTime" -> {
        if (!value.isTextual()) {
          errors.add(path + ": expected string, got " + valueOf(value));
        }
      }
      case "integer", "number" -> {
        if (!value.isNumber()) {
          errors.add(path + ": expected numeric (int or float), got " + typeOf(value));
        }
      }
      case "boolean" -> {
        if (!value.isBoolean()) {
          errors.add(path + ": expected boolean, got " + valueOf(value));
        }
      }
      default -> {
        if (value.isContainerNode() && !type.scalar().equals("any")) {
          errors.add(path + ": expected scalar, got " + valueOf(value));
        }
      }
    }
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case ARRAY -> "[]interface {}";
      default -> "map[string]interface {}";
    };
  }

  private static String valueOf(JsonNode value) {
    return "&value.valueUnstructured{Value:" + Json.text(value) + "}";
  }
}
