package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.transform.FieldPath;
import dev.plumbline.kustomize.yaml.CanonicalJson;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.YamlException;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field whose text is JSON, into which the path of a replacement leads on. */
final class JsonText {

  private static final YamlReader READER = new YamlReader(new YamlLimits(200, 200_000));

  private JsonText() {}

  /**
   * Sets the values at a path that leads into JSON.
   *
   * @return whether the path does
   * @throws YamlException when it leads into YAML that is no JSON, which is not done here
   */
  static boolean set(Node node, String path, Node value, boolean create) {
    List<String> parts = FieldPath.splitBracketed(path, '.');
    for (int i = 1; i < parts.size(); i++) {
      Node text = find(node, parts.subList(0, i));
      Node data = text != null && text.isScalar() ? structured(text) : null;
      if (text != null && data != null) {
        return set(text, data, parts.subList(i, parts.size()), value, create);
      }
    }
    return false;
  }

  private static @Nullable Node find(Node node, List<String> path) {
    try {
      return NodeLookup.find(node, path);
    } catch (YamlException e) {
      return null;
    }
  }

  private static @Nullable Node structured(Node text) {
    try {
      return READER.first(text.value()).filter(data -> !data.isScalar()).orElse(null);
    } catch (YamlException e) {
      return null;
    }
  }

  private static boolean set(Node text, Node data, List<String> path, Node value, boolean create) {
    List<Node> fields;
    try {
      fields = NodeMatcher.find(data, path, create ? value.kind() : null);
    } catch (YamlException e) {
      return false;
    }
    if (fields.isEmpty()) {
      return false;
    }
    String before = text.value();
    boolean json = before.strip().startsWith("{") || before.strip().startsWith("[");
    if (!json) {
      throw new YamlException(
          text.line(), "replacements inside of texts are done in JSON only, and this is YAML");
    }
    for (Node field : fields) {
      if (field.isScalar()) {
        field.setValue(value.value());
      } else {
        field.become(value.copy());
      }
    }
    boolean pretty = before.contains("\n") && before.contains("  ");
    Object written = NodeData.of(data);
    text.setValue(pretty ? CanonicalJson.indented(written) : CanonicalJson.of(written));
    return true;
  }
}
