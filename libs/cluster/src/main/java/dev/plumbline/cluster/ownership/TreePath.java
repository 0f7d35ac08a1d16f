package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The way to a field of one tree: names and indexes. */
record TreePath(List<JsonNode> keys) {

  static final TreePath ROOT = new TreePath(List.of());

  /** What lies deeper, or later in a list, comes first: the order in which to remove. */
  static final Comparator<TreePath> REMOVAL = TreePath::compareForRemoval;

  TreePath {
    keys = List.copyOf(keys);
  }

  TreePath field(String name) {
    return with(TextNode.valueOf(name));
  }

  TreePath index(int index) {
    return with(IntNode.valueOf(index));
  }

  private TreePath with(JsonNode key) {
    List<JsonNode> longer = new ArrayList<>(keys);
    longer.add(key);
    return new TreePath(longer);
  }

  /**
   * Reads a JSON pointer (RFC 6901).
   *
   * @throws IgnoreException if it is none
   */
  static List<String> pointer(String pointer) {
    if (!pointer.startsWith("/")) {
      throw new IgnoreException(
          "'" + pointer + "' is no JSON pointer: expected one such as /spec/replicas");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : pointer.substring(1).split("/", -1)) {
      if (segment.replace("~0", "").replace("~1", "").contains("~")) {
        throw new IgnoreException(
            "'" + pointer + "' is no JSON pointer: expected 0 or 1 after each ~");
      }
      segments.add(segment.replace("~1", "/").replace("~0", "~"));
    }
    return segments;
  }

  /** Where a pointer leads in a tree; empty if nothing is there. */
  static Optional<TreePath> resolve(List<String> pointer, JsonNode tree) {
    TreePath path = ROOT;
    JsonNode at = tree;
    for (String segment : pointer) {
      if (at.isArray()) {
        int index = segment.matches("-?\\d{1,6}") ? Integer.parseInt(segment) : at.size();
        index = index < 0 ? index + at.size() : index;
        path = path.index(index);
        at = at.path(index);
      } else {
        path = path.field(segment);
        at = at.path(segment);
      }
    }
    return at.isMissingNode() ? Optional.empty() : Optional.of(path);
  }

  JsonNode in(JsonNode tree) {
    JsonNode at = tree;
    for (JsonNode key : keys) {
      at = below(at, key);
    }
    return at;
  }

  /** Removes the field, and maps that become empty by that. */
  void removeFrom(ObjectNode tree) {
    for (int length = keys.size(); length > 0; length--) {
      JsonNode holder = new TreePath(keys.subList(0, length - 1)).in(tree);
      JsonNode key = keys.get(length - 1);
      if (holder instanceof ObjectNode map && key.isTextual()) {
        if (map.remove(key.textValue()) == null || !map.isEmpty()) {
          return;
        }
      } else if (holder instanceof ArrayNode list && key.isInt()) {
        if (length == keys.size()) {
          list.remove(key.intValue());
        }
        return;
      } else {
        return;
      }
    }
  }

  private static JsonNode below(JsonNode node, JsonNode key) {
    if (key.isTextual()) {
      return node.path(key.textValue());
    }
    return key.isInt() ? node.path(key.intValue()) : MissingNode.getInstance();
  }

  private static int compareForRemoval(TreePath one, TreePath other) {
    int common = Math.min(one.keys.size(), other.keys.size());
    for (int i = 0; i < common; i++) {
      JsonNode a = one.keys.get(i);
      JsonNode b = other.keys.get(i);
      int order =
          a.isInt() && b.isInt()
              ? Integer.compare(b.intValue(), a.intValue())
              : b.asText().compareTo(a.asText());
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(other.keys.size(), one.keys.size());
  }
}
