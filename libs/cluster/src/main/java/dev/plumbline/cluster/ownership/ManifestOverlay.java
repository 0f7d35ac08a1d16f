package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an object would be if a manifest were applied, as far as that can be told without the API
 * server: the manifest's own fields laid over the live object. What only the server knows stays as
 * it is live: defaults, what admission changes, what goes because we no longer want it.
 */
public final class ManifestOverlay {

  private ManifestOverlay() {}

  /**
   * A copy of {@code live} with the manifest's fields; another spelling of a value is no change.
   */
  public static ObjectNode of(ObjectNode live, ObjectNode manifest) {
    FieldSet shape = ManagedFields.of(live, "").shape();
    return (ObjectNode) laid(FieldPath.ROOT, live, manifest, shape.isLeaf() ? null : shape);
  }

  private static JsonNode laid(
      FieldPath path, JsonNode live, JsonNode wanted, @Nullable FieldSet shape) {
    boolean atomic = shape != null && shape.isLeaf();
    if (live.isObject() && wanted.isObject() && !atomic) {
      ObjectNode both = (ObjectNode) live.deepCopy();
      for (Map.Entry<String, JsonNode> field : wanted.properties()) {
        FieldSet below = shape == null ? null : shape.child("f:" + field.getKey()).orElse(null);
        both.set(
            field.getKey(),
            laid(path.field(field.getKey()), live.path(field.getKey()), field.getValue(), below));
      }
      return both;
    }
    if (live.isArray() && wanted.isArray() && !atomic) {
      if (path.text().equals("metadata.finalizers") || (shape != null && shape.hasEdges("v:"))) {
        return members(live, wanted);
      }
      List<String> keys = shape == null ? List.of() : shape.keyNames();
      keys = keys.isEmpty() ? KeyedItems.keys(path.lastField(), wanted, live) : keys;
      Optional<JsonNode> merged =
          keys.isEmpty() ? Optional.empty() : items(path, live, wanted, shape, keys);
      if (merged.isPresent()) {
        return merged.get();
      }
    }
    return Spelling.same(path, wanted, live) && !live.isMissingNode() ? live : wanted;
  }

  private static ArrayNode members(JsonNode live, JsonNode wanted) {
    Set<JsonNode> members = new LinkedHashSet<>();
    live.forEach(members::add);
    wanted.forEach(members::add);
    return Json.mapper().createArrayNode().addAll(members);
  }

  private static Optional<JsonNode> items(
      FieldPath path, JsonNode live, JsonNode wanted, @Nullable FieldSet shape, List<String> keys) {
    Optional<Map<ObjectNode, JsonNode>> there = KeyedItems.byKey(live, keys);
    Optional<Map<ObjectNode, JsonNode>> ours = KeyedItems.byKey(wanted, keys);
    if (there.isEmpty() || ours.isEmpty()) {
      return Optional.empty();
    }
    Map<ObjectNode, JsonNode> all = there.get();
    ours.get()
        .forEach(
            (key, item) -> {
              String edge = "k:" + Json.canonical(key);
              FieldSet below = shape == null ? null : shape.child(edge).orElse(null);
              all.merge(key, item, (old, mine) -> laid(path.item(key, edge), old, mine, below));
            });
    ArrayNode merged = Json.mapper().createArrayNode();
    merged.addAll(all.values());
    return Optional.of(merged);
  }
}
