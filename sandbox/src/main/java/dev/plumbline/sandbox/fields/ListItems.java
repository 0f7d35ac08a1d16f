package dev.plumbline.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import dev.plumbline.sandbox.schema.Type.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of a keyed list or of a set, by the path element that identifies each. */
final class ListItems {

  private ListItems() {}

  /** Identity of one item; keys that are absent take the schema's default, or are left out. */
  static PathElement element(Type list, JsonNode item) {
    if (list.keys().isEmpty()) {
      return PathElement.value(item);
    }
    ObjectNode keys = Json.object();
    for (String key : list.keys()) {
      JsonNode value = item.get(key);
      if (value == null) {
        Field field = list.element().fields().get(key);
        value = field == null ? null : field.defaultValue();
      }
      if (value != null) {
        keys.set(key, value);
      }
    }
    return PathElement.key(keys);
  }

  /** Items in order of first appearance; more than one under an element means duplicates. */
  static Map<PathElement, List<JsonNode>> index(Type list, @Nullable JsonNode items) {
    Map<PathElement, List<JsonNode>> index = new LinkedHashMap<>();
    if (items != null) {
      for (JsonNode item : items) {
        index.computeIfAbsent(element(list, item), k -> new ArrayList<>()).add(item);
      }
    }
    return index;
  }
}
