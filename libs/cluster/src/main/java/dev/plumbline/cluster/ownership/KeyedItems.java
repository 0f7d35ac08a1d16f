package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keyed lists as maps by their keys. */
final class KeyedItems {

  private KeyedItems() {}

  /** The keys by which lists of that field name are told apart; empty if that is not known. */
  static List<String> keys(String field, JsonNode one, JsonNode other) {
    JsonNode sample = one.isEmpty() ? other.path(0) : one.path(0);
    return sample.isObject() ? ListKeys.of(field, sample::fieldNames) : List.of();
  }

  /** The items by their keys, in order; empty if two have the same, or one has none. */
  static Optional<Map<ObjectNode, JsonNode>> byKey(JsonNode list, List<String> names) {
    Map<ObjectNode, JsonNode> items = new LinkedHashMap<>();
    for (JsonNode item : list) {
      ObjectNode key = Items.key(item, names);
      if (key.isEmpty() || items.put(key, item) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(items);
  }
}
