package dev.plumbline.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which fields differ between two values of one type. Order of keyed items is no difference. */
public record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

  public static Comparison of(Type type, JsonNode before, JsonNode after) {
    Walk walk = new Walk();
    walk.visit(type, before, after, false);
    return new Comparison(walk.added.build(), walk.modified.build(), walk.removed.build());
  }

  public boolean isSame() {
    return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
  }

  /** Without the given fields and all below them. */
  public Comparison without(FieldSet ignored) {
    return new Comparison(
        added.recursiveDifference(ignored),
        modified.recursiveDifference(ignored),
        removed.recursiveDifference(ignored));
  }

  private static final class Walk {
    private final FieldSet.Builder added = new FieldSet.Builder();
    private final FieldSet.Builder modified = new FieldSet.Builder();
    private final FieldSet.Builder removed = new FieldSet.Builder();
    private final List<PathElement> path = new ArrayList<>();

    void visit(Type declared, @Nullable JsonNode before, @Nullable JsonNode after, boolean inLeaf) {
      if (before == null && after == null) {
        return;
      }
      boolean leaf = inLeaf;
      Type a = declared.resolve(before);
      Type b = declared.resolve(after);
      if (after == null) {
        leaf = descend(a, before, null, leaf);
      } else if (before == null || a.kind() == b.kind()) {
        leaf = descend(b, before, after, leaf);
      } else {
        leaf = leaf(before, after, leaf);
      }
      if (!leaf) {
        if (before == null) {
          added.insert(path);
        } else if (after == null) {
          removed.insert(path);
        }
      }
    }

    /** Returns whether this place was a leaf. */
    private boolean descend(
        Type type, @Nullable JsonNode before, @Nullable JsonNode after, boolean inLeaf) {
      boolean bothEmpty = empty(before) && empty(after);
      if (type.isScalar() || type.atomic() || bothEmpty) {
        return leaf(before, after, inLeaf);
      }
      if (type.isList()) {
        visitList(type, before, after, inLeaf);
      } else {
        visitMap(type, before, after, inLeaf);
      }
      return inLeaf;
    }

    private boolean leaf(
        @Nullable JsonNode before, @Nullable JsonNode after, boolean alreadyInLeaf) {
      if (!alreadyInLeaf) {
        if (before == null) {
          added.insert(path);
        } else if (after == null) {
          removed.insert(path);
        } else if (!Json.same(before, after)) {
          modified.insert(path);
        }
      }
      return true;
    }

    private void visitMap(
        Type type, @Nullable JsonNode before, @Nullable JsonNode after, boolean inLeaf) {
      Set<String> names = new LinkedHashSet<>();
      if (before != null) {
        before.fieldNames().forEachRemaining(names::add);
      }
      if (after != null) {
        after.fieldNames().forEachRemaining(names::add);
      }
      for (String name : names) {
        path.add(PathElement.field(name));
        visit(
            type.field(name),
            before == null ? null : before.get(name),
            after == null ? null : after.get(name),
            inLeaf);
        path.remove(path.size() - 1);
      }
    }

    private void visitList(
        Type type, @Nullable JsonNode before, @Nullable JsonNode after, boolean inLeaf) {
      Map<PathElement, List<JsonNode>> left = ListItems.index(type, before);
      Map<PathElement, List<JsonNode>> right = ListItems.index(type, after);
      Set<PathElement> elements = new LinkedHashSet<>(left.keySet());
      elements.addAll(right.keySet());
      for (PathElement element : elements) {
        List<JsonNode> l = left.getOrDefault(element, List.of());
        List<JsonNode> r = right.getOrDefault(element, List.of());
        path.add(element);
        if (l.size() <= 1 && r.size() <= 1) {
          visit(
              type.element(), l.isEmpty() ? null : l.get(0), r.isEmpty() ? null : r.get(0), inLeaf);
        } else if (r.isEmpty()) {
          removed.insert(path);
        } else if (l.isEmpty()) {
          added.insert(path);
        } else if (!sameItems(l, r)) {
          modified.insert(path);
        }
        path.remove(path.size() - 1);
      }
    }

    private static boolean sameItems(List<JsonNode> left, List<JsonNode> right) {
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!Json.same(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }

    private static boolean empty(@Nullable JsonNode node) {
      return node == null || node.isNull() || (node.isContainerNode() && node.isEmpty());
    }
  }
}
