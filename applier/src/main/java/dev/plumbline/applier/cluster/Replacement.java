package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes an object whole, so that what others added to it is gone. That is done by a patch, which
 * takes no further right than an apply does.
 */
final class Replacement {

  /** What holds an object, and whose it is, are no part of what a manifest says. */
  private static final List<String> METADATA = List.of("labels", "annotations");

  private static final Set<String> KEPT = Set.of("apiVersion", "kind", "metadata", "status");

  private Replacement() {}

  /** The JSON patch, made only to the very version that was read. */
  static ArrayNode patch(ObjectNode live, ObjectNode manifest) {
    ArrayNode patch = Json.mapper().createArrayNode();
    JsonNode metadata = live.path("metadata");
    for (String field : List.of("uid", "resourceVersion")) {
      operation(patch, "replace", "/metadata/" + field).set("value", metadata.path(field));
    }
    for (String field : METADATA) {
      replace(patch, "/metadata/" + field, metadata.get(field), manifest.at("/metadata/" + field));
    }
    Set<String> fields = new TreeSet<>();
    for (ObjectNode each : List.of(live, manifest)) {
      for (Iterator<String> names = each.fieldNames(); names.hasNext(); ) {
        fields.add(names.next());
      }
    }
    fields.removeAll(KEPT);
    fields.forEach(
        field -> replace(patch, "/" + escape(field), live.get(field), manifest.path(field)));
    return patch;
  }

  private static void replace(
      ArrayNode patch, String path, @Nullable JsonNode live, JsonNode wanted) {
    if (!wanted.isMissingNode()) {
      operation(patch, "add", path).set("value", wanted);
    } else if (live != null) {
      operation(patch, "remove", path);
    }
  }

  private static String escape(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }

  private static ObjectNode operation(ArrayNode patch, String name, String path) {
    return patch.addObject().put("op", name).put("path", path);
  }
}
