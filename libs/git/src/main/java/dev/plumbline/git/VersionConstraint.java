package dev.plumbline.git;

/**
 * One comparison of a range.
 *
 * @param operator {@code =}, {@code !=}, {@code >}, {@code <}, {@code >=}, {@code <=}, {@code ~} or
 *     {@code ^}
 * @param version what is compared with; parts that are not given are 0
 * @param given how many of its three numbers were given; the others stand for any
 */
record VersionConstraint(String operator, Version version, int given) {

  boolean holds(Version candidate) {
    return switch (operator) {
      case "!=" -> !equal(candidate);
      case ">" -> greater(candidate);
      case "<" -> candidate.compareTo(version) < 0;
      case ">=" -> candidate.compareTo(version) >= 0;
      case "<=" -> lessOrEqual(candidate);
      case "~" -> tilde(candidate);
      case "^" -> caret(candidate);
      default -> given < 3 ? tilde(candidate) : candidate.compareTo(version) == 0;
    };
  }

  private boolean sameMajor(Version candidate) {
    return candidate.major() == version.major();
  }

  private boolean sameMinor(Version candidate) {
    return sameMajor(candidate) && candidate.minor() == version.minor();
  }

  /** {@code !=4} leaves out all of 4, {@code !=4.1} all of 4.1. */
  private boolean equal(Version candidate) {
    return switch (given) {
      case 3 -> candidate.compareTo(version) == 0;
      case 2 ->
          sameMinor(candidate)
              && Version.comparePreReleases(candidate.preRelease(), version.preRelease()) == 0;
      default -> sameMajor(candidate);
    };
  }

  /** {@code >11} begins with 12, {@code >11.1} with 11.2. */
  private boolean greater(Version candidate) {
    if (given == 3 || !sameMajor(candidate)) {
      return given == 3 ? candidate.compareTo(version) > 0 : candidate.major() > version.major();
    }
    return switch (given) {
      case 2 -> candidate.minor() > version.minor();
      case 1 -> false;
      default -> candidate.compareTo(version) > 0;
    };
  }

  /** {@code <=11} has all of 11, {@code <=11.1} all of 11.1. */
  private boolean lessOrEqual(Version candidate) {
    if (given == 3) {
      return candidate.compareTo(version) <= 0;
    }
    return candidate.major() < version.major()
        || (sameMajor(candidate) && (given == 1 || candidate.minor() <= version.minor()));
  }

  /** The last number that is given may not change, or the patch number if all are. */
  private boolean tilde(Version candidate) {
    if (candidate.compareTo(version) < 0) {
      return false;
    }
    boolean any =
        version.major() == 0
            && version.minor() == 0
            && version.patch() == 0
            && (given == 0 || given == 3);
    return any || (given == 1 ? sameMajor(candidate) : sameMinor(candidate));
  }

  /** The first number that is not 0 may not change. */
  private boolean caret(Version candidate) {
    if (candidate.compareTo(version) < 0) {
      return false;
    }
    if (version.major() > 0 || given == 1) {
      return sameMajor(candidate);
    }
    if (candidate.major() > 0) {
      return false;
    }
    if (version.minor() > 0 || given == 2) {
      return candidate.minor() == version.minor();
    }
    return candidate.minor() == 0 && candidate.patch() == version.patch();
  }
}
