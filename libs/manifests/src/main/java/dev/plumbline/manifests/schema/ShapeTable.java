package dev.plumbline.manifests.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes that a set of schemas describes, each once however often it is repeated: documents
 * with pod templates in many places shrink to a few kilobytes. Shapes may hold themselves.
 */
final class ShapeTable {

  private static final String REFERENCE = "#/components/schemas/";

  private final List<Shape> shapes;

  private ShapeTable(List<Shape> shapes) {
    this.shapes = shapes;
  }

  Shape get(int index) {
    return shapes.get(index);
  }

  int size() {
    return shapes.size();
  }

  /** Reads schemas that refer to the named components and to each other. */
  static final class Reader {

    private final JsonNode components;
    private final List<Shape> shapes = new ArrayList<>(List.of(Shape.OF_ANYTHING));
    private final Map<Shape, Integer> known =
        new HashMap<>(Map.of(Shape.OF_ANYTHING, Shape.ANYTHING));
    private final Map<String, Integer> named = new HashMap<>();
    private final Map<String, String> fieldNames = new HashMap<>();
    private final Deque<String> unread = new ArrayDeque<>();

    Reader(JsonNode components) {
      this.components = components;
    }

    /** The table of all that was read, and of what that refers to. */
    ShapeTable table() {
      // Component by component rather than each inside the other: they may form a ring or a chain.
      for (String name = unread.poll(); name != null; name = unread.poll()) {
        shapes.set(
            named.getOrDefault(name, Shape.ANYTHING), shapes.get(read(components.path(name))));
      }
      return new ShapeTable(List.copyOf(shapes));
    }

    /** The index of the shape that a component describes. */
    int component(String name) {
      Integer read = named.get(name);
      if (read != null) {
        return read;
      }
      int index = Shape.ANYTHING;
      if (describesFields(components.path(name))) {
        index = shapes.size();
        shapes.add(Shape.OF_ANYTHING);
        unread.add(name);
      }
      named.put(name, index);
      return index;
    }

    private static boolean describesFields(JsonNode schema) {
      return schema.has("properties")
          || schema.has("items")
          || schema.has("additionalProperties")
          || schema.has("$ref")
          || schema.has("allOf");
    }

    /** The index of the shape that a schema describes. */
    int read(JsonNode schema) {
      String reference = schema.path("$ref").asText("");
      if (reference.startsWith(REFERENCE)) {
        return component(reference.substring(REFERENCE.length()));
      }
      if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
        return Shape.ANYTHING;
      }
      JsonNode wrapped = schema.path("allOf");
      if (wrapped.size() == 1 && wrapped.path(0).has("$ref")) {
        return read(wrapped.path(0));
      }
      return index(new Shape(fields(schema), others(schema), read(schema, "items")));
    }

    /** A custom object: its schema says nothing of what every object has. */
    int object(JsonNode schema) {
      Map<String, Integer> fields = fields(schema);
      int others = fields.isEmpty() ? Shape.ANYTHING : others(schema);
      addCommon(fields);
      return index(new Shape(fields, others, Shape.ANYTHING));
    }

    private Map<String, Integer> fields(JsonNode schema) {
      Map<String, Integer> fields = new HashMap<>();
      for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
        fields.put(
            fieldNames.computeIfAbsent(property.getKey(), name -> name), read(property.getValue()));
      }
      if (schema.path("x-kubernetes-embedded-resource").asBoolean()) {
        addCommon(fields);
      }
      return fields;
    }

    private void addCommon(Map<String, Integer> fields) {
      fields.put("apiVersion", Shape.ANYTHING);
      fields.put("kind", Shape.ANYTHING);
      fields.put("metadata", component(ObjectMeta.COMPONENT));
    }

    private int others(JsonNode schema) {
      JsonNode additional = schema.path("additionalProperties");
      if (additional instanceof ObjectNode) {
        return read(additional);
      }
      boolean open =
          schema.path("properties").isEmpty()
              || additional.asBoolean()
              || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
      return open ? Shape.ANYTHING : Shape.NONE;
    }

    private int read(JsonNode schema, String part) {
      return schema.path(part) instanceof ObjectNode inner ? read(inner) : Shape.ANYTHING;
    }

    private int index(Shape shape) {
      Integer same = known.putIfAbsent(shape, shapes.size());
      if (same != null) {
        return same;
      }
      shapes.add(shape);
      return shapes.size() - 1;
    }
  }
}
