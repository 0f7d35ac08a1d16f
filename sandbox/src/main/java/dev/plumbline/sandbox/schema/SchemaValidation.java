package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.FieldError.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Checks a custom object against its OpenAPI schema: types, required fields, enums, bounds and
 * patterns. Expressions are not evaluated.
 */
public final class SchemaValidation {

  /** A pattern may not look at more of a value than this: hostile patterns backtrack. */
  private static final int MAX_MATCHED = 4096;

  private final List<FieldError> errors = new ArrayList<>();

  private SchemaValidation() {}

  public static List<FieldError> errors(StructuralSchema schema, JsonNode object) {
    SchemaValidation validation = new SchemaValidation();
    validation.visit(schema.root(), object, "", true);
    return validation.errors;
  }

  private void visit(JsonNode schema, JsonNode value, String path, boolean top) {
    if (value.isNull() && schema.path("nullable").asBoolean()) {
      return;
    }
    if (!rightType(schema, value, path)) {
      return;
    }
    JsonNode allowed = schema.path("enum");
    if (allowed.isArray() && !contains(allowed, value)) {
      errors.add(FieldError.unsupported(path, value, texts(allowed)));
    }
    if (value.isTextual()) {
      visitText(schema, value.textValue(), path);
    } else if (value.isNumber()) {
      visitNumber(schema, value, path);
    } else if (value.isArray()) {
      visitArray(schema, value, path);
    } else if (value.isObject()) {
      visitObject(schema, value, path, top);
    }
  }

  private boolean rightType(JsonNode schema, JsonNode value, String path) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return expect(value.isIntegralNumber() || value.isTextual(), value, path, "integer,string");
    }
    String type = schema.path("type").asText();
    return switch (type) {
      case "object" -> expect(value.isObject(), value, path, type);
      case "array" -> expect(value.isArray(), value, path, type);
      case "string" -> expect(value.isTextual(), value, path, type);
      case "boolean" -> expect(value.isBoolean(), value, path, type);
      case "number" -> expect(value.isNumber(), value, path, type);
      case "integer" ->
          expect(
              value.isIntegralNumber()
                  || (value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0),
              value,
              path,
              type);
      default -> true;
    };
  }

  private boolean expect(boolean holds, JsonNode value, String path, String type) {
    if (!holds) {
      String found =
          switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            default -> value.isIntegralNumber() ? "integer" : "number";
          };
      errors.add(
          new FieldError(
              Reason.TYPE_INVALID,
              path,
              "Invalid value: \""
                  + found
                  + "\": "
                  + (path.isEmpty() ? "<root>" : path)
                  + " in body must be of type "
                  + type
                  + ": \""
                  + found
                  + "\""));
    }
    return holds;
  }

  private void visitText(JsonNode schema, String text, String path) {
    int length = text.codePointCount(0, text.length());
    if (schema.has("minLength") && length < schema.path("minLength").asInt()) {
      invalid(path, text, "should be at least " + schema.path("minLength") + " chars long");
    }
    if (schema.has("maxLength") && length > schema.path("maxLength").asInt()) {
      errors.add(
          new FieldError(
              Reason.TOO_LONG,
              path,
              "Too long: may not be more than " + schema.path("maxLength") + " bytes"));
    }
    if (schema.has("pattern")) {
      String pattern = schema.path("pattern").asText();
      try {
        CharSequence bounded = text.substring(0, Math.min(text.length(), MAX_MATCHED));
        Matcher matcher = Pattern.compile(pattern).matcher(bounded);
        if (!matcher.find()) {
          invalid(path, text, "should match '" + pattern + "'");
        }
      } catch (PatternSyntaxException e) {
        invalid(path, text, "pattern '" + pattern + "' cannot be used: " + e.getDescription());
      }
    }
  }

  private void visitNumber(JsonNode schema, JsonNode value, String path) {
    JsonNode min = schema.path("minimum");
    JsonNode max = schema.path("maximum");
    if (min.isNumber()) {
      int order = value.decimalValue().compareTo(min.decimalValue());
      boolean exclusive = schema.path("exclusiveMinimum").asBoolean();
      if (order < 0 || (exclusive && order == 0)) {
        bound(path, value, exclusive ? "greater than " + min : "greater than or equal to " + min);
      }
    }
    if (max.isNumber()) {
      int order = value.decimalValue().compareTo(max.decimalValue());
      boolean exclusive = schema.path("exclusiveMaximum").asBoolean();
      if (order > 0 || (exclusive && order == 0)) {
        bound(path, value, exclusive ? "less than " + max : "less than or equal to " + max);
      }
    }
  }

  private void bound(String path, JsonNode value, String rule) {
    errors.add(
        new FieldError(
            Reason.INVALID,
            path,
            "Invalid value: " + value + ": " + path + " in body should be " + rule));
  }

  private void visitArray(JsonNode schema, JsonNode value, String path) {
    if (schema.has("maxItems") && value.size() > schema.path("maxItems").asInt()) {
      errors.add(
          new FieldError(
              Reason.TOO_MANY,
              path,
              "Too many: "
                  + value.size()
                  + ": must have at most "
                  + schema.path("maxItems")
                  + " items"));
    }
    if (schema.has("minItems") && value.size() < schema.path("minItems").asInt()) {
      invalid(
          path,
          String.valueOf(value.size()),
          "should have at least " + schema.path("minItems") + " items");
    }
    for (int i = 0; i < value.size(); i++) {
      visit(schema.path("items"), value.get(i), path + "[" + i + "]", false);
    }
  }

  private void visitObject(JsonNode schema, JsonNode value, String path, boolean top) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        errors.add(FieldError.required(join(path, required.asText())));
      }
    }
    JsonNode properties = schema.path("properties");
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String name = field.getKey();
      boolean own =
          top && (name.equals("metadata") || name.equals("apiVersion") || name.equals("kind"));
      if (own) {
        continue;
      }
      JsonNode declared =
          properties.has(name) ? properties.path(name) : schema.path("additionalProperties");
      if (declared.isObject()) {
        visit(declared, field.getValue(), join(path, name), false);
      }
    }
  }

  private void invalid(String path, String value, String rule) {
    errors.add(
        new FieldError(
            Reason.INVALID,
            path,
            "Invalid value: \"" + value + "\": " + path + " in body " + rule));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static boolean contains(JsonNode allowed, JsonNode value) {
    for (JsonNode one : allowed) {
      if (Json.same(one, value)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> texts(JsonNode allowed) {
    List<String> texts = new ArrayList<>();
    allowed.forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
