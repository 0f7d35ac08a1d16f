package dev.plumbline.kustomize.yaml;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finding, making and setting fields below a node, with the styles that the original leaves. */
public final class NodePaths {

  private NodePaths() {}

  /**
   * The value of a field.
   *
   * @return nothing when the node or the field is missing, or the node is null
   * @throws YamlException when the node is no mapping
   */
  public static @Nullable Node get(Node node, String name) {
    if (node.isNull()) {
      return null;
    }
    requireKind(node, Node.Kind.MAPPING);
    return node.field(name);
  }

  /** The node at a path of fields; nothing as soon as one is missing. */
  public static @Nullable Node lookup(Node node, String... path) {
    Node at = node;
    for (String name : path) {
      at = get(at, name);
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  /** The field, made empty and of that kind when it is missing. */
  public static Node getOrCreate(Node node, String name, Node.Kind kind) {
    Node found = get(node, name);
    if (found != null) {
      return found;
    }
    Node created = Node.empty(kind);
    set(node, name, created);
    Node set = node.field(name);
    return set == null ? created : set;
  }

  /**
   * Sets a field; null removes it. A value that is there keeps its node and its style.
   *
   * @throws YamlException when the node is no mapping
   */
  public static void set(Node node, String name, @Nullable Node value) {
    set(node, name, value, false);
  }

  /** Sets a field, where even null may be a value to keep. */
  public static void set(Node node, String name, @Nullable Node value, boolean keepNull) {
    if (!node.isNull()) {
      requireKind(node, Node.Kind.MAPPING);
    }
    if (value == null || (value.isNull() && !keepNull)) {
      node.remove(name);
      return;
    }
    quoteIfAmbiguous(value);
    Node field = node.isNull() ? null : node.field(name);
    if (field == null) {
      node.add(name, value);
    } else if (field != value) {
      value.setStyle(field.style());
      field.become(value);
    }
  }

  /**
   * Gives a scalar a new text and tag, keeping its style.
   *
   * @throws YamlException when the node is no scalar
   */
  public static void setScalar(Node node, String tag, String text) {
    if (!node.isNull()) {
      requireKind(node, Node.Kind.SCALAR);
    }
    Node value = Node.scalar(tag, text, node.style());
    node.become(value);
  }

  /** A string that YAML 1.1 would take for something else gets quotes. */
  private static void quoteIfAmbiguous(Node value) {
    if (value.isString()
        && value.style() == Style.PLAIN
        && !value.value().isEmpty()
        && value.value().indexOf('\n') < 0
        && !Dialect.YAML_1_1.resolve(value.value()).tag().equals(Tags.STRING)) {
      value.setStyle(Style.DOUBLE_QUOTED);
    }
  }

  public static void requireKind(Node node, Node.Kind kind) {
    if (node.kind() != kind && !node.isNull()) {
      throw new YamlException(
          node.line(),
          "wrong kind of node: expected a " + name(kind) + " but found a " + name(node.kind()));
    }
  }

  private static String name(Node.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The fields of a mapping with the texts of their scalars, the first of each name. */
  public static SortedMap<String, String> texts(@Nullable Node mapping) {
    SortedMap<String, String> texts = new TreeMap<>(CanonicalJson::compareUtf8);
    if (mapping != null && mapping.isMapping()) {
      List<Node> content = mapping.content();
      for (int i = 0; i + 1 < content.size(); i += 2) {
        texts.put(content.get(i).value(), content.get(i + 1).value());
      }
    }
    return texts;
  }

  /** A mapping of strings, in the order of the map. */
  public static Node strings(Map<String, String> texts) {
    Node mapping = Node.mapping();
    texts.forEach((name, text) -> set(mapping, name, Node.string(text)));
    return mapping;
  }
}
