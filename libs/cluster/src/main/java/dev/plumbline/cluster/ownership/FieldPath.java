package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Where a field is: for people, as {@code spec.containers[name=web].image}, and as edges of a
 * {@link FieldSet}.
 */
record FieldPath(String text, List<String> edges) {

  static final FieldPath ROOT = new FieldPath("", List.of());

  FieldPath {
    edges = List.copyOf(edges);
  }

  FieldPath field(String name) {
    String longer =
        isPlain(name) ? text.isEmpty() ? name : text + "." + name : text + "[\"" + name + "\"]";
    return new FieldPath(longer, with("f:" + name));
  }

  /** Whether a name is one word to whoever reads it, of ASCII letters, digits, _, $ and -. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean begins = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
      boolean goesOn = (c >= '0' && c <= '9') || c == '-';
      if (!begins && (i == 0 || !goesOn)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** An item of a keyed list. */
  FieldPath item(JsonNode key, String edge) {
    StringJoiner pairs = new StringJoiner(",", "[", "]");
    for (Map.Entry<String, JsonNode> pair : key.properties()) {
      pairs.add(pair.getKey() + "=" + pair.getValue().asText());
    }
    return new FieldPath(text + pairs, with(edge));
  }

  /** An item of a list, by its place. */
  FieldPath index(int place) {
    return new FieldPath(text + "[" + place + "]", with("i:" + place));
  }

  /** A member of a set. */
  FieldPath member(JsonNode value) {
    return new FieldPath(text + "[=" + value.asText() + "]", with("v:" + value));
  }

  /** Name of the innermost field, whatever list items lie below it. */
  String lastField() {
    for (int i = edges.size() - 1; i >= 0; i--) {
      if (edges.get(i).startsWith("f:")) {
        return edges.get(i).substring(2);
      }
    }
    return "";
  }

  /** Whether a field of that name is on the way. */
  boolean passes(String name) {
    return edges.contains("f:" + name);
  }

  private List<String> with(String edge) {
    String[] longer = edges.toArray(new String[edges.size() + 1]);
    longer[edges.size()] = edge;
    return List.of(longer);
  }
}
