package dev.plumbline.health.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What JSON values are in CEL: whole numbers are ints, all others doubles. */
final class CelValues {

  private CelValues() {}

  static Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties().forEach(field -> map.put(field.getKey(), of(field.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<Object> list = new ArrayList<>(node.size());
        node.forEach(element -> list.add(of(element)));
        yield list;
      }
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? (Object) node.asLong()
              : (Object) node.asDouble();
      case BOOLEAN -> node.asBoolean();
      case NULL, MISSING -> NullValue.NULL_VALUE;
      default -> node.asText();
    };
  }
}
