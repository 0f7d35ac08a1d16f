package dev.plumbline.sandbox.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a path: a field, a list item by its keys, a set member by its value, or an index.
 * {@code text} is what follows the colon in {@code fieldsV1}.
 */
public record PathElement(Kind kind, String text) implements Comparable<PathElement> {

  /** In the order in which Kubernetes sorts them. */
  public enum Kind {
    FIELD('f'),
    KEY('k'),
    VALUE('v'),
    INDEX('i');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  public static PathElement field(String name) {
    return new PathElement(Kind.FIELD, name);
  }

  public static PathElement key(ObjectNode keys) {
    return new PathElement(Kind.KEY, Json.canonical(keys));
  }

  public static PathElement value(JsonNode value) {
    return new PathElement(Kind.VALUE, Json.canonical(value));
  }

  /**
   * Reads one key of a {@code fieldsV1} object.
   *
   * @throws IllegalArgumentException if it is none
   */
  static PathElement parse(String text) {
    if (text.length() >= 2 && text.charAt(1) == ':') {
      String rest = text.substring(2);
      switch (text.charAt(0)) {
        case 'f':
          return field(rest);
        case 'k':
          if (Json.trusted(rest) instanceof ObjectNode keys) {
            return key(keys);
          }
          break;
        case 'v':
          return value(Json.trusted(rest));
        case 'i':
          return new PathElement(Kind.INDEX, String.valueOf(Integer.parseInt(rest)));
        default:
          break;
      }
    }
    throw new IllegalArgumentException("not a path element: " + text);
  }

  /** The form in {@code fieldsV1}. */
  String encoded() {
    return kind.letter + ":" + text;
  }

  /** The form in messages: {@code .spec}, {@code [name="app"]}, {@code [="x"]}, {@code [3]}. */
  public String display() {
    return switch (kind) {
      case FIELD -> "." + text;
      case VALUE -> "[=" + text + "]";
      case INDEX -> "[" + text + "]";
      case KEY -> {
        List<String> parts = new ArrayList<>();
        Json.trusted(text)
            .fields()
            .forEachRemaining(e -> parts.add(e.getKey() + "=" + Json.text(e.getValue())));
        yield "[" + String.join(",", parts) + "]";
      }
    };
  }

  @Override
  public int compareTo(PathElement other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : text.compareTo(other.text);
  }
}
