package dev.plumbline.cli.deadletters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a letter lies in the topic of dead letters, written {@code partition:offset}. */
record LetterId(int partition, long offset) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

  /**
   * Parses {@code partition:offset}.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  static LetterId parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no dead letter's id; it is like 3:17, as list prints it".formatted(text));
    }
    return new LetterId(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  @Override
  public String toString() {
    return partition + ":" + offset;
  }
}
