package dev.plumbline.kustomize.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Data that went through Go's JSON reader, for which every number is a float. */
public final class JsonNumbers {

  private JsonNumbers() {}

  public static @Nullable Object asFloats(@Nullable Object data) {
    if (data instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      map.forEach((key, value) -> result.put((String) key, asFloats(value)));
      return result;
    }
    if (data instanceof Collection<?> list) {
      List<@Nullable Object> result = new ArrayList<>(list.size());
      list.forEach(item -> result.add(asFloats(item)));
      return result;
    }
    return data instanceof Number number ? (Object) number.doubleValue() : data;
  }
}
