package dev.plumbline.kustomize.files;

import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.TypedScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configuration as data, typed by YAML 1.1. */
public final class ConfigData {

  private ConfigData() {}

  public static @Nullable Object of(Node node) {
    if (node.isNull() && node.isScalar()) {
      return null;
    }
    return switch (node.kind()) {
      case MAPPING -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < node.content().size(); i += 2) {
          map.put(node.content().get(i).value(), of(node.content().get(i + 1)));
        }
        yield map;
      }
      case SEQUENCE -> {
        List<@Nullable Object> list = new ArrayList<>();
        node.content().forEach(item -> list.add(of(item)));
        yield list;
      }
      case SCALAR -> {
        Object value = TypedScalar.of(node);
        yield value == null ? null : TypedScalar.throughJson(value);
      }
    };
  }
}
