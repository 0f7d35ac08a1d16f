package dev.plumbline.kustomize.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code <<} of YAML 1.1: fields of other mappings, where a mapping has none of its own. */
final class MergeKeys {

  private static final String KEY = "<<";

  private MergeKeys() {}

  static void resolve(Node mapping) {
    Node merged = mergeValue(mapping);
    if (merged == null) {
      return;
    }
    List<Node> sources = sources(merged);
    mapping.remove(KEY);
    List<Node> own = List.copyOf(mapping.content());
    for (Node source : sources) {
      putAll(mapping, source.copy().content());
    }
    putAll(mapping, own);
  }

  private static void putAll(Node mapping, List<Node> content) {
    for (int i = 0; i + 1 < content.size(); i += 2) {
      mapping.put(content.get(i), content.get(i + 1));
    }
  }

  private static @Nullable Node mergeValue(Node mapping) {
    Node found = null;
    List<Node> content = mapping.content();
    for (int i = 0; i + 1 < content.size(); i += 2) {
      if (content.get(i).tag().equals(Tags.MERGE)) {
        if (found != null) {
          throw new YamlException(content.get(i).line(), "duplicate merge key");
        }
        found = content.get(i + 1);
      }
    }
    return found;
  }

  /** The last of a list first, so that the first wins. */
  private static List<Node> sources(Node value) {
    if (value.isMapping()) {
      return List.of(value);
    }
    if (!value.isSequence()) {
      throw invalid(value);
    }
    List<Node> sources = new ArrayList<>();
    for (Node item : value.content()) {
      if (!item.isMapping()) {
        throw invalid(item);
      }
      sources.add(0, item);
    }
    return sources;
  }

  private static YamlException invalid(Node node) {
    return new YamlException(
        node.line(), "map merge requires map or sequence of maps as the value");
  }
}
