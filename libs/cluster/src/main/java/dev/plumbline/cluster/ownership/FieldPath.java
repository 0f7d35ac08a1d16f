package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Where a field is: for people, as {@code spec.containers[name=web].image}, and as edges of a
 * {@link FieldSet}.
 */
record FieldPath(String text, List<String> edges) {

  static final FieldPath ROOT = new FieldPath("", List.of());

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][\\w$-]*");

  FieldPath {
    edges = List.copyOf(edges);
  }

  FieldPath field(String name) {
    String step = PLAIN.matcher(name).matches() ? name : "[\"" + name + "\"]";
    String joint = text.isEmpty() || step.startsWith("[") ? "" : ".";
    return new FieldPath(text + joint + step, with("f:" + name));
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
    List<String> longer = new ArrayList<>(edges);
    longer.add(edge);
    return longer;
  }
}
