package dev.plumbline.cli.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who owns whom, by the owner references in metadata. An object with several owners counts as its
 * controller's.
 */
final class Owned {

  private final Map<String, List<ObjectNode>> byOwner = new HashMap<>();

  Owned(Collection<ObjectNode> objects) {
    Set<String> known = new HashSet<>();
    for (ObjectNode object : objects) {
      String owner = owner(object);
      if (!owner.isEmpty() && known.add(uid(object))) {
        byOwner.computeIfAbsent(owner, uid -> new ArrayList<>()).add(object);
      }
    }
  }

  /** What an object owns itself. */
  List<ObjectNode> of(ObjectNode object) {
    return List.copyOf(byOwner.getOrDefault(uid(object), List.of()));
  }

  /** Everything that these objects own, and that is owned by what they own; no object twice. */
  List<ObjectNode> below(Collection<ObjectNode> roots) {
    Set<String> seen = new HashSet<>();
    roots.forEach(root -> seen.add(uid(root)));
    List<ObjectNode> found = new ArrayList<>();
    List<ObjectNode> level = new ArrayList<>(roots);
    while (!level.isEmpty()) {
      List<ObjectNode> next = new ArrayList<>();
      for (ObjectNode object : level) {
        for (ObjectNode child : of(object)) {
          if (seen.add(uid(child))) {
            next.add(child);
          }
        }
      }
      found.addAll(next);
      level = next;
    }
    return found;
  }

  static String uid(ObjectNode object) {
    return object.path("metadata").path("uid").asText("");
  }

  private static String owner(ObjectNode object) {
    JsonNode owners = object.path("metadata").path("ownerReferences");
    for (JsonNode owner : owners) {
      if (owner.path("controller").asBoolean()) {
        return owner.path("uid").asText("");
      }
    }
    return owners.path(0).path("uid").asText("");
  }
}
