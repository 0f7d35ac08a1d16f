package dev.plumbline.kustomize.merge;

import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items of lists, found by the values of key fields; the key of a scalar item is the empty name.
 * The odd cases, keys without a value above all, are the original's.
 */
final class Elements {

  private Elements() {}

  /** The first item with these very values. */
  static @Nullable Node find(Node sequence, List<String> keys, List<String> values) {
    if (!sequence.isSequence()) {
      return null;
    }
    if (keys.isEmpty() || keys.get(0).isEmpty()) {
      String wanted = values.isEmpty() ? "" : values.get(0);
      return sequence.content().stream()
          .filter(item -> item.value().equals(wanted))
          .findFirst()
          .orElse(null);
    }
    for (Node item : sequence.content()) {
      if (item.isMapping() && !item.isNull() && hasValues(item, keys, values)) {
        return item;
      }
    }
    return null;
  }

  private static boolean hasValues(Node item, List<String> keys, List<String> values) {
    if (keys.size() != values.size()) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      Node field = item.field(keys.get(i));
      if (field == null || !field.value().equals(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  static void remove(Node sequence, List<String> keys, List<String> values) {
    set(sequence, null, keys, values);
  }

  /** Puts an item in place of every one with these values, or at the end; none removes them. */
  static void set(Node sequence, @Nullable Node element, List<String> keys, List<String> values) {
    boolean forMappings =
        !keys.isEmpty() && !keys.get(0).isEmpty() && !values.isEmpty() && !values.get(0).isEmpty();
    List<Node> content = new ArrayList<>();
    boolean found = false;
    for (Node item : sequence.content()) {
      if (item.isNull() || (item.isMapping() && item.content().isEmpty())) {
        continue;
      }
      if (forMappings && !item.isMapping()) {
        content.add(item);
      } else if (!matches(item, keys, values)) {
        if (!values.isEmpty()) {
          content.add(item);
        }
      } else {
        found = true;
        if (element != null) {
          content.add(element);
        }
      }
    }
    if (!Node.isMissing(element) && element != null && !found) {
      content.add(element);
    }
    sequence.setContent(content);
  }

  /** An empty value matches any, a key behind the last value what the key before it did. */
  private static boolean matches(Node item, List<String> keys, List<String> values) {
    boolean matched = false;
    for (int i = 0; i < keys.size(); i++) {
      if (i < values.size()) {
        matched = matches(item, keys.get(i), values.get(i));
      }
      if (!matched) {
        return false;
      }
    }
    return matched;
  }

  private static boolean matches(Node item, String key, String value) {
    if (key.isEmpty()) {
      NodePaths.requireKind(item, Node.Kind.SCALAR);
      return item.value().equals(value);
    }
    if (!item.isMapping()) {
      throw new YamlException(item.line(), "expected a mapping with the field " + key);
    }
    Node field = item.field(key);
    return field != null && (value.isEmpty() || field.value().equals(value));
  }
}
