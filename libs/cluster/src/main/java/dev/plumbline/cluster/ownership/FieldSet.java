package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of fields as {@code managedFields} writes it (FieldsV1): a tree whose edges are {@code
 * f:name}, {@code k:{"name":"web"}} for an item of a keyed list and {@code v:"x"} for a member of a
 * set. Besides who owns what it tells how the server understands a list: a list without edges below
 * is atomic.
 *
 * @param children by edge
 * @param itself whether the field as such is in the set ({@code .}), beside what is below it
 */
record FieldSet(Map<String, FieldSet> children, boolean itself) {

  static final FieldSet EMPTY = new FieldSet(Map.of(), false);

  private static final String ITSELF = ".";

  static FieldSet parse(JsonNode fieldsV1) {
    Map<String, FieldSet> children = new TreeMap<>();
    boolean itself = false;
    for (Map.Entry<String, JsonNode> edge : fieldsV1.properties()) {
      if (edge.getKey().equals(ITSELF)) {
        itself = true;
      } else {
        children.put(edge.getKey(), parse(edge.getValue()));
      }
    }
    return new FieldSet(children, itself);
  }

  FieldSet union(FieldSet other) {
    Map<String, FieldSet> both = new TreeMap<>(children);
    other.children.forEach((edge, below) -> both.merge(edge, below, FieldSet::union));
    return new FieldSet(both, itself || other.itself);
  }

  /** Owned whole: nothing below it is told apart. */
  boolean isLeaf() {
    return children.isEmpty() && !itself;
  }

  Optional<FieldSet> child(String edge) {
    return Optional.ofNullable(children.get(edge));
  }

  /** Whether the path, or something below or whole above it, is in the set. */
  boolean touches(List<String> path) {
    FieldSet at = this;
    for (String edge : path) {
      FieldSet below = at.children.get(edge);
      if (below == null) {
        return at != this && at.isLeaf();
      }
      at = below;
    }
    return true;
  }

  /** Whether edges of that kind ({@code k:} or {@code v:}) lead on from here. */
  boolean hasEdges(String prefix) {
    return children.keySet().stream().anyMatch(edge -> edge.startsWith(prefix));
  }

  /** Names of the fields that are keys of this keyed list; empty if it is none. */
  List<String> keyNames() {
    for (String edge : children.keySet()) {
      Optional<ObjectNode> key = key(edge);
      if (key.isPresent()) {
        return key.get().properties().stream().map(Map.Entry::getKey).toList();
      }
    }
    return List.of();
  }

  /**
   * The keys of the items of a list: as the set has them, else as Kubernetes' own kinds have them
   * in a list of that name; empty if the list is not known to be keyed.
   *
   * @param shape null if the set does not know the list
   */
  static List<String> keysOf(@Nullable FieldSet shape, String field, JsonNode list) {
    List<String> known = shape == null ? List.of() : shape.keyNames();
    if (!known.isEmpty() || (shape != null && shape.isLeaf())) {
      return known;
    }
    return list.path(0).isObject() ? ListKeys.of(field, () -> list.get(0).fieldNames()) : List.of();
  }

  /** The edge to an item: the full key where only some of it is given. */
  String edge(ObjectNode key) {
    String full = "k:" + Json.canonical(key);
    if (children.containsKey(full)) {
      return full;
    }
    for (String edge : children.keySet()) {
      if (key(edge).filter(known -> Items.hasKey(known, key)).isPresent()) {
        return edge;
      }
    }
    return full;
  }

  /** The set below a path, whole if the path leads into what is owned whole; null if not in it. */
  @Nullable FieldSet at(List<String> path) {
    FieldSet at = this;
    for (String edge : path) {
      FieldSet below = at.children.get(edge);
      if (below == null) {
        return at != this && at.isLeaf() ? at : null;
      }
      at = below;
    }
    return at;
  }

  /** Where in a tree the fields of this set are; an item of a list that is all in it is one. */
  List<TreePath> in(JsonNode tree) {
    List<TreePath> found = new ArrayList<>();
    walk(TreePath.ROOT, tree, found);
    return found;
  }

  private void walk(TreePath at, JsonNode node, List<TreePath> found) {
    for (Map.Entry<String, FieldSet> child : children.entrySet()) {
      String edge = child.getKey();
      if (edge.startsWith("f:")) {
        String name = edge.substring(2);
        child.getValue().found(at.field(name), node.path(name), found);
      } else {
        Optional<ObjectNode> key = key(edge);
        for (int i = 0; i < node.size(); i++) {
          if (key.isPresent() && Items.hasKey(node.get(i), key.get())) {
            child.getValue().item(at.index(i), node.get(i), key.get(), found);
          } else if (key.isEmpty() && edge.equals("v:" + node.get(i))) {
            found.add(at.index(i));
          }
        }
      }
    }
  }

  private void found(TreePath at, JsonNode node, List<TreePath> found) {
    if (node.isMissingNode()) {
      return;
    }
    if (children.isEmpty()) {
      if (isLeaf() || node.isEmpty()) {
        found.add(at);
      }
    } else {
      walk(at, node, found);
    }
  }

  private void item(TreePath at, JsonNode item, ObjectNode key, List<TreePath> found) {
    List<TreePath> inside = new ArrayList<>();
    walk(at, item, inside);
    boolean whole =
        (itself || isLeaf())
            && item.properties().stream()
                .allMatch(
                    field ->
                        key.has(field.getKey())
                            || isLeaf()
                            || child("f:" + field.getKey()).isPresent());
    if (whole) {
      found.add(at);
    } else {
      inside.stream()
          .filter(path -> !key.has(path.keys().get(path.keys().size() - 1).asText()))
          .forEach(found::add);
    }
  }

  /** The key a {@code k:} edge holds. */
  static Optional<ObjectNode> key(String edge) {
    if (!edge.startsWith("k:")) {
      return Optional.empty();
    }
    try {
      return Json.mapper().readTree(edge.substring(2)) instanceof ObjectNode key
          ? Optional.of(key)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
