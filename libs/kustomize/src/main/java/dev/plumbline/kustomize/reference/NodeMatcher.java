package dev.plumbline.kustomize.reference;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Style;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds every node at a path of fields, positions, {@code *} for all items, and items by pattern;
 * makes what is missing when asked to.
 */
final class NodeMatcher {

  private final Node.@Nullable Kind created;
  private final List<Node> found = new ArrayList<>();

  private NodeMatcher(Node.@Nullable Kind created) {
    this.created = created;
  }

  /**
   * All nodes at the path.
   *
   * @param created the kind of node to make at the end of the path; none to make nothing
   * @throws YamlException when the path does not fit
   */
  static List<Node> find(Node node, List<String> path, Node.@Nullable Kind created) {
    NodeMatcher matcher = new NodeMatcher(created);
    matcher.match(node, path);
    return matcher.found;
  }

  private void match(Node node, List<String> path) {
    if (path.isEmpty()) {
      found.add(node);
      return;
    }
    String part = path.get(0);
    List<String> rest = path.subList(1, path.size());
    if (NodeLookup.index(part) >= 0) {
      matchIndex(node, NodeLookup.index(part), rest);
    } else if (NodeLookup.isItem(part)) {
      matchItems(node, NodeLookup.Item.of(part), rest);
    } else if (part.equals("*")) {
      NodePaths.requireKind(node, Node.Kind.SEQUENCE);
      List.copyOf(node.content()).forEach(item -> match(item, rest));
    } else {
      matchField(node, part, rest);
    }
  }

  private void matchField(Node node, String name, List<String> rest) {
    Node field = NodePaths.get(node, name);
    if (field == null && created != null) {
      field = NodePaths.getOrCreate(node, name, kindBefore(rest, created));
    }
    if (field != null) {
      match(field, rest);
    }
  }

  private static Node.Kind kindBefore(List<String> rest, Node.Kind last) {
    if (rest.isEmpty() || rest.get(0).isEmpty()) {
      return last;
    }
    String next = rest.get(0);
    boolean list = NodeLookup.isItem(next) || NodeLookup.index(next) >= 0;
    return list ? Node.Kind.SEQUENCE : Node.Kind.MAPPING;
  }

  private void matchIndex(Node node, int index, List<String> rest) {
    NodePaths.requireKind(node, Node.Kind.SEQUENCE);
    if (index == node.content().size() && created != null) {
      node.content().add(Node.empty(kindBefore(rest, created)));
    }
    if (index >= node.content().size()) {
      throw new YamlException(
          node.line(),
          "index " + index + " specified but only " + node.content().size() + " elements found");
    }
    match(node.content().get(index), rest);
  }

  private void matchItems(Node node, NodeLookup.Item item, List<String> rest) {
    int before = found.size();
    searchItems(node, item, rest);
    if (found.size() == before && created != null) {
      Node value = Node.scalar(item.value());
      node.content().add(item.field().isEmpty() ? value : Node.mapping().add(item.field(), value));
      searchItems(node, item, rest);
    }
  }

  private void searchItems(Node node, NodeLookup.Item item, List<String> rest) {
    NodePaths.requireKind(node, Node.Kind.SEQUENCE);
    Pattern pattern = compiled(item.value());
    for (Node each : List.copyOf(node.content())) {
      Node field = item.field().isEmpty() ? each : each.field(item.field());
      if (field != null && pattern.matcher(written(field)).find()) {
        match(each, item.field().isEmpty() ? List.of() : rest);
      }
    }
  }

  private static Pattern compiled(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new YamlException(0, "invalid regular expression \"" + pattern + "\"");
    }
  }

  /** Patterns see the quotes of what is quoted. */
  private static String written(Node node) {
    if (node.style() == Style.DOUBLE_QUOTED) {
      return "\"" + node.value() + "\"";
    }
    return node.style() == Style.SINGLE_QUOTED ? "'" + node.value() + "'" : node.value().strip();
  }
}
