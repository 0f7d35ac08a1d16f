package dev.plumbline.kustomize.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nodes as plain data and back. Data is made of maps, lists, strings, booleans, {@code Long},
 * {@code BigInteger}, {@code Double} and null, as it comes out of the original's way through JSON.
 */
public final class NodeData {

  private NodeData() {}

  /**
   * The data that a node is written as.
   *
   * @throws YamlException for what has no JSON: a key twice, keys that are no strings, infinity, a
   *     value that contradicts its tag
   */
  public static @Nullable Object of(Node node) {
    return switch (node.kind()) {
      case MAPPING -> map(node);
      case SEQUENCE -> list(node);
      case SCALAR -> scalar(node);
    };
  }

  /** The data of a mapping. */
  public static Map<String, @Nullable Object> map(Node node) {
    List<Node> content = node.content();
    Map<String, @Nullable Object> map = new LinkedHashMap<>(content.size());
    for (int i = 0; i + 1 < content.size(); i += 2) {
      Node key = content.get(i);
      if (map.containsKey(key.value())) {
        throw new YamlException(
            key.line(), "mapping key \"" + key.value() + "\" already defined in the same mapping");
      }
      if (!isStringKey(key)) {
        throw new YamlException(
            key.line(), "the key " + key.value() + " must be a string, quote it");
      }
      map.put(key.value(), of(content.get(i + 1)));
    }
    return map;
  }

  private static boolean isStringKey(Node key) {
    return key.isScalar()
        && (key.style().isString()
            || key.tag().equals(Tags.STRING)
            || key.tag().isEmpty()
            || key.tag().equals(Tags.MERGE));
  }

  private static List<@Nullable Object> list(Node node) {
    List<@Nullable Object> list = new ArrayList<>(node.content().size());
    for (Node item : node.content()) {
      list.add(of(item));
    }
    return list;
  }

  private static @Nullable Object scalar(Node node) {
    if (!node.hasTaggedStyle() && node.style().isString()) {
      return node.style() == Style.FOLDED ? FoldedText.reread(node.value()) : quoted(node);
    }
    if (node.tag().equals(Tags.STRING)) {
      return node.value();
    }
    if (node.tag().isEmpty() && node.value().indexOf('\n') >= 0) {
      return node.value();
    }
    return typed(node);
  }

  /** Quotes make a string, whatever the tag was, if the tag is what the text would be without. */
  private static @Nullable Object quoted(Node node) {
    String tag = node.tag();
    if (tag.isEmpty()
        || tag.equals(Tags.STRING)
        || tag.equals(Dialect.RESOURCES.resolve(node.value()).tag())) {
      return node.value();
    }
    return typed(node);
  }

  private static @Nullable Object typed(Node node) {
    Dialect.Resolved resolved = Dialect.RESOURCES.resolve(node.value());
    String tag = node.tag();
    boolean expected =
        tag.isEmpty()
            || tag.equals(resolved.tag())
            || (tag.equals(Tags.FLOAT) && resolved.tag().equals(Tags.INTEGER));
    if (expected) {
      return json(resolved.value(), node);
    }
    return switch (tag) {
      case Tags.NULL -> null;
      case Tags.INTEGER, Tags.FLOAT, Tags.BOOLEAN, Tags.TIMESTAMP ->
          throw new YamlException(
              node.line(), "cannot decode " + node.value() + " as " + tag.substring(2));
      default -> node.value();
    };
  }

  private static @Nullable Object json(@Nullable Object value, Node node) {
    if (value instanceof Double number) {
      if (number.isNaN() || number.isInfinite()) {
        throw new YamlException(node.line(), "unsupported value: " + node.value());
      }
      return Numbers.throughJson(number);
    }
    return value;
  }

  /** Nodes for data, typed and styled as the original's writer and reader leave them. */
  public static Node toNode(@Nullable Object data) {
    if (data instanceof Map<?, ?> map) {
      Node node = Node.mapping();
      node.setTag(Tags.MAP);
      map.forEach(
          (key, value) -> node.content().addAll(List.of(text((String) key), toNode(value))));
      return node;
    }
    if (data instanceof Collection<?> list) {
      Node node = Node.sequence();
      node.setTag(Tags.SEQUENCE);
      list.forEach(item -> node.content().add(toNode(item)));
      return node;
    }
    if (data instanceof String string) {
      return text(string);
    }
    if (data instanceof Double number) {
      String written = Numbers.general(number);
      return Node.scalar(Dialect.RESOURCES.resolve(written).tag(), written, Style.PLAIN);
    }
    if (data == null) {
      return Node.scalar(Tags.NULL, "null", Style.PLAIN);
    }
    String tag = data instanceof Boolean ? Tags.BOOLEAN : Tags.INTEGER;
    return Node.scalar(tag, data.toString(), Style.PLAIN);
  }

  private static Node text(String text) {
    if (text.indexOf('\n') >= 0) {
      return Node.scalar(Tags.STRING, text, Style.LITERAL);
    }
    boolean plain = Dialect.YAML_1_1.resolve(text).tag().equals(Tags.STRING);
    return Node.scalar(Tags.STRING, text, plain ? Style.PLAIN : Style.DOUBLE_QUOTED);
  }
}
