package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Stored;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** The form in which a client wants objects. */
record Representation(Form form, String includeObject) {

  /** Whole objects, only their metadata, or rows for people. */
  enum Form {
    FULL,
    METADATA,
    TABLE
  }

  static Representation of(String accept, String includeObject) {
    for (String option : accept.split(",", -1)) {
      String wanted = option.replace(" ", "");
      if (wanted.startsWith("application/json")) {
        if (wanted.contains(";as=Table") && wanted.contains("v=v1;") | wanted.endsWith("v=v1")) {
          return new Representation(Form.TABLE, includeObject);
        }
        if (wanted.contains(";as=PartialObjectMetadata")) {
          return new Representation(Form.METADATA, includeObject);
        }
        if (!wanted.contains(";as=")) {
          break;
        }
      }
    }
    return new Representation(Form.FULL, includeObject);
  }

  static ObjectNode metadataOf(JsonNode object) {
    ObjectNode partial =
        Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
    partial.set("metadata", object.path("metadata"));
    return partial;
  }

  /**
   * One object; {@code first} asks for a table's column definitions, which a watch sends only once.
   */
  JsonNode one(Resource resource, JsonNode object, Instant now, boolean first) {
    return switch (form) {
      case FULL -> object;
      case METADATA -> metadataOf(object);
      case TABLE -> {
        ObjectNode table = Tables.of(resource, List.of(object), now, includeObject, first);
        ObjectNode metadata = table.putObject("metadata");
        metadata.set("resourceVersion", object.at("/metadata/resourceVersion"));
        yield table;
      }
    };
  }

  /** A list; {@code metadata} is the list's own. */
  byte[] list(Resource resource, List<Stored> objects, ObjectNode metadata, Instant now) {
    if (form == Form.TABLE) {
      List<JsonNode> items = objects.stream().map(s -> (JsonNode) s.object()).toList();
      ObjectNode table = Tables.of(resource, items, now, includeObject, true);
      table.set("metadata", metadata);
      return Json.bytes(table);
    }
    if (form == Form.METADATA) {
      ObjectNode list =
          Json.object()
              .put("kind", "PartialObjectMetadataList")
              .put("apiVersion", "meta.k8s.io/v1");
      list.set("metadata", metadata);
      ArrayNode items = list.putArray("items");
      objects.forEach(stored -> items.add(metadataOf(stored.object())));
      return Json.bytes(list);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024 * (objects.size() + 1));
    ObjectNode head =
        Json.object()
            .put("kind", resource.kind() + "List")
            .put("apiVersion", resource.apiVersion());
    head.set("metadata", metadata);
    byte[] start = Json.bytes(head);
    out.write(start, 0, start.length - 1);
    out.writeBytes(",\"items\":[".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < objects.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      byte[] object = bytes(resource, objects.get(i));
      int from = 0;
      if (resource.custom() == null) {
        out.write('{');
        from = typeLength(resource);
      }
      out.write(object, from, object.length - from);
    }
    out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /**
   * Lists of built-in kinds do not repeat the kind in each item, which comes first in a stored
   * object.
   */
  private static int typeLength(Resource resource) {
    String type =
        "{\"apiVersion\":\"" + resource.apiVersion() + "\",\"kind\":\"" + resource.kind() + "\",";
    return type.length();
  }

  static byte[] bytes(Resource resource, Stored stored) {
    boolean asStored = stored.object().path("apiVersion").asText().equals(resource.apiVersion());
    return asStored ? stored.bytes() : Json.bytes(Objects.inVersion(resource, stored.object()));
  }
}
