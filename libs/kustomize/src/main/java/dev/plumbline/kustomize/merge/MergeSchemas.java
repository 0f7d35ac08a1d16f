package dev.plumbline.kustomize.merge;

import dev.plumbline.kustomize.files.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schemas of known types, the built-in ones or those of an OpenAPI document. */
public final class MergeSchemas {

  private static final MergeSchemas BUILT_IN = new MergeSchemas(builtInDefinitions());

  private final Map<String, Object> definitions;
  private final Map<String, Schema> byType = new HashMap<>();

  private MergeSchemas(Map<String, Object> definitions) {
    this.definitions = definitions;
    definitions
        .values()
        .forEach(
            definition -> {
              if (definition instanceof Map<?, ?> map
                  && map.get("x-kubernetes-group-version-kind") instanceof List<?> types) {
                types.forEach(type -> register(type, map));
              }
            });
  }

  private void register(Object type, Map<?, ?> definition) {
    if (type instanceof Map<?, ?> names) {
      String group = names.get("group") instanceof String text ? text : "";
      String version = String.valueOf(names.get("version"));
      byType.put(
          key(group.isEmpty() ? version : group + "/" + version, String.valueOf(names.get("kind"))),
          new Schema(definition, definitions));
    }
  }

  /** What Kubernetes itself has. */
  public static MergeSchemas builtIn() {
    return BUILT_IN;
  }

  /** What a document defines, and nothing else. */
  public static MergeSchemas of(Map<String, ?> openApi) {
    Map<String, Object> definitions = new HashMap<>();
    if (openApi.get("definitions") instanceof Map<?, ?> map) {
      map.forEach((name, definition) -> definitions.put(String.valueOf(name), definition));
    }
    return new MergeSchemas(definitions);
  }

  /** These, and others where these have none. */
  public MergeSchemas over(MergeSchemas others) {
    Map<String, Object> all = new HashMap<>(others.definitions);
    all.putAll(definitions);
    return new MergeSchemas(all);
  }

  @Nullable Schema of(String apiVersion, String kind) {
    return byType.get(key(apiVersion, kind));
  }

  private static String key(String apiVersion, String kind) {
    return apiVersion + "#" + kind;
  }

  /** Reads the table that comes with this library into the form of OpenAPI. */
  private static Map<String, Object> builtInDefinitions() {
    Map<String, Object> definitions = new HashMap<>();
    Map<String, Object> fields = new HashMap<>();
    for (Iterator<String> lines = Tables.lines("merge-schema.txt").iterator(); lines.hasNext(); ) {
      String line = lines.next();
      String[] words = line.strip().split(" ");
      if (line.startsWith("type ")) {
        fields = new HashMap<>();
        Map<String, Object> definition = new HashMap<>();
        definition.put("properties", fields);
        definition.put("x-kubernetes-group-version-kind", types(words));
        definitions.put(words[1], definition);
      } else {
        fields.put(words[0], field(words));
      }
    }
    return definitions;
  }

  private static List<Object> types(String[] words) {
    List<Object> types = new ArrayList<>();
    if (words.length > 2) {
      for (String type : words[2].split(",")) {
        int hash = type.indexOf('#');
        types.add(Map.of("version", type.substring(0, hash), "kind", type.substring(hash + 1)));
      }
    }
    return types;
  }

  private static Map<String, Object> field(String[] words) {
    Map<String, Object> type =
        words[2].equals("-") ? Map.of() : Map.of("$ref", "#/definitions/" + words[2]);
    Map<String, Object> field = new HashMap<>();
    switch (words[1]) {
      case "list" -> field.putAll(Map.of("type", "array", "items", type));
      case "map" -> field.put("additionalProperties", type);
      default -> field.putAll(type);
    }
    if (words.length > 3) {
      field.put("x-kubernetes-patch-strategy", words[3]);
    }
    if (words.length > 4) {
      field.put("x-kubernetes-list-map-keys", Arrays.asList(words[4].split(",")));
    }
    return field;
  }
}
