package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** Whether two values mean the same to an API server, however they are spelled. */
final class Spelling {

  /** Fields whose entries are quantities. */
  private static final Set<String> QUANTITY_MAPS =
      Set.of(
          "limits",
          "requests",
          "capacity",
          "allocatable",
          "hard",
          "overhead",
          "podFixed",
          "min",
          "max",
          "default",
          "defaultRequest",
          "maxLimitRequestRatio");

  /** Fields that are quantities. */
  private static final Set<String> QUANTITIES =
      Set.of("sizeLimit", "divisor", "averageValue", "targetAverageValue", "storage");

  /** Maps of text to text, where an empty text is not the same as none. */
  private static final Set<String> TEXT_MAPS =
      Set.of("data", "binaryData", "labels", "annotations", "matchLabels", "nodeSelector");

  /** Fields that are quantities, each after the field that holds it. */
  private static final Set<String> SURE_FIELDS =
      Set.of(
          "f:emptyDir f:sizeLimit",
          "f:resourceFieldRef f:divisor",
          "f:target f:averageValue",
          "f:target f:value");

  /** Maps of text that drivers read, where a key may be named as a field that is a quantity. */
  private static final Set<String> DRIVER_MAPS = Set.of("options", "volumeAttributes");

  private Spelling() {}

  /**
   * Whether {@code live} is what became of {@code wanted}. Inside a value that is one to the
   * server, fields that the server filled in are read over.
   */
  static boolean same(FieldPath path, JsonNode wanted, JsonNode live) {
    if (live.isMissingNode() || live.isNull()) {
      return isZero(wanted) && TEXT_MAPS.stream().noneMatch(path::passes);
    }
    if (wanted.isObject() && live.isObject()) {
      for (Map.Entry<String, JsonNode> field : wanted.properties()) {
        if (!same(path.field(field.getKey()), field.getValue(), live.path(field.getKey()))) {
          return false;
        }
      }
      return true;
    }
    if (wanted.isArray() && live.isArray()) {
      if (wanted.size() != live.size()) {
        return false;
      }
      for (int i = 0; i < wanted.size(); i++) {
        if (!same(path, wanted.get(i), live.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (wanted.isNumber() && live.isNumber()) {
      return wanted.decimalValue().compareTo(live.decimalValue()) == 0;
    }
    return wanted.equals(live)
        || (isQuantity(path) && Quantity.same(wanted.asText(), live.asText()));
  }

  /** What the server leaves out when it writes an object. */
  private static boolean isZero(JsonNode value) {
    return value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isBoolean() && !value.booleanValue())
        || (value.isNumber() && value.decimalValue().signum() == 0);
  }

  /**
   * Whether the server is sure to write its own spelling there, in Kubernetes' own kinds. Narrower
   * than what is compared: text that only looks like a quantity must not be rewritten.
   */
  static boolean isSurelyQuantity(FieldPath path) {
    int depth = path.edges().size();
    if (depth < 2 || !isQuantity(path) || DRIVER_MAPS.stream().anyMatch(path::passes)) {
      return false;
    }
    String parent = path.edges().get(depth - 2);
    String field = path.edges().get(depth - 1);
    return SURE_FIELDS.contains(parent + " " + field)
        || (parent.startsWith("f:") && QUANTITY_MAPS.contains(parent.substring(2)));
  }

  private static boolean isQuantity(FieldPath path) {
    if (TEXT_MAPS.stream().anyMatch(path::passes)) {
      return false;
    }
    return QUANTITIES.contains(path.lastField())
        || QUANTITY_MAPS.stream().anyMatch(path::passes)
        || (path.passes("metrics") && path.lastField().equals("value"));
  }
}
