package dev.plumbline.cli.tree;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.ObjectRef;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application's status tells of its objects; it may be of yesterday, if nobody writes it.
 */
final class Told {

  private final JsonNode status;
  private final Map<String, JsonNode> byId = new HashMap<>();

  Told(JsonNode status) {
    this.status = status;
    for (JsonNode resource : status.path("resources")) {
      byId.put(id(resource), resource);
    }
  }

  /** Whether the application as a whole is as Git wants it. */
  String sync() {
    return status.path("sync").path("status").asText("Unknown");
  }

  /** Whether an object is; of many objects only those are told that are not. */
  @Nullable String sync(ObjectRef ref) {
    JsonNode resource = byId.get(ref.id());
    if (resource == null) {
      boolean some = status.path("summary").path("total").asInt() > byId.size();
      return some ? "Synced" : null;
    }
    return resource.path("requiresPruning").asBoolean()
        ? "not in Git"
        : resource.path("status").asText("Unknown");
  }

  /** Every object that is told of, by its {@link ObjectRef#id()}. */
  Map<String, JsonNode> objects() {
    return Map.copyOf(byId);
  }

  private static String id(JsonNode resource) {
    return resource.path("group").asText("")
        + "/"
        + resource.path("kind").asText()
        + "/"
        + resource.path("namespace").asText("")
        + "/"
        + resource.path("name").asText();
  }
}
