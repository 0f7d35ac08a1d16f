package dev.plumbline.contracts;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a tree with every object's keys sorted. Digests that are kept rest on its text, and each
 * apply takes it of every field that we own: so it is written straight from the tree, and must
 * never come out otherwise than it did.
 */
final class CanonicalJson {

  private static final JsonStringEncoder STRINGS = JsonStringEncoder.getInstance();

  private final StringBuilder text = new StringBuilder();

  private CanonicalJson() {}

  static String of(JsonNode tree) {
    CanonicalJson json = new CanonicalJson();
    json.write(tree);
    return json.text.toString();
  }

  private void write(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node);
      case ARRAY -> array(node);
      case STRING -> string(node.textValue());
      case BINARY -> string(node.asText());
      case NUMBER, BOOLEAN -> text.append(node.asText());
      case NULL, MISSING -> text.append("null");
      default -> throw new IllegalStateException("no JSON: a node of type " + node.getNodeType());
    }
  }

  private void array(JsonNode array) {
    text.append('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      write(array.get(i));
    }
    text.append(']');
  }

  private void object(JsonNode object) {
    text.append('{');
    boolean first = true;
    for (Map.Entry<String, JsonNode> field : sorted(object)) {
      if (field.getValue().isNull()) {
        continue;
      }
      if (!first) {
        text.append(',');
      }
      first = false;
      string(field.getKey());
      text.append(':');
      write(field.getValue());
    }
    text.append('}');
  }

  private static Set<Map.Entry<String, JsonNode>> sorted(JsonNode object) {
    if (object.size() < 2) {
      return object.properties();
    }
    TreeMap<String, JsonNode> sorted = new TreeMap<>();
    object.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
    return sorted.entrySet();
  }

  private void string(String value) {
    text.append('"');
    STRINGS.quoteAsString(value, text);
    text.append('"');
  }
}
