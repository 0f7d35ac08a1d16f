package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.sandbox.schema.Type.Field;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of a built-in kind as Kubernetes' own types would: unknown fields are dropped and
 * reported, nulls, empty optional lists and optional zero values vanish, structs that are not
 * pointers appear, quantities become canonical.
 */
final class Decoding {

  private static final DateTimeFormatter MICRO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern SIX_DIGITS = Pattern.compile("\\.\\d{6}(Z|[+-])");

  private final List<String> unknown = new ArrayList<>();
  private String struct = "";

  /** A value as stored, and the paths of the fields dropped because no type declares them. */
  record Decoded(ObjectNode value, List<String> unknown) {}

  static Decoded decode(Type type, JsonNode value) throws DecodeException {
    Decoding decoding = new Decoding();
    ObjectNode decoded = decoding.struct(type, value, "");
    return new Decoded(decoded, decoding.unknown);
  }

  private ObjectNode struct(Type type, JsonNode value, String path) throws DecodeException {
    if (!value.isObject()) {
      throw mismatch(value, path, type.name());
    }
    ObjectNode out = Json.object();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String name = entry.getKey();
      String at = path.isEmpty() ? name : path + "." + name;
      Field field = type.fields().get(name);
      if (field == null) {
        unknown.add(at);
      } else {
        struct = type.name().substring(type.name().lastIndexOf('.') + 1);
        JsonNode decoded = field(field, entry.getValue(), at);
        if (decoded != null) {
          out.set(name, decoded);
        }
      }
    }
    for (Field field : type.fields().values()) {
      if (!out.has(field.name()) && field.present()) {
        Type fieldType = field.type().get();
        out.set(
            field.name(),
            fieldType.fields().isEmpty()
                ? Json.object()
                : struct(fieldType, Json.object(), path + "." + field.name()));
      } else if (!out.has(field.name()) && field.required()) {
        out.set(field.name(), zero(field.type().get()));
      }
    }
    return out;
  }

  private @Nullable JsonNode field(Field field, JsonNode value, String path)
      throws DecodeException {
    if (value.isNull()) {
      return null;
    }
    Type type = field.type().get();
    JsonNode decoded = value(type, value, path);
    boolean optionalContainer =
        !field.required() && (type.isList() || (type.isMap() && type.fields().isEmpty()));
    if (optionalContainer && decoded.isEmpty()) {
      return null;
    }
    if (type.isList() && decoded.isEmpty()) {
      return NullNode.instance;
    }
    return field.omitZero() && isZero(decoded) ? null : decoded;
  }

  private JsonNode value(Type type, JsonNode value, String path) throws DecodeException {
    switch (type.kind()) {
      case DEDUCED:
        return value;
      case SCALAR:
        return scalar(type, value, path);
      case LIST:
        if (!value.isArray()) {
          throw mismatch(value, path, "[]" + type.element().name());
        }
        ArrayNode items = Json.array();
        for (int i = 0; i < value.size(); i++) {
          items.add(element(type.element(), value.get(i), path + "[" + i + "]"));
        }
        return items;
      default:
        if (!type.fields().isEmpty()) {
          return struct(type, value, path);
        }
        if (!value.isObject()) {
          throw mismatch(value, path, "map[string]" + type.element().scalar());
        }
        ObjectNode map = Json.object();
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
          map.set(
              entry.getKey(),
              element(type.element(), entry.getValue(), path + "." + entry.getKey()));
        }
        return map;
    }
  }

  private JsonNode element(Type type, JsonNode value, String path) throws DecodeException {
    if (value.isNull() && type.isScalar()) {
      return TextNode.valueOf("");
    }
    if (value.isNull() && type.isMap()) {
      return value(type, Json.object(), path);
    }
    return value(type, value, path);
  }

  private JsonNode scalar(Type type, JsonNode value, String path) throws DecodeException {
    boolean fits =
        switch (type.scalar()) {
          case "string", "bytes", "time", "microTime" -> value.isTextual();
          case "integer" -> value.isIntegralNumber() || isWhole(value);
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          case "quantity" -> value.isTextual() || value.isNumber();
          case "intOrString" -> value.isTextual() || value.isIntegralNumber();
          default -> true;
        };
    if (!fits) {
      throw mismatch(value, path, goName(type.scalar()));
    }
    return switch (type.scalar()) {
      case "quantity" -> quantity(value, path);
      case "bytes" -> bytes(value, path);
      case "time", "microTime" -> time(type.scalar(), value);
      case "integer" -> value.isIntegralNumber() ? value : LongNode.valueOf(value.longValue());
      default -> value;
    };
  }

  /** What a field that is always written holds when nobody has set it. */
  private static JsonNode zero(Type type) {
    if (!type.isScalar()) {
      return NullNode.instance;
    }
    return switch (type.scalar()) {
      case "string" -> TextNode.valueOf("");
      case "integer", "number" -> IntNode.valueOf(0);
      case "boolean" -> BooleanNode.FALSE;
      case "quantity" -> TextNode.valueOf("0");
      case "intOrString" -> IntNode.valueOf(0);
      default -> NullNode.instance;
    };
  }

  private static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private static JsonNode quantity(JsonNode value, String path) throws DecodeException {
    String canonical = Quantity.canonical(value.asText()).orElse(null);
    if (canonical == null) {
      throw new DecodeException(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$' ("
              + path
              + ")");
    }
    return TextNode.valueOf(canonical);
  }

  private static JsonNode bytes(JsonNode value, String path) throws DecodeException {
    String text = value.textValue().replaceAll("[\r\n]", "");
    try {
      return TextNode.valueOf(Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("illegal base64 data at " + path);
    }
  }

  private static JsonNode time(String scalar, JsonNode value) throws DecodeException {
    String text = value.textValue();
    boolean micro = scalar.equals("microTime");
    try {
      if (!micro || SIX_DIGITS.matcher(text).find()) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        return TextNode.valueOf(
            micro ? MICRO.format(instant) : instant.truncatedTo(ChronoUnit.SECONDS).toString());
      }
    } catch (DateTimeParseException e) {
      // Said below, in the words of an API server.
    }
    throw new DecodeException(
        "parsing time \"\\\""
            + text
            + "\\\"\" as \"2006-01-02T15:04:05"
            + (micro ? ".000000" : "")
            + "Z07:00\" failed");
  }

  private static boolean isZero(JsonNode value) {
    return (value.isTextual() && value.textValue().isEmpty())
        || (value.isBoolean() && !value.booleanValue())
        || (value.isNumber() && value.decimalValue().signum() == 0);
  }

  private static String goName(String scalar) {
    return switch (scalar) {
      case "integer" -> "int32";
      case "boolean" -> "bool";
      case "number" -> "float64";
      case "quantity" -> "resource.Quantity";
      case "intOrString" -> "intstr.IntOrString";
      default -> "string";
    };
  }

  private DecodeException mismatch(JsonNode value, String path, String type) {
    String found =
        switch (value.getNodeType()) {
          case OBJECT -> "object";
          case ARRAY -> "array";
          case STRING -> "string";
          case BOOLEAN -> "bool";
          default -> "number";
        };
    return new DecodeException(
        "json: cannot unmarshal "
            + found
            + " into Go struct field "
            + struct
            + "."
            + path.replaceAll("\\[\\d+\\]", "")
            + " of type "
            + type);
  }
}
