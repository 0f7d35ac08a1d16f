package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.Type.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The types of all built-in kinds, read from {@code types.json}. */
public final class TypeTable {

  /** The only instance: the table is part of the program. */
  public static final TypeTable BUILT_IN = new TypeTable(Json.resource("types.json"));

  private final Map<String, Type> types = new HashMap<>();
  private final Map<String, Map<Integer, Map<Integer, String>>> embeds = new HashMap<>();

  private TypeTable(JsonNode table) {
    table
        .fields()
        .forEachRemaining(
            entry -> {
              types.put(entry.getKey(), struct(entry.getKey(), entry.getValue()));
              JsonNode embedded = entry.getValue().path("embeds");
              embedded
                  .fields()
                  .forEachRemaining(
                      e ->
                          e.getValue()
                              .fields()
                              .forEachRemaining(
                                  f ->
                                      embeds
                                          .computeIfAbsent(entry.getKey(), k -> new HashMap<>())
                                          .computeIfAbsent(
                                              Integer.valueOf(e.getKey()), k -> new HashMap<>())
                                          .put(
                                              Integer.valueOf(f.getKey()),
                                              f.getValue().textValue())));
            });
  }

  /** The named type; the name must be in the table. */
  public Type get(String name) {
    Type type = types.get(name);
    if (type == null) {
      throw new IllegalStateException("no such type in types.json: " + name);
    }
    return type;
  }

  /** Metadata, the same in every object. */
  public Type objectMeta() {
    return get("meta.v1.ObjectMeta");
  }

  /**
   * For protobuf: the fields that an embedded struct with this number lends to the type around it.
   */
  public Map<Integer, String> embedded(String type, int number) {
    return embeds.getOrDefault(type, Map.of()).getOrDefault(number, Map.of());
  }

  private Type struct(String name, JsonNode entry) {
    Map<String, Field> fields = new HashMap<>();
    entry
        .path("fields")
        .fields()
        .forEachRemaining(f -> fields.put(f.getKey(), field(f.getKey(), f.getValue())));
    return Type.struct(name, fields, null, entry.path("atomic").booleanValue());
  }

  private Field field(String name, JsonNode entry) {
    Supplier<Type> type = type(entry.path("type"));
    boolean atomic = entry.path("atomic").booleanValue();
    String patch = entry.path("patch").asText("");
    JsonNode defaultValue = entry.get("default");
    return new Field(
        name,
        atomic ? () -> type.get().asAtomic() : type,
        entry.path("present").booleanValue(),
        entry.path("required").booleanValue(),
        entry.path("omitZero").booleanValue(),
        defaultValue,
        strings(entry.path("enum")).toList(),
        patch.contains("retainKeys"),
        mergeKey(patch, entry.path("mergeKey")),
        entry.path("pb").intValue());
  }

  private static @Nullable String mergeKey(String patch, JsonNode key) {
    return patch.contains("merge") ? key.asText("") : null;
  }

  private Supplier<Type> type(JsonNode entry) {
    if (entry.isTextual()) {
      String name = entry.textValue();
      if (name.startsWith("#")) {
        return () -> get(name.substring(1));
      }
      Type scalar = name.equals("any") ? Type.ANY : Type.scalar(name);
      return () -> scalar;
    }
    Type type;
    if (entry.has("list")) {
      List<String> keys = strings(entry.path("keys")).toList();
      boolean set = entry.path("set").booleanValue();
      type = Type.list(type(entry.path("list")), keys, keys.isEmpty() && !set);
    } else {
      type = Type.map(type(entry.path("map")), entry.path("atomic").booleanValue());
    }
    return () -> type;
  }

  private static Stream<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(item -> strings.add(item.asText()));
    return strings.stream();
  }
}
