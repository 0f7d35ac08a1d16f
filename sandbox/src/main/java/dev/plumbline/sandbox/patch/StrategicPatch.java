package dev.plumbline.sandbox.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import dev.plumbline.sandbox.schema.Type.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch: a merge patch that knows which lists merge by key, with its {@code $}
 * directives.
 */
public final class StrategicPatch {

  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicPatch() {}

  /**
   * The patched value; the arguments are not changed.
   *
   * @throws PatchException if a directive is unknown or an item lacks its merge key
   */
  public static ObjectNode apply(Type type, ObjectNode target, ObjectNode patch)
      throws PatchException {
    return map(type, target, patch);
  }

  private static ObjectNode map(Type type, ObjectNode target, ObjectNode patch)
      throws PatchException {
    String directive = patch.path(DIRECTIVE).asText("merge");
    if (directive.equals("replace")) {
      ObjectNode replaced = patch.deepCopy();
      replaced.remove(DIRECTIVE);
      return replaced;
    }
    if (directive.equals("delete")) {
      return Json.object();
    }
    if (!directive.equals("merge")) {
      throw new PatchException("Unknown patch type: " + directive, true);
    }
    ObjectNode result = target.deepCopy();
    retainKeys(result, patch.get(RETAIN));
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String name = entry.getKey();
      if (!name.startsWith("$")) {
        field(type, result, name, entry.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String name = entry.getKey();
      if (name.startsWith(DELETE_FROM)) {
        deletePrimitives(result, name.substring(DELETE_FROM.length()), entry.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String name = entry.getKey();
      if (name.startsWith(ORDER)) {
        String list = name.substring(ORDER.length());
        order(type.fields().get(list), result, target, list, entry.getValue());
      }
    }
    return result;
  }

  private static void retainKeys(ObjectNode target, @Nullable JsonNode retained) {
    if (retained == null) {
      return;
    }
    Set<String> kept = new HashSet<>();
    retained.forEach(name -> kept.add(name.asText()));
    target.retain(kept);
  }

  private static void field(Type type, ObjectNode target, String name, JsonNode value)
      throws PatchException {
    if (value.isNull()) {
      target.remove(name);
      return;
    }
    Type fieldType = type.field(name);
    JsonNode current = target.get(name);
    if (value instanceof ObjectNode patch) {
      ObjectNode from = current instanceof ObjectNode object ? object : Json.object();
      target.set(name, map(fieldType, from, patch));
    } else if (value instanceof ArrayNode patch) {
      Field field = type.fields().get(name);
      String mergeKey = field == null ? null : field.mergeKey();
      ArrayNode from = current instanceof ArrayNode array ? array : Json.array();
      target.set(name, list(fieldType, from, patch, mergeKey));
    } else {
      target.set(name, value);
    }
  }

  private static ArrayNode list(
      Type type, ArrayNode target, ArrayNode patch, @Nullable String mergeKey)
      throws PatchException {
    if (mergeKey == null) {
      return patch.deepCopy();
    }
    if (mergeKey.isEmpty()) {
      ArrayNode union = target.deepCopy();
      patch.forEach(
          item -> {
            if (find(union, item) < 0) {
              union.add(item);
            }
          });
      return union;
    }
    return mergeByKey(type, target, patch, mergeKey);
  }

  private static int find(ArrayNode items, JsonNode wanted) {
    for (int i = 0; i < items.size(); i++) {
      if (Json.same(items.get(i), wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static ArrayNode mergeByKey(Type type, ArrayNode target, ArrayNode patch, String key)
      throws PatchException {
    for (JsonNode item : patch) {
      if (item.path(DIRECTIVE).asText().equals("replace")) {
        ArrayNode replaced = Json.array();
        patch.forEach(
            other -> {
              if (!other.has(DIRECTIVE)) {
                replaced.add(other.deepCopy());
              }
            });
        return replaced;
      }
    }
    ArrayNode result = target.deepCopy();
    for (JsonNode item : patch) {
      if (!(item instanceof ObjectNode object) || !item.has(key)) {
        throw new PatchException(
            "map: " + Json.text(item) + " does not contain declared merge key: " + key, true);
      }
      int at = indexOf(result, key, item.path(key));
      if (item.path(DIRECTIVE).asText().equals("delete")) {
        if (at >= 0) {
          result.remove(at);
        }
      } else if (at >= 0 && result.get(at) instanceof ObjectNode before) {
        result.set(at, map(type.element(), before, object));
      } else {
        result.add(map(type.element(), Json.object(), object));
      }
    }
    ArrayNode order = Json.array();
    patch.forEach(
        item -> {
          if (!item.has(DIRECTIVE)) {
            order.add(item);
          }
        });
    return inOrder(result, target, order, key);
  }

  private static int indexOf(ArrayNode items, String key, JsonNode value) {
    for (int i = 0; i < items.size(); i++) {
      if (Json.same(items.get(i).get(key), value)) {
        return i;
      }
    }
    return -1;
  }

  private static void deletePrimitives(ObjectNode target, String name, JsonNode values) {
    if (target.get(name) instanceof ArrayNode list) {
      for (JsonNode value : values) {
        for (int at = find(list, value); at >= 0; at = find(list, value)) {
          list.remove(at);
        }
      }
    }
  }

  /**
   * Items that the patch names come in its order; the others keep theirs, and stand before a named
   * item when they did so in the original.
   */
  private static ArrayNode inOrder(ArrayNode items, JsonNode original, JsonNode order, String key) {
    List<JsonNode> named = new ArrayList<>();
    for (JsonNode want : order) {
      for (JsonNode item : items) {
        if (matches(item, want, key) && !containsSame(named, item)) {
          named.add(item);
        }
      }
    }
    List<JsonNode> others = new ArrayList<>();
    items.forEach(
        item -> {
          if (!containsSame(named, item)) {
            others.add(item);
          }
        });
    ArrayNode result = Json.array();
    int i = 0;
    int j = 0;
    while (i < others.size() || j < named.size()) {
      boolean other = j == named.size();
      if (!other && i < others.size()) {
        int left = position(original, others.get(i), key);
        int right = position(original, named.get(j), key);
        other = left >= 0 && right >= 0 && left < right;
      }
      result.add(other ? others.get(i++) : named.get(j++));
    }
    return result;
  }

  private static boolean containsSame(List<JsonNode> items, JsonNode wanted) {
    return items.stream().anyMatch(item -> item == wanted);
  }

  private static boolean matches(JsonNode item, JsonNode want, String key) {
    return key.isEmpty() ? Json.same(item, want) : Json.same(item.get(key), want.get(key));
  }

  private static int position(JsonNode items, JsonNode wanted, String key) {
    for (int i = 0; i < items.size(); i++) {
      if (matches(items.get(i), wanted, key)) {
        return i;
      }
    }
    return -1;
  }

  private static void order(
      @Nullable Field field, ObjectNode target, JsonNode original, String name, JsonNode wanted) {
    String key = field == null ? null : field.mergeKey();
    if (key != null && target.get(name) instanceof ArrayNode list) {
      target.set(name, inOrder(list, original.path(name), wanted, key));
    }
  }
}
