package dev.plumbline.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of field paths, kept as the tree that {@code fieldsV1} is. Only {@link Builder} changes
 * one; every operation here returns a new set and may share subtrees.
 */
public final class FieldSet {

  public static final FieldSet EMPTY = new FieldSet(new TreeSet<>(), new TreeMap<>());

  private final TreeSet<PathElement> members;
  private final TreeMap<PathElement, FieldSet> children;

  private FieldSet(TreeSet<PathElement> members, TreeMap<PathElement, FieldSet> children) {
    this.members = members;
    this.children = children;
  }

  /** Collects paths; a builder is used by one walk and then dropped. */
  public static final class Builder {
    private final FieldSet set = new FieldSet(new TreeSet<>(), new TreeMap<>());

    /** Adds one path; the empty path is ignored, as an object never owns itself. */
    public void insert(List<PathElement> path) {
      FieldSet at = set;
      for (int i = 0; i < path.size(); i++) {
        PathElement element = path.get(i);
        if (i == path.size() - 1) {
          at.members.add(element);
        } else {
          at =
              at.children.computeIfAbsent(
                  element, k -> new FieldSet(new TreeSet<>(), new TreeMap<>()));
        }
      }
    }

    public FieldSet build() {
      return set;
    }
  }

  /** The set of these field paths, each written as dotted names. */
  public static FieldSet ofFields(String... dotted) {
    Builder builder = new Builder();
    for (String path : dotted) {
      List<PathElement> elements = new ArrayList<>();
      for (String name : path.split("\\.", -1)) {
        elements.add(PathElement.field(name));
      }
      builder.insert(elements);
    }
    return builder.build();
  }

  public boolean isEmpty() {
    return members.isEmpty() && children.isEmpty();
  }

  /** Whether the path of this one element is a member. */
  public boolean has(PathElement element) {
    return members.contains(element);
  }

  /** What lies below an element. */
  public FieldSet below(PathElement element) {
    return children.getOrDefault(element, EMPTY);
  }

  public FieldSet union(FieldSet other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    TreeSet<PathElement> m = new TreeSet<>(members);
    m.addAll(other.members);
    TreeMap<PathElement, FieldSet> c = new TreeMap<>(children);
    other.children.forEach((k, v) -> c.merge(k, v, FieldSet::union));
    return new FieldSet(m, c);
  }

  public FieldSet intersection(FieldSet other) {
    TreeSet<PathElement> m = new TreeSet<>(members);
    m.retainAll(other.members);
    TreeMap<PathElement, FieldSet> c = new TreeMap<>();
    children.forEach((k, v) -> put(c, k, v.intersection(other.below(k))));
    return new FieldSet(m, c);
  }

  public FieldSet difference(FieldSet other) {
    TreeSet<PathElement> m = new TreeSet<>(members);
    m.removeAll(other.members);
    TreeMap<PathElement, FieldSet> c = new TreeMap<>();
    children.forEach((k, v) -> put(c, k, v.difference(other.below(k))));
    return new FieldSet(m, c);
  }

  /** As {@link #difference}, and a member of {@code other} takes with it everything below. */
  public FieldSet recursiveDifference(FieldSet other) {
    TreeSet<PathElement> m = new TreeSet<>(members);
    m.removeAll(other.members);
    TreeMap<PathElement, FieldSet> c = new TreeMap<>();
    children.forEach(
        (k, v) -> {
          if (!other.members.contains(k)) {
            put(c, k, v.recursiveDifference(other.below(k)));
          }
        });
    return new FieldSet(m, c);
  }

  /**
   * Adds every declared field that has something below it, so that removing a set removes emptied
   * parents too.
   */
  public FieldSet withNamedParents(Type type) {
    TreeSet<PathElement> m = new TreeSet<>(members);
    TreeMap<PathElement, FieldSet> c = new TreeMap<>();
    children.forEach(
        (k, v) -> {
          boolean field = k.kind() == PathElement.Kind.FIELD && type.isMap();
          if (field && type.fields().containsKey(k.text())) {
            m.add(k);
          }
          c.put(k, v.withNamedParents(typeBelow(type, k)));
        });
    return new FieldSet(m, c);
  }

  /**
   * The set as it reads now that {@code type} has lists and maps that are one value: who owned some
   * of such a one owns it whole.
   */
  public FieldSet withAtomicLeaves(Type type) {
    TreeSet<PathElement> m = new TreeSet<>(members);
    TreeMap<PathElement, FieldSet> c = new TreeMap<>();
    children.forEach(
        (k, v) -> {
          Type below = typeBelow(type, k);
          if ((below.isList() || below.isMap()) && below.atomic()) {
            m.add(k);
          } else {
            c.put(k, v.withAtomicLeaves(below));
          }
        });
    return new FieldSet(m, c);
  }

  private static Type typeBelow(Type type, PathElement element) {
    if (element.kind() == PathElement.Kind.FIELD && type.isMap()) {
      return type.field(element.text());
    }
    return element.kind() == PathElement.Kind.KEY && type.isList() ? type.element() : Type.ANY;
  }

  /** All members, each as a path, in order. */
  public List<List<PathElement>> paths() {
    List<List<PathElement>> paths = new ArrayList<>();
    collect(new ArrayList<>(), paths);
    return paths;
  }

  private void collect(List<PathElement> prefix, List<List<PathElement>> into) {
    TreeSet<PathElement> all = new TreeSet<>(members);
    all.addAll(children.keySet());
    for (PathElement element : all) {
      prefix.add(element);
      if (members.contains(element)) {
        into.add(List.copyOf(prefix));
      }
      below(element).collect(prefix, into);
      prefix.remove(prefix.size() - 1);
    }
  }

  /** The {@code fieldsV1} form. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    TreeSet<PathElement> all = new TreeSet<>(members);
    all.addAll(children.keySet());
    for (PathElement element : all) {
      FieldSet child = children.get(element);
      ObjectNode value = json.putObject(element.encoded());
      if (child != null) {
        if (members.contains(element)) {
          value.putObject(".");
        }
        value.setAll(child.toJson());
      }
    }
    return json;
  }

  /**
   * Reads {@code fieldsV1}.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static FieldSet fromJson(@Nullable JsonNode json) {
    TreeSet<PathElement> m = new TreeSet<>();
    TreeMap<PathElement, FieldSet> c = new TreeMap<>();
    if (json != null) {
      if (!json.isObject()) {
        throw new IllegalArgumentException("fieldsV1 must be an object");
      }
      for (Map.Entry<String, JsonNode> e : json.properties()) {
        if (e.getKey().equals(".")) {
          continue;
        }
        PathElement element = PathElement.parse(e.getKey());
        FieldSet child = fromJson(e.getValue());
        if (child.isEmpty() || e.getValue().has(".")) {
          m.add(element);
        }
        put(c, element, child);
      }
    }
    return new FieldSet(m, c);
  }

  private static void put(TreeMap<PathElement, FieldSet> into, PathElement key, FieldSet set) {
    if (!set.isEmpty()) {
      into.put(key, set);
    }
  }

  /** A path as messages show it. */
  public static String display(List<PathElement> path) {
    StringBuilder text = new StringBuilder();
    path.forEach(element -> text.append(element.display()));
    return text.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet set
        && members.equals(set.members)
        && children.equals(set.children);
  }

  @Override
  public int hashCode() {
    return 31 * members.hashCode() + children.hashCode();
  }

  @Override
  public String toString() {
    return Json.text(toJson());
  }
}
