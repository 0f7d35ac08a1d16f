package dev.plumbline.kustomize.resource;

/** What a generated resource does with one of its name that is there already. */
public enum Behavior {
  UNSPECIFIED,
  CREATE,
  REPLACE,
  MERGE;

  public static Behavior of(String text) {
    return switch (text) {
      case "create" -> CREATE;
      case "replace" -> REPLACE;
      case "merge" -> MERGE;
      default -> UNSPECIFIED;
    };
  }
}
