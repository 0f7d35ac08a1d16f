package dev.plumbline.rendering.kustomize;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.TypedScalar;
import java.util.List;

/**
 * Writes a kustomization after an edit, so that it reads as before. What was not edited keeps its
 * line, so that errors still say where it is; what was stands behind the last line.
 */
final class KustomizationText {

  private final StringBuilder text = new StringBuilder();
  private int line = 1;

  private KustomizationText() {}

  /**
   * The text: YAML in flow style.
   *
   * @param untouched what was not edited, a mapping
   * @param edited further fields
   * @param lastLine the last line of the text that was edited
   */
  static String of(Node untouched, Node edited, int lastLine) {
    KustomizationText written = new KustomizationText();
    written.text.append('{');
    written.fields(untouched);
    written.downTo(lastLine + 1);
    written.fields(edited);
    return written.text.append("}\n").toString();
  }

  private void fields(Node mapping) {
    List<Node> content = mapping.content();
    for (int i = 0; i + 1 < content.size(); i += 2) {
      downTo(content.get(i).line());
      string(content.get(i).value());
      text.append(": ");
      value(content.get(i + 1));
      text.append(", ");
    }
  }

  private void value(Node node) {
    downTo(node.line());
    if (node.isScalar()) {
      scalar(node);
    } else if (node.isSequence()) {
      text.append('[');
      node.content()
          .forEach(
              item -> {
                value(item);
                text.append(", ");
              });
      text.append(']');
    } else {
      text.append('{');
      fields(node);
      text.append('}');
    }
  }

  /** Strings are quoted, so that they stay strings; the rest is written as it was. */
  private void scalar(Node node) {
    Object value = TypedScalar.of(node);
    if (value == null) {
      text.append("null");
    } else if (value instanceof String string) {
      string(string);
    } else {
      text.append(node.value());
    }
  }

  private void string(String value) {
    text.append(TextNode.valueOf(value));
  }

  private void downTo(int wanted) {
    for (; line < wanted; line++) {
      text.append('\n');
    }
  }
}
