package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fields that others put on an object of ours. What others own beside us, what they write to
 * subresources, and what the control plane notes for itself is none of it.
 */
final class ForeignFields {

  private final ManagedFields managed;
  private final ObjectNode live;
  private final ObjectNode compared;
  private final FieldSet own;
  private final Map<String, Found> found = new TreeMap<>();

  private record Found(FieldPath path, JsonNode live, ManagedFields.Entry owner) {}

  ForeignFields(ManagedFields managed, ObjectNode live, Expectation expected) {
    this.managed = managed;
    this.live = live;
    this.compared = expected.ignored().isEmpty() ? live : expected.ignored().without(live, live);
    this.own = managed.own().map(ManagedFields.Entry::fields).orElse(FieldSet.EMPTY);
  }

  List<PathDrift> found(Shown shown) {
    for (ManagedFields.Entry entry : managed.foreign()) {
      walk(entry, FieldPath.ROOT, entry.fields(), compared);
    }
    return found.values().stream()
        .map(field -> shown.foreign(field.path(), field.live(), field.owner()))
        .toList();
  }

  private void walk(ManagedFields.Entry entry, FieldPath at, FieldSet fields, JsonNode node) {
    for (Map.Entry<String, FieldSet> child : fields.children().entrySet()) {
      String edge = child.getKey();
      Optional<ObjectNode> key = FieldSet.key(edge);
      if (edge.startsWith("f:")) {
        String name = edge.substring(2);
        field(entry, at.field(name), child.getValue(), node.path(name));
      } else if (key.isPresent()) {
        List<JsonNode> items = Items.matches(node, key.get());
        FieldPath path = at.item(key.get(), edge);
        for (JsonNode item : items.subList(0, Math.min(1, items.size()))) {
          if (child.getValue().itself() && !own.touches(path.edges())) {
            add(entry, path, item);
          } else {
            walk(entry, path, child.getValue(), item);
          }
        }
      } else {
        member(entry, at, edge, node);
      }
    }
  }

  private void field(ManagedFields.Entry entry, FieldPath at, FieldSet fields, JsonNode node) {
    if (node.isMissingNode()) {
      return;
    }
    if (fields.children().isEmpty()) {
      if (fields.isLeaf() && !own.touches(at.edges())) {
        add(entry, at, node);
      }
    } else {
      walk(entry, at, fields, node);
    }
  }

  private void member(ManagedFields.Entry entry, FieldPath at, String edge, JsonNode list) {
    for (JsonNode value : list) {
      FieldPath path = at.member(value);
      if (edge.equals("v:" + value) && !own.touches(path.edges())) {
        add(entry, path, value);
      }
    }
  }

  private void add(ManagedFields.Entry entry, FieldPath path, JsonNode value) {
    if (!Bookkeeping.of(live, path)) {
      found.merge(path.text(), new Found(path, value, entry), ForeignFields::newer);
    }
  }

  private static Found newer(Found one, Found other) {
    Instant ones = one.owner().time();
    Instant others = other.owner().time();
    return ones != null && others != null && others.isAfter(ones) ? other : one;
  }
}
