package dev.plumbline.kustomize.yaml;

import org.jspecify.annotations.Nullable;

/** Scalars of configuration, which the original types by YAML 1.1. */
public final class TypedScalar {

  private TypedScalar() {}

  /** A string, boolean, number or null. */
  public static @Nullable Object of(Node node) {
    if (node.tag().equals(Tags.STRING) && (node.hasTaggedStyle() || node.style().isString())) {
      return node.value();
    }
    return Dialect.YAML_1_1.resolve(node.value()).value();
  }

  /** A number or boolean where a string is wanted. */
  public static String asText(Object value) {
    return value instanceof Double number ? Numbers.general(number) : String.valueOf(value);
  }

  /** A number as JSON has it. */
  public static Object throughJson(Object value) {
    return value instanceof Double number ? Numbers.throughJson(number) : value;
  }
}
