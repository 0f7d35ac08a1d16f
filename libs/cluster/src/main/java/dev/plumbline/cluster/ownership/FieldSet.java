package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
