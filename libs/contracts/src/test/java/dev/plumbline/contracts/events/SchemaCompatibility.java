package dev.plumbline.contracts.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Whether records written after a change are still good for whoever reads by the schema before it:
 * no field gone, none that was always there now optional, no type changed, no value added to a
 * closed set that a reader switches over.
 */
final class SchemaCompatibility {

  private SchemaCompatibility() {}

  static List<String> breaks(JsonNode before, JsonNode after) {
    List<String> breaks = new ArrayList<>();
    compare("", before, after, breaks);
    for (Map.Entry<String, JsonNode> definition : before.path("$defs").properties()) {
      JsonNode now = after.path("$defs").path(definition.getKey());
      if (!now.isMissingNode()) {
        compare(definition.getKey(), definition.getValue(), now, breaks);
      }
    }
    return breaks;
  }

  private static void compare(String path, JsonNode before, JsonNode after, List<String> breaks) {
    for (String keyword : List.of("type", "format", "$ref")) {
      if (!before.path(keyword).equals(after.path(keyword))) {
        breaks.add(
            "%s: %s was %s and is %s"
                .formatted(path, keyword, before.path(keyword), after.path(keyword)));
      }
    }
    List<String> required = texts(after.path("required"));
    for (String field : texts(before.path("required"))) {
      if (!required.contains(field)) {
        breaks.add(path + "/" + field + ": was always there and may now be absent");
      }
    }
    for (Map.Entry<String, JsonNode> field : before.path("properties").properties()) {
      JsonNode now = after.path("properties").path(field.getKey());
      if (now.isMissingNode()) {
        breaks.add(path + "/" + field.getKey() + ": is gone");
      } else {
        compare(path + "/" + field.getKey(), field.getValue(), now, breaks);
      }
    }
    for (String nested : List.of("items", "additionalProperties")) {
      if (before.has(nested)) {
        compare(path + "[]", before.get(nested), after.path(nested), breaks);
      }
    }
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
