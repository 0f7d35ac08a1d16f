package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Unions of which a server-side apply cannot change the member, even by force, while another's
 * stands beside ours: the source of a volume, {@code value} and {@code valueFrom} of an environment
 * variable, {@code rollingUpdate} beside strategy {@code Recreate}. The name of a port is of the
 * kind too: it may stand at one port only. The way out is a JSON patch that puts our member in the
 * other's place, then the apply.
 */
final class UnionMembers {

  private static final Set<String> CONTAINER_LISTS =
      Set.of("containers", "initContainers", "ephemeralContainers");

  private static final int ATTEMPTS = 3;

  private UnionMembers() {}

  /** Takes away what stands beside our members; false if nothing does. */
  static boolean giveWay(
      ObjectCalls client, ObjectRef ref, ObjectNode manifest, String fieldManager)
      throws ClusterException {
    if (!patchAsRead(client, ref, fieldManager, live -> swap(live, manifest))) {
      return false;
    }
    patchAsRead(client, ref, fieldManager, live -> disown(live, fieldManager));
    return true;
  }

  /**
   * Reads the object and patches it as {@code plan} says, anew if others write in between; false if
   * there is nothing to patch.
   */
  private static boolean patchAsRead(
      ObjectCalls client,
      ObjectRef ref,
      String fieldManager,
      Function<ObjectNode, Optional<JsonNode>> plan)
      throws ClusterException {
    for (int attempt = 1; ; attempt++) {
      Optional<JsonNode> operations = client.get(ref).flatMap(plan);
      if (operations.isEmpty()) {
        return false;
      }
      try {
        client.patch(ref, null, PatchType.JSON, operations.get(), fieldManager);
        return true;
      } catch (ClusterException e) {
        boolean moved = e.status() == 409 || e.status() == 422;
        if (!moved || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * The JSON patch that swaps the members, guarded by the names of the items it touches; empty if
   * no union stands in the way.
   */
  static Optional<JsonNode> swap(ObjectNode live, ObjectNode manifest) {
    ArrayNode operations = Json.mapper().createArrayNode();
    walk("", manifest, live, operations);
    return !operations.isEmpty() ? Optional.of(operations) : Optional.empty();
  }

  /**
   * The JSON patch that drops the managedFields entry which {@link #swap} left under {@code
   * manager} with operation Update: what it owns would stay when Git no longer has it.
   */
  static Optional<JsonNode> disown(ObjectNode live, String manager) {
    JsonNode entries = live.path("metadata").path("managedFields");
    for (int i = 0; i < entries.size(); i++) {
      JsonNode entry = entries.get(i);
      if (manager.equals(entry.path("manager").asText())
          && entry.path("operation").asText().equals("Update")
          && entry.path("subresource").asText("").isEmpty()) {
        ArrayNode operations = Json.mapper().createArrayNode();
        operation(operations, "test", "/metadata/managedFields/" + i).set("value", entry);
        operation(operations, "remove", "/metadata/managedFields/" + i);
        return Optional.of(operations);
      }
    }
    return Optional.empty();
  }

  private static void walk(String pointer, JsonNode wanted, JsonNode live, ArrayNode operations) {
    if (!wanted.isObject() || !live.isObject()) {
      return;
    }
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      String name = field.getKey();
      String at = pointer + "/" + escape(name);
      JsonNode ours = field.getValue();
      JsonNode theirs = live.path(name);
      if (name.equals("strategy") && ours.path("type").asText().equals("Recreate")) {
        recreate(at, theirs, operations);
      } else if (name.equals("volumes")) {
        items(at, ours, theirs, operations, Set.of("name"));
      } else if (name.equals("env")) {
        items(at, ours, theirs, operations, Set.of("name"));
      } else if (name.equals("ports")) {
        ports(at, ours, theirs, operations);
      } else if (CONTAINER_LISTS.contains(name)) {
        containers(at, ours, theirs, operations);
      } else {
        walk(at, ours, theirs, operations);
      }
    }
  }

  private static void recreate(String at, JsonNode live, ArrayNode operations) {
    if (live.has("rollingUpdate")) {
      operation(operations, "remove", at + "/rollingUpdate");
      operation(operations, "add", at + "/type").put("value", "Recreate");
    }
  }

  private static void containers(String at, JsonNode wanted, JsonNode live, ArrayNode operations) {
    for (JsonNode container : wanted) {
      int index = indexOf(live, container);
      if (index >= 0) {
        walk(at + "/" + index, container, live.get(index), operations);
      }
    }
  }

  /** Items of which the members beside the keys exclude each other. */
  private static void items(
      String at, JsonNode wanted, JsonNode live, ArrayNode operations, Set<String> keys) {
    for (JsonNode ours : wanted) {
      int index = indexOf(live, ours);
      if (index < 0 || !ours.isObject()) {
        continue;
      }
      Map<String, JsonNode> missing = new TreeMap<>();
      ours.properties().forEach(field -> missing.put(field.getKey(), field.getValue()));
      ArrayNode removals = Json.mapper().createArrayNode();
      for (Map.Entry<String, JsonNode> field : live.get(index).properties()) {
        if (!ours.has(field.getKey()) && !keys.contains(field.getKey())) {
          operation(removals, "remove", at + "/" + index + "/" + escape(field.getKey()));
        }
        missing.remove(field.getKey());
      }
      if (!removals.isEmpty()) {
        operation(operations, "test", at + "/" + index + "/name").set("value", ours.path("name"));
        operations.addAll(removals);
        missing.forEach(
            (name, value) ->
                operation(operations, "add", at + "/" + index + "/" + escape(name))
                    .set("value", value));
      }
    }
  }

  /** Puts our ports in the place of others that bear their names. */
  private static void ports(String at, JsonNode wanted, JsonNode live, ArrayNode operations) {
    for (int i = live.size() - 1; i >= 0; i--) {
      JsonNode theirs = live.get(i);
      String name = theirs.path("name").asText();
      for (JsonNode ours : wanted) {
        if (!name.isEmpty() && ours.path("name").asText().equals(name) && !samePort(ours, theirs)) {
          operation(operations, "test", at + "/" + i).set("value", theirs);
          if (stream(live).anyMatch(port -> samePort(ours, port))) {
            operation(operations, "remove", at + "/" + i);
          } else {
            operation(operations, "replace", at + "/" + i).set("value", ours);
          }
        }
      }
    }
  }

  private static boolean samePort(JsonNode one, JsonNode other) {
    return one.path("port").equals(other.path("port"))
        && one.path("containerPort").equals(other.path("containerPort"))
        && one.path("protocol").asText("TCP").equals(other.path("protocol").asText("TCP"));
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static int indexOf(JsonNode live, JsonNode item) {
    for (int i = 0; i < live.size(); i++) {
      if (live.get(i).path("name").equals(item.path("name"))) {
        return i;
      }
    }
    return -1;
  }

  private static ObjectNode operation(ArrayNode operations, String name, String path) {
    return operations.addObject().put("op", name).put("path", path);
  }

  private static String escape(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }
}
