package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes live values into a manifest at chosen fields. Of maps and keyed lists only what the
 * manifest has or we own is taken: else an apply would make us owner of what others put there.
 */
final class KeptFields {

  private final ObjectNode result;
  private final ObjectNode live;
  private final FieldSet shape;
  private final FieldSet own;

  KeptFields(ObjectNode manifest, ObjectNode live, String manager) {
    this.result = manifest.deepCopy();
    this.live = live;
    ManagedFields managed = ManagedFields.of(live, manager);
    this.shape = managed.shape();
    this.own = managed.own().map(ManagedFields.Entry::fields).orElse(FieldSet.EMPTY);
  }

  ObjectNode manifest() {
    return result;
  }

  /** Keeps the live value of a field, given by its place in the manifest. */
  void keepOfManifest(TreePath path) {
    keep(path, result, live, false);
  }

  /** Keeps the live value of a field, given by its place in the live object. */
  void keepOfLive(TreePath path) {
    keep(path, live, result, true);
  }

  /** Walks one tree as the path says, and the other to the same place by the items' keys. */
  private void keep(TreePath path, JsonNode given, JsonNode sought, boolean givenIsLive) {
    TreePath there = TreePath.ROOT;
    FieldPath edges = FieldPath.ROOT;
    @Nullable FieldSet at = shape;
    JsonNode one = given;
    JsonNode other = sought;
    for (JsonNode key : path.keys()) {
      if (key.isTextual()) {
        String name = key.textValue();
        there = there.field(name);
        edges = edges.field(name);
        one = one.path(name);
        other = other.path(name);
      } else {
        List<String> keys = FieldSet.keysOf(at, edges.lastField(), one);
        JsonNode item = one.path(key.intValue());
        int index = keys.isEmpty() ? key.intValue() : Items.indexOf(other, item, keys);
        ObjectNode itemKey = Items.key(item, keys);
        edges = keys.isEmpty() ? edges : edges.item(itemKey, edge(at, itemKey));
        there = there.index(index < 0 ? other.size() : index);
        one = item;
        other = index < 0 ? MissingNode.getInstance() : other.path(index);
      }
      at = edges.edges().isEmpty() ? at : below(at, lastOf(edges));
    }
    if (givenIsLive) {
      put(there, other, one, edges);
    } else {
      put(path, one, other, edges);
    }
  }

  private static String lastOf(FieldPath path) {
    return path.edges().get(path.edges().size() - 1);
  }

  private void put(TreePath at, JsonNode wanted, JsonNode there, FieldPath path) {
    FieldSet ours = own.at(path.edges());
    if (wanted.isMissingNode()) {
      if (ours != null && !there.isMissingNode()) {
        set(at, owned(there, ours));
      }
    } else if (there.isMissingNode()) {
      at.removeFrom(result);
    } else {
      set(at, asLive(path, wanted, there, shape.at(path.edges()), ours));
    }
  }

  private void set(TreePath at, JsonNode value) {
    JsonNode holder = result;
    List<JsonNode> keys = at.keys();
    for (int i = 0; i < keys.size() - 1; i++) {
      JsonNode key = keys.get(i);
      JsonNode below = key.isTextual() ? holder.get(key.textValue()) : holder.get(key.intValue());
      if (below == null) {
        if (!(holder instanceof ObjectNode map)) {
          return;
        }
        below =
            keys.get(i + 1).isTextual()
                ? map.putObject(key.textValue())
                : map.putArray(key.textValue());
      }
      holder = below;
    }
    JsonNode last = keys.get(keys.size() - 1);
    if (holder instanceof ObjectNode map && last.isTextual()) {
      map.set(last.textValue(), value);
    } else if (holder instanceof ArrayNode list && last.isInt()) {
      if (last.intValue() < list.size()) {
        list.set(last.intValue(), value);
      } else {
        list.add(value);
      }
    }
  }

  private JsonNode asLive(
      FieldPath path,
      JsonNode wanted,
      JsonNode there,
      @Nullable FieldSet form,
      @Nullable FieldSet ours) {
    boolean atomic = form != null && form.isLeaf();
    if (!atomic && wanted.isObject() && there.isObject()) {
      return map(path, wanted, there, form, ours);
    }
    List<String> keys =
        wanted.isArray() ? FieldSet.keysOf(form, path.lastField(), wanted) : List.of();
    if (atomic || keys.isEmpty()) {
      return there.deepCopy();
    }
    ArrayNode list = Json.mapper().createArrayNode();
    for (JsonNode item : wanted) {
      int index = Items.indexOf(there, item, keys);
      if (index >= 0) {
        String edge = edge(form, Items.key(item, keys));
        list.add(asLive(path, item, there.get(index), below(form, edge), below(ours, edge)));
      }
    }
    return list;
  }

  private ObjectNode map(
      FieldPath path,
      JsonNode wanted,
      JsonNode there,
      @Nullable FieldSet form,
      @Nullable FieldSet ours) {
    ObjectNode map = Json.mapper().createObjectNode();
    for (Map.Entry<String, JsonNode> field : there.properties()) {
      String edge = "f:" + field.getKey();
      FieldSet own = below(ours, edge);
      if (wanted.has(field.getKey())) {
        FieldPath at = path.field(field.getKey());
        JsonNode value = wanted.get(field.getKey());
        map.set(field.getKey(), asLive(at, value, field.getValue(), below(form, edge), own));
      } else if (own != null) {
        map.set(field.getKey(), owned(field.getValue(), own));
      }
    }
    return map;
  }

  /** What of a value is in the set. */
  private static JsonNode owned(JsonNode value, FieldSet set) {
    if (set.isLeaf()) {
      return value.deepCopy();
    }
    if (value.isObject()) {
      ObjectNode map = Json.mapper().createObjectNode();
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        set.child("f:" + field.getKey())
            .ifPresent(below -> map.set(field.getKey(), owned(field.getValue(), below)));
      }
      return map;
    }
    ArrayNode list = Json.mapper().createArrayNode();
    List<String> keys = set.keyNames();
    for (JsonNode item : value) {
      if (keys.isEmpty() && set.child("v:" + item).isPresent()) {
        list.add(item);
      } else if (!keys.isEmpty()) {
        set.child(set.edge(Items.key(item, keys))).ifPresent(below -> list.add(owned(item, below)));
      }
    }
    return list;
  }

  private static String edge(@Nullable FieldSet set, ObjectNode key) {
    return (set == null ? FieldSet.EMPTY : set).edge(key);
  }

  private static @Nullable FieldSet below(@Nullable FieldSet set, String edge) {
    return set == null ? null : set.child(edge).orElse(null);
  }
}
