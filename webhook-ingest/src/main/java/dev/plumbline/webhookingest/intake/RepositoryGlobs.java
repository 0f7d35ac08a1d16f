package dev.plumbline.webhookingest.intake;

import java.util.List;
import java.util.Locale;

/**
 * Globs over repository identities: {@code *} stands for any text without {@code /}, {@code **} for
 * any text, {@code ?} for one character that is not {@code /}; a lone {@code *} for everything.
 * Letter case does not count, as some hosts ignore it.
 */
record RepositoryGlobs(List<String> globs) {

  RepositoryGlobs {
    globs = globs.stream().map(glob -> glob.toLowerCase(Locale.ROOT)).toList();
  }

  /** Whether one of them matches; without any, everything does. */
  boolean permit(String repository) {
    String text = repository.toLowerCase(Locale.ROOT);
    return globs.isEmpty()
        || globs.stream().anyMatch(glob -> glob.equals("*") || matches(glob, text));
  }

  /**
   * Walks the text once, keeping which positions of the glob can be reached: the time is bounded by
   * the product of the lengths, whatever the glob.
   */
  private static boolean matches(String glob, String text) {
    boolean[] at = new boolean[glob.length() + 1];
    at[0] = true;
    skipStars(glob, at);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean[] next = new boolean[glob.length() + 1];
      for (int g = 0; g < glob.length(); g++) {
        if (!at[g]) {
          continue;
        }
        char wanted = glob.charAt(g);
        if (wanted == '*') {
          next[g] |= c != '/' || isDoubleStar(glob, g);
        } else {
          next[g + 1] |= wanted == c || (wanted == '?' && c != '/');
        }
      }
      skipStars(glob, next);
      at = next;
    }
    return at[glob.length()];
  }

  private static void skipStars(String glob, boolean[] at) {
    for (int g = 0; g < glob.length(); g++) {
      if (at[g] && glob.charAt(g) == '*') {
        at[g + 1] = true;
      }
    }
  }

  private static boolean isDoubleStar(String glob, int star) {
    return (star + 1 < glob.length() && glob.charAt(star + 1) == '*')
        || (star > 0 && glob.charAt(star - 1) == '*');
  }
}
