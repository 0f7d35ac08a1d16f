package dev.plumbline.kustomize.yaml;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.parser.Parser;

/** Builds the tree of the first document of one text. */
final class TreeBuilder {

  private final Parser parser;
  private final YamlLimits limits;
  private final int firstLine;
  private final Map<Anchor, Node> anchors = new HashMap<>();
  private final Set<Anchor> open = new HashSet<>();
  private int nodes;

  TreeBuilder(Parser parser, YamlLimits limits, int firstLine) {
    this.parser = parser;
    this.limits = limits;
    this.firstLine = firstLine;
  }

  Optional<Node> first() {
    parser.next();
    if (!parser.checkEvent(Event.ID.DocumentStart)) {
      return Optional.empty();
    }
    parser.next();
    return Optional.of(node(parser.next(), 1));
  }

  private Node node(Event event, int depth) {
    int line = line(event);
    if (depth > limits.maxDepth()) {
      throw new YamlException(line, "nested deeper than " + limits.maxDepth());
    }
    if (event instanceof AliasEvent alias) {
      return expanded(alias, line);
    }
    count(1, line);
    if (event instanceof ScalarEvent scalar) {
      Node node = scalar(scalar).at(line);
      scalar.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
      return node;
    }
    CollectionStartEvent start = (CollectionStartEvent) event;
    return collection(start, depth).at(line);
  }

  private Node collection(CollectionStartEvent start, int depth) {
    boolean mapping = start.getEventId() == Event.ID.MappingStart;
    Node node = mapping ? Node.mapping() : Node.sequence();
    start.getAnchor().ifPresent(open::add);
    Event.ID end = mapping ? Event.ID.MappingEnd : Event.ID.SequenceEnd;
    for (Event next = parser.next(); next.getEventId() != end; next = parser.next()) {
      node.content().add(node(next, depth + 1));
    }
    String tag = start.getTag().map(Tags::shortened).orElse("!");
    if (tag.equals("!")) {
      node.setTag(Tags.of(node.kind()));
    } else {
      node.setTag(tag);
      node.withTaggedStyle();
    }
    if (mapping) {
      MergeKeys.resolve(node);
    }
    start.getAnchor().ifPresent(anchor -> close(anchor, node));
    return node;
  }

  private void close(Anchor anchor, Node node) {
    open.remove(anchor);
    anchors.put(anchor, node);
  }

  private Node expanded(AliasEvent alias, int line) {
    Anchor anchor = alias.getAlias();
    if (open.contains(anchor)) {
      throw new YamlException(line, "anchor '" + anchor + "' value contains itself");
    }
    Node target = anchors.get(anchor);
    if (target == null) {
      throw new YamlException(line, "unknown anchor '" + anchor + "' referenced");
    }
    count(size(target), line);
    return target.copy();
  }

  private void count(int more, int line) {
    nodes += more;
    if (nodes > limits.maxNodes()) {
      throw new YamlException(line, "more than " + limits.maxNodes() + " nodes");
    }
  }

  private static int size(Node node) {
    int size = 1;
    for (Node child : node.content()) {
      size += size(child);
    }
    return size;
  }

  private static Node scalar(ScalarEvent event) {
    Style style = style(event.getScalarStyle());
    String value = event.getValue();
    String tag = event.getTag().map(Tags::shortened).orElse("!");
    if (!tag.equals("!")) {
      return Node.scalar(tag, value, style).withTaggedStyle();
    }
    return Node.scalar(
        style.isString() ? Tags.STRING : Dialect.RESOURCES.resolve(value).tag(), value, style);
  }

  private static Style style(@Nullable ScalarStyle style) {
    if (style == null) {
      return Style.PLAIN;
    }
    return switch (style) {
      case DOUBLE_QUOTED, JSON_SCALAR_STYLE -> Style.DOUBLE_QUOTED;
      case SINGLE_QUOTED -> Style.SINGLE_QUOTED;
      case LITERAL -> Style.LITERAL;
      case FOLDED -> Style.FOLDED;
      default -> Style.PLAIN;
    };
  }

  private int line(Event event) {
    return firstLine + event.getStartMark().map(mark -> mark.getLine()).orElse(0);
  }
}
