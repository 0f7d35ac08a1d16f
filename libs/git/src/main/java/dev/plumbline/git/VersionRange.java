package dev.plumbline.git;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.semver4j.RangesList;
import org.semver4j.RangesListFactory;
import org.semver4j.Semver;

/**
 * A range of semantic versions over tag names. Tags may have a {@code v} and leave out the patch or
 * minor number; pre-releases count only when the range names one.
 */
final class VersionRange {

  private static final int LONGEST = 200;
  private static final Pattern LOOKS_LIKE_RANGE = Pattern.compile("[\\dvVxX*.<>=~^|, +A-Za-z-]+");
  private static final Pattern HAS_OPERATOR =
      Pattern.compile("[*<>=~^|]|(^|\\.)[xX](\\.|$|\\s)|\\s-\\s");
  private static final Pattern TAG =
      Pattern.compile(
          "[vV]?(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");

  private record Tagged(String tag, Semver version) {}

  private final RangesList ranges;
  private final boolean preReleases;

  private VersionRange(RangesList ranges, boolean preReleases) {
    this.ranges = ranges;
    this.preReleases = preReleases;
  }

  /** The range that the text is; empty for plain names and plain versions. */
  static Optional<VersionRange> parse(String text) {
    if (text.length() > LONGEST
        || !LOOKS_LIKE_RANGE.matcher(text).matches()
        || !HAS_OPERATOR.matcher(text).find()) {
      return Optional.empty();
    }
    String spaced = text.replace(',', ' ').replaceAll("(?<![A-Za-z])[vV](?=\\d)", "");
    RangesList ranges = RangesListFactory.create(spaced);
    return ranges.get().isEmpty()
        ? Optional.empty()
        : Optional.of(new VersionRange(ranges, spaced.matches(".*\\d-[0-9A-Za-z].*")));
  }

  /** The tag with the highest version in the range. */
  Optional<String> highest(Stream<String> tags) {
    return tags.flatMap(tag -> version(tag).stream())
        .filter(tagged -> preReleases || tagged.version().getPreRelease().isEmpty())
        .filter(tagged -> tagged.version().satisfies(ranges))
        .max(
            Comparator.comparing(Tagged::version)
                .thenComparing(Tagged::tag, Comparator.comparingInt(String::length))
                .thenComparing(Tagged::tag))
        .map(Tagged::tag);
  }

  private static Optional<Tagged> version(String tag) {
    Matcher parts = TAG.matcher(tag);
    if (tag.length() > LONGEST || !parts.matches()) {
      return Optional.empty();
    }
    String strict =
        parts.group(1)
            + "."
            + orElse(parts.group(2), "0")
            + "."
            + orElse(parts.group(3), "0")
            + orElse(parts.group(4), "")
            + orElse(parts.group(5), "");
    return Optional.ofNullable(Semver.parse(strict)).map(version -> new Tagged(tag, version));
  }

  private static String orElse(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
