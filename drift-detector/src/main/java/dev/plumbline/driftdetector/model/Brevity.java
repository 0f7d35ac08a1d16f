package dev.plumbline.driftdetector.model;

/** Cuts what others wrote to what has room where it is told. */
final class Brevity {

  private Brevity() {}

  /** The text, or its beginning and an ellipsis. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }
}
