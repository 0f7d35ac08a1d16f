package dev.plumbline.git;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The full id of a commit.
 *
 * @param hex 40 (SHA-1) or 64 (SHA-256) hexadecimal digits, lower case
 */
public record CommitId(String hex) {

  private static final Pattern FULL = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  public CommitId {
    hex = hex.toLowerCase(Locale.ROOT);
    if (!FULL.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "A commit id has 40 or 64 hexadecimal digits, this one has "
              + hex.length()
              + " characters");
    }
  }

  /** The id that {@code text} spells out in full; empty for anything else, abbreviations too. */
  public static Optional<CommitId> parse(String text) {
    String hex = text.toLowerCase(Locale.ROOT);
    return FULL.matcher(hex).matches() ? Optional.of(new CommitId(hex)) : Optional.empty();
  }

  @Override
  public String toString() {
    return hex;
  }
}
