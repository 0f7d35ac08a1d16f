package dev.plumbline.git;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A semantic version as tags and charts have them: a {@code v} before it is allowed, minor and
 * patch number may be left out. Build metadata does not count when two are compared.
 *
 * @param preRelease its identifiers, joined by dots; empty for a release
 */
public record Version(long major, long minor, long patch, String preRelease)
    implements Comparable<Version> {

  private static final int LONGEST = 256;
  private static final Pattern FORM =
      Pattern.compile(
          "v?(\\d{1,18})(?:\\.(\\d{1,18}))?(?:\\.(\\d{1,18}))?(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"
              + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** The version that the text is; empty when it is none. */
  public static Optional<Version> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String preRelease = parts.group(4) == null ? "" : parts.group(4);
    for (String identifier : preRelease.split("\\.", -1)) {
      if (identifier.length() > 1
          && identifier.startsWith("0")
          && NUMBER.matcher(identifier).matches()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Version(
            number(parts.group(1)), number(parts.group(2)), number(parts.group(3)), preRelease));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** Whether it comes before the release that it names. */
  public boolean isPreRelease() {
    return !preRelease.isEmpty();
  }

  @Override
  public int compareTo(Version other) {
    int numbers = Long.compare(major, other.major);
    if (numbers == 0) {
      numbers = Long.compare(minor, other.minor);
    }
    if (numbers == 0) {
      numbers = Long.compare(patch, other.patch);
    }
    return numbers == 0 ? comparePreReleases(preRelease, other.preRelease) : numbers;
  }

  static int comparePreReleases(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    String[] left = a.split("\\.", -1);
    String[] right = b.split("\\.", -1);
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int difference = compareIdentifiers(left[i], right[i]);
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  /** Numbers come before names, and are compared as numbers however long they are. */
  private static int compareIdentifiers(String a, String b) {
    boolean number = NUMBER.matcher(a).matches();
    if (number != NUMBER.matcher(b).matches()) {
      return number ? -1 : 1;
    }
    return number && a.length() != b.length()
        ? Integer.compare(a.length(), b.length())
        : a.compareTo(b);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch + (preRelease.isEmpty() ? "" : "-" + preRelease);
  }
}
