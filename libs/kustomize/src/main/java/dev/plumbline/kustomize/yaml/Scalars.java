package dev.plumbline.kustomize.yaml;

import java.math.BigDecimal;

/** Scalars as values that can be put into others. */
public final class Scalars {

  private Scalars() {}

  /** The value by the tag: a string, {@code Long}, {@code Double} or boolean. */
  public static Object primitive(Node scalar) {
    return switch (scalar.tag()) {
      case Tags.INTEGER -> integer(scalar);
      case Tags.FLOAT -> Double.parseDouble(scalar.value());
      case Tags.BOOLEAN -> Boolean.parseBoolean(scalar.value());
      default -> scalar.value();
    };
  }

  private static Object integer(Node scalar) {
    try {
      return Long.parseLong(scalar.value());
    } catch (NumberFormatException e) {
      throw new YamlException(scalar.line(), "expected an integer but found " + scalar.value());
    }
  }

  /** Makes a node a plain scalar with that value. */
  public static void set(Node node, Object value) {
    String tag = Tags.STRING;
    String text = value.toString();
    if (value instanceof Long) {
      tag = Tags.INTEGER;
    } else if (value instanceof Boolean) {
      tag = Tags.BOOLEAN;
    } else if (value instanceof Double number) {
      tag = Tags.FLOAT;
      text = new BigDecimal(Numbers.json(number)).toPlainString();
    }
    node.become(Node.scalar(tag, text, Style.PLAIN));
  }

  /** A value in the middle of a text. */
  public static String inText(Object value) {
    return value instanceof Double number ? Numbers.json(number) : value.toString();
  }
}
