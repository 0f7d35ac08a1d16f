package dev.plumbline.git;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A range of semantic versions as Helm, Argo CD and Flux understand it: {@code >=1.2 <2}, {@code
 * ~1.2}, {@code ^1}, {@code 1.x}, {@code 1.2 - 1.9}, {@code !=1.3.0}, {@code *}, several of them
 * joined by spaces or commas, alternatives by {@code ||}. Pre-releases count only among
 * alternatives that name one.
 */
public final class VersionRange {

  private static final int LONGEST = 200;
  private static final Pattern HAS_OPERATOR =
      Pattern.compile("[*<>=~^|]|(^|\\.)[xX](\\.|$|\\s)|\\s-\\s");
  private static final Pattern HAS_NUMBER = Pattern.compile("[\\d*]");

  /** What must all hold. */
  record Alternative(List<VersionConstraint> constraints) {

    Alternative {
      constraints = List.copyOf(constraints);
    }

    boolean includes(Version version) {
      boolean preReleases = constraints.stream().anyMatch(each -> each.version().isPreRelease());
      return (preReleases || !version.isPreRelease())
          && constraints.stream().allMatch(each -> each.holds(version));
    }
  }

  private record Named(String name, Version version) {}

  private final List<Alternative> alternatives;

  private VersionRange(List<Alternative> alternatives) {
    this.alternatives = List.copyOf(alternatives);
  }

  /** The range that a target revision is; empty for plain names and plain versions. */
  static Optional<VersionRange> parse(String text) {
    if (!HAS_OPERATOR.matcher(text).find() || !HAS_NUMBER.matcher(text).find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The range that the text is. A plain version is the range of itself, {@code 1.2} that of all its
   * patches, the empty text that of all releases.
   *
   * @throws IllegalArgumentException when it is none, saying where
   */
  public static VersionRange of(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "The version range \"" + text.substring(0, 40) + "…\" is longer than " + LONGEST);
    }
    return new VersionRange(new VersionRangeParser(text).alternatives());
  }

  /** Whether a version is in the range; what is no version is not. */
  public boolean includes(String version) {
    return Version.parse(version).filter(this::includes).isPresent();
  }

  private boolean includes(Version version) {
    return alternatives.stream().anyMatch(each -> each.includes(version));
  }

  /** The name with the highest version in the range; of equal ones the longest. */
  public Optional<String> highest(Stream<String> names) {
    return names
        .flatMap(name -> Version.parse(name).map(version -> new Named(name, version)).stream())
        .filter(named -> includes(named.version()))
        .max(
            Comparator.comparing(Named::version)
                .thenComparing(Named::name, Comparator.comparingInt(String::length))
                .thenComparing(Named::name))
        .map(Named::name);
  }
}
