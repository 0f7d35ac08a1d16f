package dev.plumbline.driftdetector.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.Map;

/** JSON merge patches (RFC 7386). */
final class MergePatch {

  private MergePatch() {}

  /** The smallest patch that makes {@code after} of {@code before}; empty when they are equal. */
  static ObjectNode between(JsonNode before, JsonNode after) {
    ObjectNode patch = Json.mapper().createObjectNode();
    for (Map.Entry<String, JsonNode> field : after.properties()) {
      JsonNode old = before.get(field.getKey());
      JsonNode now = field.getValue();
      if (old != null && old.isObject() && now.isObject()) {
        ObjectNode inner = between(old, now);
        if (!inner.isEmpty()) {
          patch.set(field.getKey(), inner);
        }
      } else if (!now.equals(old)) {
        patch.set(field.getKey(), now);
      }
    }
    for (Map.Entry<String, JsonNode> field : before.properties()) {
      if (!after.has(field.getKey())) {
        patch.putNull(field.getKey());
      }
    }
    return patch;
  }
}
