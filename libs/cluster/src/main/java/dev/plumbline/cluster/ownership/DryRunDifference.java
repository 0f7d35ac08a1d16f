package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an apply would change, told from the answer to one that was only tried. Unlike ownership it
 * needs no memory of an earlier apply; it sees neither what admission changes each time nor fields
 * that stand beside ours.
 */
public final class DryRunDifference {

  /** Differs after every apply, or is no part of what is applied. */
  private static final Set<String> UNSTABLE =
      Set.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp");

  private final Shown shown;
  private final List<PathDrift> found = new ArrayList<>();

  private DryRunDifference(Shown shown) {
    this.shown = shown;
  }

  /**
   * The fields that an apply would change, each with who owns it now. None if somebody wrote
   * between the two requests: what differs may be just that, and that write calls for another look.
   *
   * @param answer to our apply that was only tried, with force
   * @param ignored what is not compared
   * @param secret whether there is something secret in it, be it a Secret or not
   * @param manager the field manager we apply as
   */
  public static List<PathDrift> between(
      ObjectNode live, ObjectNode answer, IgnoredFields ignored, boolean secret, String manager) {
    if (!ofOneState(live, answer)) {
      return List.of();
    }
    ManagedFields managed = ManagedFields.of(live, manager);
    FieldSet shape = managed.shape().union(ManagedFields.of(answer, manager).shape());
    DryRunDifference difference = new DryRunDifference(new Shown(managed, secret));
    difference.compare(
        FieldPath.ROOT,
        stable(ignored.isEmpty() ? answer : ignored.without(answer, live)),
        stable(ignored.isEmpty() ? live : ignored.without(live, live)),
        shape);
    return difference.found;
  }

  /** Whether both show one state of the object: what is only tried makes no new version. */
  public static boolean ofOneState(ObjectNode live, ObjectNode answer) {
    return field(live, "uid").equals(field(answer, "uid"))
        && field(live, "resourceVersion").equals(field(answer, "resourceVersion"));
  }

  private static JsonNode field(ObjectNode object, String name) {
    return object.path("metadata").path(name);
  }

  private static ObjectNode stable(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("status");
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(UNSTABLE);
    }
    return copy;
  }

  private void compare(FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape) {
    if (wanted.equals(live)) {
      return;
    }
    boolean atomic = shape != null && shape.isLeaf();
    if (!atomic && wanted.isObject() && live.isObject()) {
      Set<String> names = new TreeSet<>();
      wanted.fieldNames().forEachRemaining(names::add);
      live.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(path.field(name), wanted.path(name), live.path(name), below(shape, "f:" + name));
      }
      return;
    }
    JsonNode sample = wanted.isEmpty() ? live : wanted;
    List<String> keys =
        wanted.isArray() && live.isArray()
            ? FieldSet.keysOf(shape, path.lastField(), sample)
            : List.of();
    if (keys.isEmpty()) {
      found.add(shown.changed(path, wanted, live));
    } else {
      items(path, wanted, live, shape, keys);
    }
  }

  private void items(
      FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape, List<String> keys) {
    int before = found.size();
    for (ObjectNode key : keys(wanted, live, keys)) {
      String edge = (shape == null ? FieldSet.EMPTY : shape).edge(key);
      List<JsonNode> ours = Items.matches(wanted, key);
      List<JsonNode> theirs = Items.matches(live, key);
      if (ours.size() <= 1 && theirs.size() <= 1) {
        compare(path.item(key, edge), only(ours), only(theirs), below(shape, edge));
      } else if (!ours.equals(theirs)) {
        found.add(shown.changed(path.item(key, edge), list(ours), list(theirs)));
      }
    }
    if (found.size() == before) {
      found.add(shown.changed(path, order(wanted, keys), order(live, keys)));
    }
  }

  private static Set<ObjectNode> keys(JsonNode wanted, JsonNode live, List<String> names) {
    Set<ObjectNode> keys = new LinkedHashSet<>();
    wanted.forEach(item -> keys.add(Items.key(item, names)));
    live.forEach(item -> keys.add(Items.key(item, names)));
    return keys;
  }

  private static JsonNode only(List<JsonNode> items) {
    return items.isEmpty() ? MissingNode.getInstance() : items.get(0);
  }

  private static ArrayNode list(List<JsonNode> items) {
    return Json.mapper().createArrayNode().addAll(items);
  }

  private static ArrayNode order(JsonNode list, List<String> names) {
    ArrayNode keys = Json.mapper().createArrayNode();
    list.forEach(item -> keys.add(Items.key(item, names)));
    return keys;
  }

  private static @Nullable FieldSet below(@Nullable FieldSet shape, String edge) {
    return shape == null ? null : shape.child(edge).orElse(null);
  }
}
