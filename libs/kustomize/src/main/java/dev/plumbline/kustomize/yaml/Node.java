package dev.plumbline.kustomize.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A mutable YAML node. A mapping has its keys and values in {@link #content()} by turns, in the
 * order of the file; nothing stops a key from being there twice, since the original finds that out
 * only when it writes.
 */
public final class Node {

  /** What a node is. */
  public enum Kind {
    SCALAR,
    SEQUENCE,
    MAPPING
  }

  private Kind kind;
  private String tag;
  private String value;
  private Style style;
  private boolean taggedStyle;
  private List<Node> content;
  private int line;

  private Node(Kind kind, String tag, String value, Style style) {
    this.kind = kind;
    this.tag = tag;
    this.value = value;
    this.style = style;
    this.content = new ArrayList<>();
  }

  /** A scalar whose type is told by its text, as if it had been read plain. */
  public static Node scalar(String value) {
    return new Node(Kind.SCALAR, Tags.NONE, value, Style.PLAIN);
  }

  /** A scalar that is a string. */
  public static Node string(String value) {
    Style style = value.indexOf('\n') >= 0 ? Style.LITERAL : Style.PLAIN;
    return new Node(Kind.SCALAR, Tags.STRING, value, style);
  }

  public static Node scalar(String tag, String value, Style style) {
    return new Node(Kind.SCALAR, tag, value, style);
  }

  public static Node mapping() {
    return new Node(Kind.MAPPING, Tags.NONE, "", Style.PLAIN);
  }

  public static Node sequence() {
    return new Node(Kind.SEQUENCE, Tags.NONE, "", Style.PLAIN);
  }

  /** An empty node of a kind, for a path that is created on the way. */
  public static Node empty(Kind kind) {
    return new Node(kind, Tags.NONE, "", Style.PLAIN);
  }

  Node at(int inputLine) {
    this.line = inputLine;
    return this;
  }

  Node withTaggedStyle() {
    this.taggedStyle = true;
    return this;
  }

  public Kind kind() {
    return kind;
  }

  public String tag() {
    return tag;
  }

  public String value() {
    return value;
  }

  public Style style() {
    return style;
  }

  /** Whether the tag was written in the input, so that it is written again. */
  public boolean hasTaggedStyle() {
    return taggedStyle;
  }

  /** The children; changing the list changes the node. */
  public List<Node> content() {
    return content;
  }

  /** Line of the input, from 1; 0 when the node was not read. */
  public int line() {
    return line;
  }

  public boolean isScalar() {
    return kind == Kind.SCALAR;
  }

  public boolean isMapping() {
    return kind == Kind.MAPPING;
  }

  public boolean isSequence() {
    return kind == Kind.SEQUENCE;
  }

  public boolean isNull() {
    return tag.equals(Tags.NULL);
  }

  /** A scalar that is tagged as a string, or not at all. */
  public boolean isString() {
    return isScalar() && (tag.equals(Tags.STRING) || tag.isEmpty());
  }

  /** Null, or a mapping or sequence without children. */
  public boolean isNullOrEmpty() {
    return isNull() || (!isScalar() && content.isEmpty());
  }

  public static boolean isMissing(@Nullable Node node) {
    return node == null || node.isNull();
  }

  public static boolean isMissingOrEmpty(@Nullable Node node) {
    return node == null || node.isNullOrEmpty();
  }

  public void setValue(String value) {
    this.value = value;
  }

  public void setTag(String tag) {
    this.tag = tag;
  }

  public void setStyle(Style style) {
    this.style = style;
  }

  public void setKind(Kind kind) {
    this.kind = kind;
  }

  public void setContent(Collection<Node> children) {
    this.content = new ArrayList<>(children);
  }

  /** Becomes what the other is; children are shared, not copied. */
  public void become(Node other) {
    this.kind = other.kind;
    this.tag = other.tag;
    this.value = other.value;
    this.style = other.style;
    this.taggedStyle = other.taggedStyle;
    this.content = other.content;
    this.line = other.line;
  }

  /** A deep copy. */
  public Node copy() {
    Node copy = new Node(kind, tag, value, style);
    copy.taggedStyle = taggedStyle;
    copy.line = line;
    copy.content = new ArrayList<>(content.size());
    for (Node child : content) {
      copy.content.add(child.copy());
    }
    return copy;
  }

  /** Names of the fields of a mapping, in order; a name that is there twice comes twice. */
  public List<String> fieldNames() {
    List<String> names = new ArrayList<>(content.size() / 2);
    for (int i = 0; i + 1 < content.size(); i += 2) {
      names.add(content.get(i).value());
    }
    return names;
  }

  /** The value of the first field of that name; none when this is no mapping. */
  public @Nullable Node field(String name) {
    int index = indexOf(name);
    return index < 0 ? null : content.get(index + 1);
  }

  /** The text of a scalar field, or the empty string. */
  public String fieldText(String name) {
    Node field = field(name);
    return field == null ? "" : field.value();
  }

  private int indexOf(String name) {
    if (kind == Kind.MAPPING) {
      for (int i = 0; i + 1 < content.size(); i += 2) {
        if (content.get(i).value().equals(name)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Adds a field at the end without looking for one of that name. */
  public Node add(String name, Node fieldValue) {
    content.add(scalar(name));
    content.add(fieldValue);
    return this;
  }

  /** Puts a field with this very key node, in place of one of the same name. */
  void put(Node key, Node fieldValue) {
    int index = indexOf(key.value());
    if (index < 0) {
      content.add(key);
      content.add(fieldValue);
    } else {
      content.set(index, key);
      content.set(index + 1, fieldValue);
    }
  }

  /** Removes the first field of that name. */
  public void remove(String name) {
    int index = indexOf(name);
    if (index >= 0) {
      content.remove(index + 1);
      content.remove(index);
    }
  }

  @Override
  public String toString() {
    return isScalar() ? Objects.toString(value) : kind + "(" + content.size() + ")";
  }
}
