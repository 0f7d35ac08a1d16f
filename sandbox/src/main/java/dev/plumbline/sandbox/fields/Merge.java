package dev.plumbline.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays an applied configuration over a live value: the configuration wins, what it does not state
 * stays.
 */
public final class Merge {

  private Merge() {}

  public static JsonNode of(Type type, JsonNode live, JsonNode applied) {
    JsonNode merged = merge(type, live, applied);
    return merged == null ? Json.object() : merged;
  }

  private static @Nullable JsonNode merge(
      Type declared, @Nullable JsonNode live, @Nullable JsonNode applied) {
    if (applied == null) {
      return live;
    }
    Type type = declared.resolve(applied.isNull() && live != null ? live : applied);
    boolean bothEmpty = empty(live) && empty(applied);
    if (type.isScalar() || type.atomic() || bothEmpty || type.kind() == Type.Kind.DEDUCED) {
      return applied;
    }
    if (applied.isNull()) {
      return live;
    }
    if (type.isList()) {
      return live != null && live.isArray() ? mergeList(type, live, applied) : applied;
    }
    return mergeMap(type, live != null && live.isObject() ? live : Json.object(), applied);
  }

  private static JsonNode mergeMap(Type type, JsonNode live, JsonNode applied) {
    ObjectNode merged = Json.object();
    for (Map.Entry<String, JsonNode> field : live.properties()) {
      String name = field.getKey();
      JsonNode value = merge(type.field(name), field.getValue(), applied.get(name));
      if (value != null) {
        merged.set(name, value);
      }
    }
    for (Map.Entry<String, JsonNode> field : applied.properties()) {
      if (!live.has(field.getKey())) {
        JsonNode value = merge(type.field(field.getKey()), null, field.getValue());
        if (value != null) {
          merged.set(field.getKey(), value);
        }
      }
    }
    return merged;
  }

  /**
   * Shared items follow the applied order; live items that are not applied keep their place between
   * them.
   */
  private static JsonNode mergeList(Type type, JsonNode live, JsonNode applied) {
    Map<PathElement, List<JsonNode>> left = ListItems.index(type, live);
    Map<PathElement, List<JsonNode>> right = ListItems.index(type, applied);
    List<PathElement> lefts = new ArrayList<>();
    live.forEach(item -> lefts.add(ListItems.element(type, item)));
    List<PathElement> rights = new ArrayList<>(right.keySet());
    Deque<PathElement> shared = new ArrayDeque<>();
    rights.stream().filter(left::containsKey).forEach(shared::add);

    ArrayNode out = Json.array();
    Set<PathElement> done = new HashSet<>();
    int l = 0;
    int r = 0;
    while (l < lefts.size() || r < rights.size()) {
      if (l < lefts.size() && r < rights.size()) {
        PathElement element = lefts.get(l);
        if (element.equals(rights.get(r))) {
          add(out, type, element, left, right);
          done.add(element);
          l++;
          r++;
          shared.poll();
          continue;
        }
        if (right.containsKey(element)
            && !shared.isEmpty()
            && !element.equals(shared.peekFirst())) {
          l++;
          continue;
        }
      }
      if (l < lefts.size()) {
        PathElement element = lefts.get(l);
        if (!right.containsKey(element)) {
          out.add(live.get(l));
          l++;
          continue;
        }
        if (done.contains(element)) {
          l++;
        }
      }
      if (r < rights.size()) {
        PathElement element = rights.get(r);
        add(out, type, element, left, right);
        done.add(element);
        r++;
        if (element.equals(shared.peekFirst())) {
          shared.poll();
        }
      }
    }
    return out;
  }

  private static void add(
      ArrayNode out,
      Type type,
      PathElement element,
      Map<PathElement, List<JsonNode>> left,
      Map<PathElement, List<JsonNode>> right) {
    List<JsonNode> l = left.getOrDefault(element, List.of());
    List<JsonNode> r = right.getOrDefault(element, List.of());
    JsonNode merged =
        merge(type.element(), l.size() == 1 ? l.get(0) : null, r.isEmpty() ? null : r.get(0));
    if (merged != null) {
      out.add(merged);
    }
  }

  private static boolean empty(@Nullable JsonNode node) {
    return node == null || node.isNull() || (node.isContainerNode() && node.isEmpty());
  }
}
