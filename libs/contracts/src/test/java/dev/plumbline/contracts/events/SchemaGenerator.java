package dev.plumbline.contracts.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Derives the JSON Schema of an event type from its record, so that the two cannot part. */
final class SchemaGenerator {

  private final Map<String, ObjectNode> definitions = new TreeMap<>();

  static ObjectNode schemaOf(EventType type) {
    SchemaGenerator generator = new SchemaGenerator();
    ObjectNode schema = Json.mapper().createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "https://plumbline.dev/schemas/" + type.shortName() + ".json");
    schema.put("title", type.typeName());
    schema.setAll(generator.recordSchema(type.recordType()));
    if (!generator.definitions.isEmpty()) {
      ObjectNode defs = schema.putObject("$defs");
      generator.definitions.forEach(defs::set);
    }
    return schema;
  }

  private ObjectNode recordSchema(Class<?> record) {
    ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = Json.mapper().createArrayNode();
    for (RecordComponent component : record.getRecordComponents()) {
      properties.set(component.getName(), typeSchema(component.getAnnotatedType()));
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(component.getName());
      }
    }
    schema.set("required", required);
    return schema;
  }

  private ObjectNode typeSchema(AnnotatedType annotated) {
    Type type = annotated.getType();
    ObjectNode schema = Json.mapper().createObjectNode();
    if (type instanceof ParameterizedType generic) {
      AnnotatedType[] arguments =
          ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
      if (generic.getRawType() == List.class) {
        schema.put("type", "array").set("items", typeSchema(arguments[0]));
        return schema;
      }
      if (generic.getRawType() == Map.class) {
        schema.put("type", "object").set("additionalProperties", typeSchema(arguments[1]));
        return schema;
      }
      throw new IllegalStateException("no schema for " + type);
    }
    return classSchema((Class<?>) type, schema);
  }

  private ObjectNode classSchema(Class<?> type, ObjectNode schema) {
    if (type == String.class || type == ApplicationKey.class) {
      return schema.put("type", "string");
    }
    if (type == Instant.class) {
      return schema.put("type", "string").put("format", "date-time");
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return schema.put("type", "integer");
    }
    if (type == boolean.class || type == Boolean.class) {
      return schema.put("type", "boolean");
    }
    if (JsonNode.class.isAssignableFrom(type)) {
      return schema.put("type", "object");
    }
    if (type.isEnum()) {
      ArrayNode values = schema.put("type", "string").putArray("enum");
      for (Object constant : type.getEnumConstants()) {
        values.add(((Enum<?>) constant).name());
      }
      return schema;
    }
    if (type.isRecord()) {
      String name =
          type.getEnclosingClass() == null
              ? type.getSimpleName()
              : type.getEnclosingClass().getSimpleName() + type.getSimpleName();
      if (!definitions.containsKey(name)) {
        definitions.put(name, schema);
        definitions.put(name, recordSchema(type));
      }
      return Json.mapper().createObjectNode().put("$ref", "#/$defs/" + name);
    }
    throw new IllegalStateException("no schema for " + type);
  }
}
