package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.cluster.ownership.OwnedField.Kind;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Tracking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Walks a manifest and the live object side by side and lists the fields that the manifest makes
 * ours. Which lists are keyed, sets or atomic is read from the object's own managed fields, and
 * from {@link ListKeys} where those say nothing. The fields that name the object are left out; our
 * mark is always in, whether or not the manifest bears it.
 */
final class OwnedFields {

  private static final Set<String> IDENTITY = Set.of("apiVersion", "kind");
  private static final Set<String> IDENTITY_METADATA = Set.of("name", "namespace");

  private final List<OwnedField> found = new ArrayList<>();

  private OwnedFields() {}

  static List<OwnedField> of(ObjectNode manifest, ObjectNode live, FieldSet shape) {
    OwnedFields fields = new OwnedFields();
    for (Map.Entry<String, JsonNode> field : manifest.properties()) {
      String name = field.getKey();
      if (IDENTITY.contains(name)) {
        continue;
      }
      JsonNode wanted =
          name.equals("metadata") ? withoutIdentity(field.getValue()) : field.getValue();
      if (name.equals("metadata") && wanted.isEmpty()) {
        continue;
      }
      fields.walk(FieldPath.ROOT.field(name), wanted, live.path(name), below(shape, "f:" + name));
    }
    fields.mark("annotations", Tracking.ANNOTATION, live);
    fields.mark("labels", Tracking.SHARD_LABEL, live);
    return fields.found;
  }

  /** The text whose digest stands for the live values of these fields. */
  static String digestText(List<OwnedField> fields) {
    return fields.stream().map(OwnedField::digestLine).sorted().collect(Collectors.joining("\n"));
  }

  private static JsonNode withoutIdentity(JsonNode metadata) {
    if (!(metadata.deepCopy() instanceof ObjectNode copy)) {
      return metadata;
    }
    copy.remove(IDENTITY_METADATA);
    without(copy, "annotations", Tracking.ANNOTATION);
    without(copy, "labels", Tracking.SHARD_LABEL);
    return copy;
  }

  private static void without(ObjectNode metadata, String map, String key) {
    if (metadata.get(map) instanceof ObjectNode entries) {
      entries.remove(key);
      if (entries.isEmpty()) {
        metadata.remove(map);
      }
    }
  }

  private void mark(String map, String key, ObjectNode live) {
    found.add(
        new OwnedField(
            FieldPath.ROOT.field("metadata").field(map).field(key),
            Kind.MARK,
            MissingNode.getInstance(),
            live.path("metadata").path(map).path(key),
            false));
  }

  private void walk(FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape) {
    boolean atomic = shape != null && shape.isLeaf();
    if (wanted.isContainerNode() && wanted.isEmpty()) {
      found.add(new OwnedField(path, Kind.EMPTY, wanted, live, atomic));
    } else if (wanted.isObject() && !atomic) {
      for (Map.Entry<String, JsonNode> field : wanted.properties()) {
        walk(
            path.field(field.getKey()),
            field.getValue(),
            live.path(field.getKey()),
            below(shape, "f:" + field.getKey()));
      }
    } else if (wanted.isArray() && !atomic) {
      list(path, wanted, live, shape);
    } else {
      found.add(new OwnedField(path, Kind.VALUE, wanted, live, atomic));
    }
  }

  private void list(FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape) {
    List<String> keys = FieldSet.keysOf(shape, path.lastField(), wanted);
    boolean set =
        (shape != null && shape.hasEdges("v:")) || path.text().equals("metadata.finalizers");
    if (!keys.isEmpty()) {
      keyed(path, wanted, live, shape, keys);
    } else if (set) {
      for (JsonNode value : wanted) {
        found.add(
            new OwnedField(path.member(value), Kind.MEMBER, value, memberOf(live, value), false));
      }
    } else {
      found.add(new OwnedField(path, Kind.VALUE, wanted, live, true));
    }
  }

  private void keyed(
      FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape, List<String> keys) {
    List<ObjectNode> ourKeys = new ArrayList<>();
    for (JsonNode item : wanted) {
      ObjectNode key = key(item, keys, shape);
      ourKeys.add(key);
      String edge = edge(shape, key);
      FieldPath at = path.item(key, edge);
      List<JsonNode> matches = Items.matches(live, key);
      if (matches.size() > 1) {
        ArrayNode doubled = Json.mapper().createArrayNode().addAll(matches);
        found.add(new OwnedField(at, Kind.VALUE, item, doubled, true));
        continue;
      }
      JsonNode there = matches.isEmpty() ? MissingNode.getInstance() : matches.get(0);
      found.add(new OwnedField(at, Kind.ITEM, item, there, false));
      if (!there.isMissingNode()) {
        FieldSet below = below(shape, edge);
        walk(at, item, there, below == null || below.isLeaf() ? null : below);
      }
    }
    order(path, ourKeys, live);
  }

  private void order(FieldPath path, List<ObjectNode> ourKeys, JsonNode live) {
    if (ourKeys.size() < 2) {
      return;
    }
    ArrayNode wantedOrder = Json.mapper().createArrayNode();
    ourKeys.forEach(key -> wantedOrder.add(label(key)));
    ArrayNode liveOrder = Json.mapper().createArrayNode();
    for (JsonNode item : live) {
      for (ObjectNode key : ourKeys) {
        if (Items.hasKey(item, key)) {
          liveOrder.add(label(key));
        }
      }
    }
    if (liveOrder.size() == wantedOrder.size()) {
      found.add(new OwnedField(path, Kind.ORDER, wantedOrder, liveOrder, false));
    }
  }

  private static TextNode label(ObjectNode key) {
    return new TextNode(
        key.properties().stream()
            .map(pair -> pair.getValue().asText())
            .collect(Collectors.joining("/")));
  }

  /** The item's key, where it leaves keys out completed as the server does. */
  private static ObjectNode key(JsonNode item, List<String> names, @Nullable FieldSet shape) {
    ObjectNode key = Items.key(item, names);
    if (key.size() < names.size() && shape != null) {
      for (String edge : shape.children().keySet()) {
        ObjectNode full = FieldSet.key(edge).orElse(null);
        if (full != null && Items.hasKey(full, key)) {
          return full;
        }
      }
    }
    return key;
  }

  private static String edge(@Nullable FieldSet shape, ObjectNode key) {
    return (shape == null ? FieldSet.EMPTY : shape).edge(key);
  }

  private static JsonNode memberOf(JsonNode live, JsonNode value) {
    for (JsonNode member : live) {
      if (member.equals(value)) {
        return member;
      }
    }
    return MissingNode.getInstance();
  }

  private static @Nullable FieldSet below(@Nullable FieldSet shape, String edge) {
    return shape == null ? null : shape.child(edge).orElse(null);
  }
}
