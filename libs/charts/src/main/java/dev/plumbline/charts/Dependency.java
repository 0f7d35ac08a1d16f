package dev.plumbline.charts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A chart that a chart depends on.
 *
 * @param repository a URL, {@code file://…} in the same repository of Git, {@code @name} or {@code
 *     alias:name}; empty when the chart is in {@code charts/}
 * @param fields all of it, as it is written
 */
record Dependency(String name, String version, String repository, Map<?, ?> fields) {

  static Dependency of(Map<?, ?> fields, String file) {
    String name = text(fields, "name");
    if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException(
          file + ": dependencies: expected a name in each, was " + Shown.quoted(name));
    }
    return new Dependency(name, text(fields, "version"), text(fields, "repository"), fields);
  }

  static String text(Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    return value instanceof String text ? text : "";
  }

  Dependency from(String other) {
    return new Dependency(name, version, other, fields);
  }

  boolean isLocal() {
    return repository.startsWith("file://");
  }

  /** The name that it has at a caller who knows repositories by name; empty when it is a URL. */
  String repositoryAlias() {
    return repository.startsWith("@")
        ? repository.substring(1)
        : repository.startsWith("alias:") ? repository.substring("alias:".length()) : "";
  }

  /** As Helm writes it to make a digest of all: these fields in this order. */
  ObjectNode forDigest() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name);
    putUnlessEmpty(json, "version", version);
    json.put("repository", repository);
    putUnlessEmpty(json, "condition", text(fields, "condition"));
    ArrayNode tags = JsonNodeFactory.instance.arrayNode();
    if (fields.get("tags") instanceof List<?> list) {
      list.forEach(tag -> tags.add(String.valueOf(tag)));
    }
    if (!tags.isEmpty()) {
      json.set("tags", tags);
    }
    if (text(fields, "enabled").equals("true")) {
      json.put("enabled", true);
    }
    ArrayNode imports = JsonNodeFactory.instance.arrayNode();
    if (fields.get("import-values") instanceof List<?> list) {
      list.forEach(each -> add(imports, each));
    }
    if (!imports.isEmpty()) {
      json.set("import-values", imports);
    }
    putUnlessEmpty(json, "alias", text(fields, "alias"));
    return json;
  }

  private static void add(ArrayNode imports, Object value) {
    if (value instanceof Map<?, ?> pair) {
      ObjectNode sorted = imports.addObject();
      Map<String, String> fields = new TreeMap<>();
      pair.forEach((key, text) -> fields.put(String.valueOf(key), String.valueOf(text)));
      fields.forEach(sorted::put);
    } else {
      imports.add(String.valueOf(value));
    }
  }

  private static void putUnlessEmpty(ObjectNode json, String field, String value) {
    if (!value.isEmpty()) {
      json.put(field, value);
    }
  }

  /** For people. */
  @Override
  public String toString() {
    return name + " " + version + (repository.isEmpty() ? "" : " of " + repository);
  }
}
