package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.CustomKind;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows and columns for people, as {@code kubectl get} asks for them. */
final class Tables {

  private static final JsonNode BUILT_IN = Json.resource("columns.json");
  private static final JsonNode AGE_ONLY =
      Json.trusted(
          "[{\"name\":\"Age\",\"type\":\"date\",\"path\":\".metadata.creationTimestamp\"}]");

  private Tables() {}

  /** One column: a name, a type, a priority (0 is always shown), and where its values are. */
  private record Column(String name, String type, String format, int priority, String path) {}

  static ObjectNode of(
      Resource resource,
      List<? extends JsonNode> objects,
      Instant now,
      String includeObject,
      boolean definitions) {
    List<Column> columns = columns(resource);
    ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
    table.putObject("metadata");
    ArrayNode head = table.putArray("columnDefinitions");
    if (definitions) {
      columns.forEach(
          column ->
              head.addObject()
                  .put("name", column.name())
                  .put("type", column.type())
                  .put("format", column.format())
                  .put("description", "")
                  .put("priority", column.priority()));
    }
    ArrayNode rows = table.putArray("rows");
    for (JsonNode object : objects) {
      ObjectNode row = rows.addObject();
      ArrayNode cells = row.putArray("cells");
      columns.forEach(column -> cells.add(Cells.cell(column.type(), column.path(), object, now)));
      switch (includeObject) {
        case "None" -> {}
        case "Object" -> row.set("object", object);
        default -> row.set("object", Representation.metadataOf(object));
      }
    }
    return table;
  }

  private static List<Column> columns(Resource resource) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Name", "string", "name", 0, ".metadata.name"));
    CustomKind custom = resource.custom();
    JsonNode declared = custom == null ? BUILT_IN.path(resource.groupKind()) : custom.columns();
    for (JsonNode column : declared.isEmpty() ? AGE_ONLY : declared) {
      columns.add(
          new Column(
              column.path("name").asText(),
              column.path("type").asText("string"),
              column.path("format").asText(""),
              column.path("priority").asInt(),
              column
                  .path(custom == null ? "path" : "jsonPath")
                  .asText(column.path("path").asText())));
    }
    return columns;
  }
}
