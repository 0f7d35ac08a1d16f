package dev.plumbline.kustomize.yaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plain scalars that are dates, which the original writes out in full. */
final class Timestamps {

  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4})-(\\d{1,2})-(\\d{1,2})"
              + "(?:([Tt ])(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:[.,](\\d{1,30}))?"
              + "(Z|[-+]\\d{2}:\\d{2})?)?");

  private Timestamps() {}

  /** The date in the long form, or nothing when the text is none. */
  static @Nullable String parse(String text) {
    if (text.length() < 8 || text.charAt(4) != '-') {
      return null;
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    boolean spaced = " ".equals(matcher.group(4));
    boolean zoned = matcher.group(9) != null;
    if (matcher.group(4) != null && spaced == zoned) {
      return null;
    }
    try {
      return written(matcher);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String written(Matcher matcher) {
    LocalDate date = LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
    if (matcher.group(4) == null) {
      return date + "T00:00:00Z";
    }
    LocalTime time = LocalTime.of(number(matcher, 5), number(matcher, 6), number(matcher, 7));
    String zone = matcher.group(9);
    return String.format(
            "%sT%02d:%02d:%02d", date, time.getHour(), time.getMinute(), time.getSecond())
        + fraction(matcher.group(8))
        + (zone == null || zone.equals("+00:00") || zone.equals("-00:00") ? "Z" : zone);
  }

  private static String fraction(@Nullable String digits) {
    if (digits == null) {
      return "";
    }
    String nanos = digits.length() > 9 ? digits.substring(0, 9) : digits;
    String trimmed = nanos.replaceFirst("0+$", "");
    return trimmed.isEmpty() ? "" : "." + trimmed;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
