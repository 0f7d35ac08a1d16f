package dev.plumbline.cluster.ownership;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Patterns of names: Argo CD's, with {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]} and {@code
 * {one,other}}, and Flux's, which are regular expressions for the whole name.
 */
final class Globs {

  private Globs() {}

  /** Argo CD's. */
  static Pattern glob(String field, String glob) {
    StringBuilder regex = new StringBuilder();
    int alternatives = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int end = c == '[' ? glob.indexOf(']', i + 1) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        String range = glob.substring(i + 1, end);
        boolean not = range.startsWith("!");
        regex.append(not ? "[^" : "[").append(not ? range.substring(1) : range).append(']');
        i = end;
      } else if (c == '{') {
        alternatives++;
        regex.append("(?:");
      } else if (c == '}' && alternatives > 0) {
        alternatives--;
        regex.append(')');
      } else if (c == ',' && alternatives > 0) {
        regex.append('|');
      } else if (c == '\\' && i + 1 < glob.length()) {
        regex.append(Pattern.quote(glob.substring(++i, i + 1)));
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return compile(field, glob, regex.toString());
  }

  /** Flux's. */
  static Pattern whole(String field, String regex) {
    return compile(field, regex, "(?:" + regex + ")");
  }

  private static Pattern compile(String field, String given, String regex) {
    try {
      return Pattern.compile(regex, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IgnoreException(
          field
              + " '"
              + given
              + "' is no pattern: "
              + e.getDescription()
              + " in "
              + e.getPattern());
    }
  }
}
