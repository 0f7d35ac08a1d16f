package dev.plumbline.rendering.kustomize;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.YamlException;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kustomization that is being edited. Names of fields are matched in any case, as the official
 * tool does.
 */
final class KustomizationEdit {

  private final String file;
  private final int lastLine;
  private final Node untouched;
  private final Node edited = Node.mapping();

  private KustomizationEdit(String file, int lastLine, Node untouched) {
    this.file = file;
    this.lastLine = lastLine;
    this.untouched = untouched;
  }

  /**
   * Begins.
   *
   * @throws KustomizeException when it is no mapping
   */
  static KustomizationEdit of(String file, String text, YamlLimits limits) {
    try {
      Node root = new YamlReader(limits).first(text).orElseGet(Node::mapping);
      if (!root.isMapping()) {
        throw new KustomizeException(file, root.line(), "", "expected a mapping", null);
      }
      return new KustomizationEdit(file, (int) text.lines().count(), root);
    } catch (YamlException e) {
      throw new KustomizeException(
          file, e.line(), "", "invalid Kustomization: " + e.getMessage(), e);
    }
  }

  /** Where it is. */
  String file() {
    return file;
  }

  /** Whether the place of an error in the edited text is not one of the text before. */
  boolean changed(int line, String field) {
    String top = field.split("[.\\[]", 2)[0];
    return line > lastLine || field(edited, top) != null;
  }

  /** Sets a text, a list or a mapping. */
  void set(String field, Object value) {
    put(field, NodeData.toNode(value));
  }

  /** Sets a list. */
  void setList(String field, List<Node> items) {
    Node list = Node.sequence();
    list.content().addAll(items);
    put(field, list);
  }

  /** The items of a list; empty when there is none. */
  List<Node> list(String field) {
    Node found = find(field).orElseGet(Node::sequence);
    if (!found.isSequence()) {
      throw new KustomizeException(file, found.line(), field, "expected a list", null);
    }
    return new ArrayList<>(found.content());
  }

  /** A mapping; empty when there is none. */
  Node mapping(String field) {
    Node found = find(field).orElseGet(Node::mapping);
    if (!found.isMapping()) {
      throw new KustomizeException(file, found.line(), field, "expected a mapping", null);
    }
    return found;
  }

  void put(String field, Node value) {
    remove(field);
    edited.add(field, value);
  }

  void remove(String field) {
    remove(untouched, field);
    remove(edited, field);
  }

  String text() {
    return KustomizationText.of(untouched, edited, lastLine);
  }

  private Optional<Node> find(String field) {
    Node found = field(edited, field);
    return Optional.ofNullable(found == null ? field(untouched, field) : found)
        .filter(node -> !node.isNull());
  }

  /** A field of any mapping; the last one of that name counts. */
  static @Nullable Node field(Node mapping, String name) {
    Node found = null;
    List<Node> content = mapping.content();
    for (int i = 0; mapping.isMapping() && i + 1 < content.size(); i += 2) {
      if (content.get(i).value().equalsIgnoreCase(name)) {
        found = content.get(i + 1);
      }
    }
    return found;
  }

  /** The text of a field of any mapping, or the empty string. */
  static String fieldText(Node mapping, String name) {
    Node found = field(mapping, name);
    return found == null || found.isNull() || !found.isScalar() ? "" : found.value();
  }

  /** Whether a flag of any mapping is set. */
  static boolean flag(Node mapping, String name) {
    return fieldText(mapping, name).equals("true");
  }

  /** A node for plain data; texts that are empty are left out. */
  static Node node(Map<String, @Nullable Object> data) {
    data.values().removeIf(value -> value == null || value.equals(""));
    return NodeData.toNode(data);
  }

  private static void remove(Node mapping, String field) {
    List<Node> content = mapping.content();
    for (int i = content.size() - 2; i >= 0; i -= 2) {
      if (content.get(i).value().equalsIgnoreCase(field)) {
        content.subList(i, i + 2).clear();
      }
    }
  }
}
