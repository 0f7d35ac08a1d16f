package dev.plumbline.manifests.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which fields the objects of one kind may have. Immutable, and shared by many checks. */
public final class KindSchema {

  /** More would help nobody: they have one cause. */
  private static final int MOST = 20;

  private final ShapeTable table;
  private final int root;

  KindSchema(ShapeTable table, int root) {
    this.table = table;
    this.root = root;
  }

  /** The fields of a manifest that its kind does not have, at most twenty. */
  public List<UnknownField> unknownFields(ObjectNode manifest) {
    List<UnknownField> found = new ArrayList<>();
    check(manifest, root, null, found);
    return found;
  }

  private void check(
      JsonNode value, int index, @Nullable FieldPath path, List<UnknownField> found) {
    if (index == Shape.ANYTHING || value.isValueNode()) {
      return;
    }
    Shape shape = table.get(index);
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        int inner = shape.of(field.getKey());
        if (inner == Shape.NONE) {
          found.add(
              new UnknownField(
                  FieldPath.of(path, field.getKey()).toString(),
                  "unknown field; " + Suggestion.of(field.getKey(), shape.fields().keySet())));
        } else if (inner != Shape.ANYTHING && field.getValue().isContainerNode()) {
          check(field.getValue(), inner, FieldPath.of(path, field.getKey()), found);
        }
        if (found.size() >= MOST) {
          return;
        }
      }
    } else if (shape.items() != Shape.ANYTHING) {
      for (int i = 0; i < value.size() && found.size() < MOST; i++) {
        check(value.get(i), shape.items(), FieldPath.of(path, i), found);
      }
    }
  }
}
