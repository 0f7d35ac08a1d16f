package dev.plumbline.kustomize.merge;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the fields of one type merge, in the words of OpenAPI. */
final class Schema {

  private static final String STRATEGY = "x-kubernetes-patch-strategy";
  private static final String MERGE_KEY = "x-kubernetes-patch-merge-key";
  private static final String LIST_KEYS = "x-kubernetes-list-map-keys";
  private static final String DEFINITIONS = "#/definitions/";
  private static final int MAX_REFERENCES = 100;

  private final Map<?, ?> raw;
  private final Map<?, ?> definitions;

  Schema(Map<?, ?> raw, Map<?, ?> definitions) {
    this.raw = raw;
    this.definitions = definitions;
  }

  /** The schema of a field, or of any value of a map. */
  @Nullable Schema field(String name) {
    Object field = raw.get("properties") instanceof Map<?, ?> fields ? fields.get(name) : null;
    return resolve(field == null ? raw.get("additionalProperties") : field);
  }

  /** The schema of the items of a list. */
  @Nullable Schema elements() {
    Object type = raw.get("type");
    boolean list = "array".equals(type) || List.of("array").equals(type);
    return list ? resolve(raw.get("items")) : null;
  }

  private @Nullable Schema resolve(@Nullable Object schema) {
    Object at = schema;
    for (int i = 0; i < MAX_REFERENCES && at instanceof Map<?, ?> map; i++) {
      if (!(map.get("$ref") instanceof String reference)) {
        return new Schema(map, definitions);
      }
      at =
          reference.startsWith(DEFINITIONS)
              ? definitions.get(reference.substring(DEFINITIONS.length()))
              : null;
    }
    return null;
  }

  String strategy() {
    return raw.get(STRATEGY) instanceof String strategy ? strategy : "";
  }

  /** Whether a list of this type is merged item by item. */
  boolean isMerged() {
    return List.of(strategy().split(",", -1)).contains("merge");
  }

  /** The fields that tell which items are the same. */
  List<String> keys() {
    if (strategy().isEmpty()) {
      return List.of();
    }
    if (raw.get(LIST_KEYS) instanceof List<?> keys) {
      return keys.stream().map(String::valueOf).toList();
    }
    return raw.get(MERGE_KEY) instanceof String key ? List.of(key) : List.of();
  }
}
