package dev.plumbline.kustomize.yaml;

import java.util.Map;

/** Tags in their short form. */
public final class Tags {

  public static final String NONE = "";
  public static final String NULL = "!!null";
  public static final String STRING = "!!str";
  public static final String INTEGER = "!!int";
  public static final String FLOAT = "!!float";
  public static final String BOOLEAN = "!!bool";
  public static final String MAP = "!!map";
  static final String SEQUENCE = "!!seq";
  static final String TIMESTAMP = "!!timestamp";
  static final String BINARY = "!!binary";
  static final String MERGE = "!!merge";

  private static final String LONG = "tag:yaml.org,2002:";

  private static final Map<Node.Kind, String> OF_KIND =
      Map.of(Node.Kind.MAPPING, MAP, Node.Kind.SEQUENCE, SEQUENCE);

  private Tags() {}

  static String shortened(String tag) {
    return tag.startsWith(LONG) ? "!!" + tag.substring(LONG.length()) : tag;
  }

  static String of(Node.Kind kind) {
    return OF_KIND.getOrDefault(kind, NONE);
  }
}
