package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one node at a path of fields, positions ({@code 0}, {@code -} for the last) and items
 * by value ({@code [name=web]}, {@code [=text]}).
 */
final class NodeLookup {

  private NodeLookup() {}

  static @Nullable Node find(Node node, List<String> path) {
    Node at = node;
    for (String untrimmed : path) {
      String part = untrimmed.strip();
      if (!part.isEmpty()) {
        at = step(at, part);
        if (at == null) {
          return null;
        }
      }
    }
    return at;
  }

  private static @Nullable Node step(Node node, String part) {
    if (part.equals("*")) {
      throw new YamlException(node.line(), "a wildcard is not supported here");
    }
    if (isItem(part)) {
      NodePaths.requireKind(node, Node.Kind.SEQUENCE);
      Item item = Item.of(part);
      return node.content().stream().filter(item::isExactly).findFirst().orElse(null);
    }
    int index = part.equals("-") ? node.content().size() - 1 : index(part);
    if (index < 0 && !part.equals("-")) {
      return NodePaths.get(node, part);
    }
    NodePaths.requireKind(node, Node.Kind.SEQUENCE);
    return index >= 0 && index < node.content().size() ? node.content().get(index) : null;
  }

  static boolean isItem(String part) {
    return part.startsWith("[") && part.endsWith("]");
  }

  /** The position that a part is; -1 when it is none. */
  static int index(String part) {
    boolean digits =
        !part.isEmpty() && part.length() < 10 && part.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(part) : -1;
  }

  /** An item of a list by the value of a field; without a field, by its own. */
  record Item(String field, String value) {

    static Item of(String part) {
      String inner = part.substring(1, part.length() - 1);
      int equals = inner.indexOf('=');
      if (equals < 0) {
        throw new YamlException(
            0, "list path element " + part + " must contain fieldName=fieldValue");
      }
      return new Item(inner.substring(0, equals), inner.substring(equals + 1));
    }

    boolean isExactly(Node item) {
      if (field.isEmpty()) {
        return item.value().equals(value);
      }
      Node actual = item.field(field);
      return actual != null && actual.value().equals(value);
    }
  }
}
