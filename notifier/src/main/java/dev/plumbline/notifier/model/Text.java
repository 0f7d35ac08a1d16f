package dev.plumbline.notifier.model;

import java.util.Locale;

/** Bounds on text that came from elsewhere, counted in code points so that none is cut in two. */
public final class Text {

  /** Stands where something was cut off. */
  public static final String MARKER = "…";

  private static final int ELLIPSIS_LENGTH = 1;

  private Text() {}

  /** At most {@code limit} code points; what was cut shows as a marker at the end. */
  public static String truncate(String text, int limit) {
    if (text.codePointCount(0, text.length()) <= limit) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, limit - ELLIPSIS_LENGTH)) + MARKER;
  }

  /** On one line, without control characters, at most {@code limit} code points. */
  public static String line(String text, int limit) {
    return truncate(text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip(), limit);
  }

  /** A duration for a person: {@code 350 ms}, {@code 4.2 s}, {@code 12 min}, {@code 3.5 h}. */
  public static String duration(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    return millis < 7_200_000
        ? millis / 60_000 + " min"
        : String.format(Locale.ROOT, "%.1f h", millis / 3_600_000.0);
  }

  /** {@code 1 object}, {@code 3 objects}. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
