package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Items of keyed lists, told apart by their keys. */
final class Items {

  private Items() {}

  /** The key of an item; what it leaves out is what the server fills in. */
  static ObjectNode key(JsonNode item, List<String> names) {
    ObjectNode key = Json.mapper().createObjectNode();
    for (String name : names) {
      if (item.has(name)) {
        key.set(name, item.get(name));
      } else if (ListKeys.KEY_DEFAULTS.containsKey(name)) {
        key.put(name, ListKeys.KEY_DEFAULTS.get(name));
      }
    }
    return key;
  }

  /** Where an item with the key of that one is; negative if nowhere. */
  static int indexOf(JsonNode list, JsonNode item, List<String> names) {
    ObjectNode key = key(item, names);
    for (int i = 0; i < list.size(); i++) {
      if (hasKey(list.get(i), key)) {
        return i;
      }
    }
    return -1;
  }

  /** All items with a key. */
  static List<JsonNode> matches(JsonNode list, ObjectNode key) {
    List<JsonNode> matches = new ArrayList<>();
    for (JsonNode item : list) {
      if (hasKey(item, key)) {
        matches.add(item);
      }
    }
    return matches;
  }

  static boolean hasKey(JsonNode item, ObjectNode key) {
    for (Map.Entry<String, JsonNode> pair : key.properties()) {
      String defaulted = ListKeys.KEY_DEFAULTS.getOrDefault(pair.getKey(), "");
      if (!pair.getValue().asText().equals(item.path(pair.getKey()).asText(defaulted))) {
        return false;
      }
    }
    return true;
  }
}
