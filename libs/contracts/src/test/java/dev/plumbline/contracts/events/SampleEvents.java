package dev.plumbline.contracts.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One event of each type with every field set, made from the record itself. */
final class SampleEvents {

  private SampleEvents() {}

  static Event of(EventType type) {
    return (Event) value(type.recordType());
  }

  private static Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? List.of(value(generic.getActualTypeArguments()[0]))
          : Map.of("key", value(generic.getActualTypeArguments()[1]));
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      return "text";
    }
    if (raw == ApplicationKey.class) {
      return new ApplicationKey("shop", "web");
    }
    if (raw == Instant.class) {
      return Instant.parse("2026-01-02T03:04:05.678Z");
    }
    if (raw == long.class || raw == Long.class) {
      return 7L;
    }
    if (raw == int.class || raw == Integer.class) {
      return 3;
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return true;
    }
    if (JsonNode.class.isAssignableFrom(raw)) {
      ObjectNode manifest = Json.mapper().createObjectNode();
      manifest.put("apiVersion", "v1").put("kind", "ConfigMap");
      manifest.putObject("metadata").put("name", "a");
      return manifest;
    }
    return raw.isEnum() ? raw.getEnumConstants()[0] : record(raw);
  }

  private static Object record(Class<?> raw) {
    RecordComponent[] components = raw.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType());
    }
    try {
      Constructor<?> constructor = raw.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(raw + " cannot be made", e);
    }
  }
}
