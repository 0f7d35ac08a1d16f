package dev.plumbline.kustomize.yaml;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds the tree of the first document of one text. */
final class TreeBuilder {

  private final Scanner scanner;
  private final YamlLimits limits;
  private final Map<String, Node> anchors = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int nodes;
  private int depth;

  TreeBuilder(Scanner scanner, YamlLimits limits) {
    this.scanner = scanner;
    this.limits = limits;
  }

  /** What is written before a node. */
  private record Properties(String anchor, String tag, int line) {

    boolean isEmpty() {
      return anchor.isEmpty() && tag.isEmpty();
    }

    /** Whether the tag says what the node is. */
    boolean hasTag() {
      return !tag.isEmpty() && !tag.equals("!");
    }
  }

  /** The first document; nothing when there is none. */
  Optional<Node> first() {
    while (scanner.type() == TokenType.DOCUMENT_END) {
      scanner.next();
    }
    boolean directives = scanner.type() == TokenType.DIRECTIVE;
    while (scanner.type() == TokenType.DIRECTIVE) {
      scanner.next();
    }
    if (scanner.type() == TokenType.DOCUMENT_START) {
      scanner.next();
    } else if (directives) {
      throw expected("<document start>");
    } else if (scanner.type() == TokenType.STREAM_END) {
      return Optional.empty();
    }
    Node root =
        switch (scanner.type()) {
          case DIRECTIVE, DOCUMENT_START, DOCUMENT_END, STREAM_END -> nothing(false);
          default -> node(false, false);
        };
    scanner.peek();
    return Optional.of(root);
  }

  private YamlException expected(String what) {
    return new YamlException(scanner.peek().line(), "did not find expected " + what);
  }

  /** What stands where nothing does. */
  private Node nothing(boolean inFlow) {
    return scalar(
        Token.of(TokenType.SCALAR, scanner.peek().line()), new Properties("", "", 0), inFlow);
  }

  /**
   * A node.
   *
   * @param indentless whether it may be a list that is not indented
   */
  private Node node(boolean inFlow, boolean indentless) {
    if (scanner.type() == TokenType.ALIAS) {
      return expanded(scanner.next());
    }
    Properties properties = properties();
    Node node = content(properties, inFlow, indentless).at(properties.line());
    if (!properties.anchor().isEmpty()) {
      anchors.put(properties.anchor(), node);
    }
    return node;
  }

  private Properties properties() {
    int line = scanner.peek().line();
    String anchor = "";
    String tag = "";
    while ((scanner.type() == TokenType.ANCHOR && anchor.isEmpty())
        || (scanner.type() == TokenType.TAG && tag.isEmpty())) {
      Token token = scanner.next();
      if (token.type() == TokenType.ANCHOR) {
        anchor = token.text();
      } else {
        tag = Tags.shortened(token.text());
      }
    }
    return new Properties(anchor, tag, line);
  }

  private Node content(Properties properties, boolean inFlow, boolean indentless) {
    TokenType type = scanner.type();
    return switch (type) {
      case SCALAR -> scalar(scanner.next(), properties, inFlow);
      case FLOW_SEQUENCE_START, FLOW_MAPPING_START -> collection(type, properties);
      case BLOCK_SEQUENCE_START, BLOCK_MAPPING_START ->
          inFlow ? none(properties, true) : collection(type, properties);
      case BLOCK_ENTRY -> indentless ? collection(type, properties) : none(properties, inFlow);
      default -> none(properties, inFlow);
    };
  }

  private Node none(Properties properties, boolean inFlow) {
    if (properties.isEmpty()) {
      throw expected("node content");
    }
    return scalar(Token.of(TokenType.SCALAR, properties.line()), properties, inFlow);
  }

  /** In flow context the original writes some scalars in quotes, which makes them strings. */
  private Node scalar(Token token, Properties properties, boolean inFlow) {
    count(1, token.line());
    String value = token.text();
    if (properties.hasTag()) {
      return Node.scalar(properties.tag(), value, token.style()).withTaggedStyle().at(token.line());
    }
    boolean string = token.style().isString();
    String tag = string ? Tags.STRING : Dialect.RESOURCES.resolve(value).tag();
    boolean quoted =
        inFlow
            && !string
            && (value.isEmpty() || (tag.equals(Tags.TIMESTAMP) && value.indexOf(':') >= 0));
    return Node.scalar(tag, value, quoted ? Style.SINGLE_QUOTED : token.style()).at(token.line());
  }

  private Node collection(TokenType type, Properties properties) {
    count(1, scanner.peek().line());
    if (++depth > limits.maxDepth()) {
      throw new YamlException(scanner.peek().line(), "nested deeper than " + limits.maxDepth());
    }
    boolean mapping = type == TokenType.FLOW_MAPPING_START || type == TokenType.BLOCK_MAPPING_START;
    Node node = mapping ? Node.mapping() : Node.sequence();
    node.setTag(Tags.of(node.kind()));
    if (properties.hasTag()) {
      node.setTag(properties.tag());
      node.withTaggedStyle();
    }
    open.add(properties.anchor());
    if (type != TokenType.BLOCK_ENTRY) {
      scanner.next();
    }
    switch (type) {
      case FLOW_SEQUENCE_START -> flowSequence(node);
      case FLOW_MAPPING_START -> flowMapping(node);
      case BLOCK_MAPPING_START -> blockMapping(node);
      case BLOCK_SEQUENCE_START -> blockSequence(node);
      default -> indentlessSequence(node);
    }
    if (mapping) {
      MergeKeys.resolve(node);
    }
    open.remove(properties.anchor());
    depth--;
    return node;
  }

  private Node expanded(Token alias) {
    String anchor = alias.text();
    if (open.contains(anchor)) {
      throw new YamlException(alias.line(), "anchor '" + anchor + "' value contains itself");
    }
    Node target = anchors.get(anchor);
    if (target == null) {
      throw new YamlException(alias.line(), "unknown anchor '" + anchor + "' referenced");
    }
    count(size(target), alias.line());
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

  private void blockSequence(Node node) {
    while (scanner.type() == TokenType.BLOCK_ENTRY) {
      scanner.next();
      boolean empty =
          scanner.type() == TokenType.BLOCK_ENTRY || scanner.type() == TokenType.BLOCK_END;
      node.content().add(empty ? nothing(false) : node(false, false));
    }
    if (scanner.type() != TokenType.BLOCK_END) {
      throw expected("'-' indicator");
    }
    scanner.next();
  }

  private void indentlessSequence(Node node) {
    while (scanner.type() == TokenType.BLOCK_ENTRY) {
      scanner.next();
      boolean empty = scanner.type() == TokenType.BLOCK_ENTRY || endsBlockField();
      node.content().add(empty ? nothing(false) : node(false, false));
    }
  }

  private boolean endsBlockField() {
    TokenType type = scanner.type();
    return type == TokenType.KEY || type == TokenType.VALUE || type == TokenType.BLOCK_END;
  }

  private Node blockField() {
    scanner.next();
    return endsBlockField() ? nothing(false) : node(false, true);
  }

  private void blockMapping(Node node) {
    while (scanner.type() != TokenType.BLOCK_END) {
      if (scanner.type() != TokenType.KEY && scanner.type() != TokenType.VALUE) {
        throw expected("key");
      }
      node.content().add(scanner.type() == TokenType.KEY ? blockField() : nothing(false));
      node.content().add(scanner.type() == TokenType.VALUE ? blockField() : nothing(false));
    }
    scanner.next();
  }

  private void flowSequence(Node node) {
    boolean first = true;
    while (entry(TokenType.FLOW_SEQUENCE_END, first, "',' or ']'")) {
      node.content().add(scanner.type() == TokenType.KEY ? pair() : node(true, false));
      first = false;
    }
  }

  /** Goes to the next entry; false at the end. */
  private boolean entry(TokenType end, boolean first, String expected) {
    if (!first && scanner.type() == TokenType.FLOW_ENTRY) {
      scanner.next();
    } else if (!first && scanner.type() != end) {
      throw expected(expected);
    }
    if (scanner.type() != end) {
      return true;
    }
    scanner.next();
    return false;
  }

  /** A mapping of one field, without braces. */
  private Node pair() {
    Node pair = Node.mapping().at(scanner.peek().line());
    pair.setTag(Tags.MAP);
    count(1, pair.line());
    pair.content().add(flowField(TokenType.FLOW_SEQUENCE_END));
    boolean hasValue = scanner.type() == TokenType.VALUE;
    pair.content().add(hasValue ? flowField(TokenType.FLOW_SEQUENCE_END) : nothing(true));
    return pair;
  }

  /** What is behind the sign of a key or value. */
  private Node flowField(TokenType end) {
    scanner.next();
    TokenType type = scanner.type();
    boolean empty = type == TokenType.VALUE || type == TokenType.FLOW_ENTRY || type == end;
    return empty ? nothing(true) : node(true, false);
  }

  private void flowMapping(Node node) {
    boolean first = true;
    while (entry(TokenType.FLOW_MAPPING_END, first, "',' or '}'")) {
      boolean hasKey = scanner.type() == TokenType.KEY;
      node.content().add(hasKey ? flowField(TokenType.FLOW_MAPPING_END) : node(true, false));
      boolean hasValue = hasKey && scanner.type() == TokenType.VALUE;
      node.content().add(hasValue ? flowField(TokenType.FLOW_MAPPING_END) : nothing(true));
      first = false;
    }
  }
}
