package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two states of one object field by field, both as the API server writes them, and says
 * who owns what is live. Items of keyed lists are compared by their keys, so that one that is put
 * in front does not make all behind it differ.
 */
public final class FieldDifferences {

  private final ManagedFields managed;
  private final List<FieldDifference> found = new ArrayList<>();

  private FieldDifferences(ManagedFields managed) {
    this.managed = managed;
  }

  /**
   * Compares.
   *
   * @param wanted how it is to be
   * @param live how it is
   * @param owners the live object with its managed fields
   * @param self our field manager
   */
  public static List<FieldDifference> between(
      JsonNode wanted, JsonNode live, JsonNode owners, String self) {
    ManagedFields managed = ManagedFields.of(owners, self);
    FieldDifferences differences = new FieldDifferences(managed);
    differences.fields(FieldPath.ROOT, wanted, live, managed.shape());
    return List.copyOf(differences.found);
  }

  private void walk(FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape) {
    if (wanted.equals(live)) {
      return;
    }
    if (wanted.isObject() && live.isObject()) {
      fields(path, wanted, live, shape);
      return;
    }
    List<String> keys = wanted.isArray() && live.isArray() ? keys(path, wanted, live, shape) : null;
    if (keys == null || keys.isEmpty()) {
      found.add(difference(path, wanted, live));
    } else {
      items(path, wanted, live, shape, keys);
    }
  }

  private void fields(FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape) {
    TreeSet<String> names = new TreeSet<>();
    wanted.fieldNames().forEachRemaining(names::add);
    live.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      FieldSet below = shape == null ? null : shape.child("f:" + name).orElse(null);
      walk(path.field(name), wanted.path(name), live.path(name), below);
    }
  }

  private static List<String> keys(
      FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape) {
    List<String> keys = shape == null ? List.of() : shape.keyNames();
    return keys.isEmpty() ? KeyedItems.keys(path.lastField(), wanted, live) : keys;
  }

  private void items(
      FieldPath path, JsonNode wanted, JsonNode live, @Nullable FieldSet shape, List<String> keys) {
    Optional<Map<ObjectNode, JsonNode>> ours = KeyedItems.byKey(wanted, keys);
    Optional<Map<ObjectNode, JsonNode>> theirs = KeyedItems.byKey(live, keys);
    if (ours.isEmpty() || theirs.isEmpty()) {
      found.add(difference(path, wanted, live));
      return;
    }
    int before = found.size();
    ours.get()
        .forEach(
            (key, item) -> {
              JsonNode there = theirs.get().getOrDefault(key, MissingNode.getInstance());
              walk(path.item(key, edge(key)), item, there, below(shape, key));
            });
    theirs
        .get()
        .forEach(
            (key, item) -> {
              if (!ours.get().containsKey(key)) {
                walk(path.item(key, edge(key)), MissingNode.getInstance(), item, below(shape, key));
              }
            });
    if (found.size() == before) {
      found.add(difference(path, order(ours.get()), order(theirs.get())));
    }
  }

  private static ArrayNode order(Map<ObjectNode, JsonNode> items) {
    ArrayNode order = Json.mapper().createArrayNode();
    items.keySet().forEach(order::add);
    return order;
  }

  private static String edge(ObjectNode key) {
    return "k:" + Json.canonical(key);
  }

  private static @Nullable FieldSet below(@Nullable FieldSet shape, ObjectNode key) {
    return shape == null ? null : shape.child(edge(key)).orElse(null);
  }

  /** Only who owns the very field is named: who wrote last need not have written this. */
  private FieldDifference difference(FieldPath path, JsonNode wanted, JsonNode live) {
    Optional<ManagedFields.Entry> owner =
        live.isMissingNode() ? Optional.empty() : owner(path.edges());
    return new FieldDifference(
        path.text(),
        wanted,
        live,
        owner.map(ManagedFields.Entry::manager).orElse(null),
        owner.map(ManagedFields.Entry::operation).orElse(null),
        owner.map(ManagedFields.Entry::time).orElse(null));
  }

  private Optional<ManagedFields.Entry> owner(List<String> edges) {
    ManagedFields.Entry own = managed.own().orElse(null);
    if (own != null && own.fields().touches(edges)) {
      return Optional.empty();
    }
    return managed.entries().stream()
        .filter(entry -> !entry.equals(own) && entry.fields().touches(edges))
        .max(
            Comparator.comparing(
                ManagedFields.Entry::time, Comparator.nullsFirst(Comparator.naturalOrder())));
  }
}
