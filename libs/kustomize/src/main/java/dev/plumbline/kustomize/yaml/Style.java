package dev.plumbline.kustomize.yaml;

/** How a node was written; it decides how its text is typed when a tag does not. */
public enum Style {
  PLAIN,
  SINGLE_QUOTED,
  DOUBLE_QUOTED,
  LITERAL,
  FOLDED;

  /** Whether the text is a string, whatever it looks like. */
  boolean isString() {
    return this != PLAIN;
  }
}
