package dev.plumbline.manifests.substitution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The single values of a manifest by the paths of their fields. */
final class TextFields {

  private final Map<String, String> fields = new LinkedHashMap<>();

  private TextFields() {}

  /** Every value as text; keys count as values too, at the path of what they hold. */
  static Map<String, String> in(JsonNode manifest) {
    TextFields found = new TextFields();
    found.add("", manifest);
    return found.fields;
  }

  private void add(String path, JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> {
                String child = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                if (field.getKey().contains("$")) {
                  fields.put("key " + child, field.getKey());
                }
                add(child, field.getValue());
              });
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        add(path + "[" + i + "]", node.get(i));
      }
    } else if (!node.isNull()) {
      fields.put(path, node.asText());
    }
  }
}
