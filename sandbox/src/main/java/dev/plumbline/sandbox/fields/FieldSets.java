package dev.plumbline.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Enumerates the fields that a value states, as an applied configuration owns them. */
public final class FieldSets {

  private final FieldSet.Builder set = new FieldSet.Builder();
  private final List<PathElement> path = new ArrayList<>();

  private FieldSets() {}

  public static FieldSet of(Type type, JsonNode value) {
    FieldSets walk = new FieldSets();
    walk.visit(type, value);
    return walk.set.build();
  }

  private void visit(Type declared, JsonNode value) {
    Type type = declared.resolve(value);
    switch (type.kind()) {
      case LIST -> visitList(type, value);
      case MAP -> visitMap(type, value);
      default -> set.insert(path);
    }
  }

  private void visitList(Type type, JsonNode value) {
    if (type.atomic()) {
      set.insert(path);
      return;
    }
    ListItems.index(type, value)
        .forEach(
            (element, items) -> {
              path.add(element);
              if (items.size() == 1) {
                visit(type.element(), items.get(0));
              }
              set.insert(path);
              path.remove(path.size() - 1);
            });
  }

  private void visitMap(Type type, JsonNode value) {
    if (type.atomic()) {
      set.insert(path);
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode child = field.getValue();
      path.add(PathElement.field(field.getKey()));
      if (!child.isNull() || type.field(field.getKey()).resolve(child).isScalar()) {
        visit(type.field(field.getKey()), child);
      }
      if (child.isNull()
          || (child.isObject() && child.isEmpty())
          || !type.fields().containsKey(field.getKey())) {
        set.insert(path);
      }
      path.remove(path.size() - 1);
    }
  }
}
