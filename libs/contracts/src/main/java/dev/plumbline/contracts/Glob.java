package dev.plumbline.contracts;

import java.util.ArrayList;
import java.util.List;

/**
 * A glob as Argo CD understands it: {@code *} any text, {@code ?} one character, {@code [a-z]} and
 * {@code [!a-z]} classes, <code>{a,b}</code> alternatives, {@code \} takes the next character as it
 * is. With a separator, {@code *} and {@code ?} stop at it and {@code **} does not.
 *
 * <p>Matching takes time in proportion to the product of the lengths, whatever the glob.
 */
public final class Glob {

  private static final int MAX_LENGTH = 1_024;
  private static final int MAX_ALTERNATIVES = 256;

  private final List<List<Part>> alternatives;

  private Glob(List<List<Part>> alternatives) {
    this.alternatives = alternatives;
  }

  /** What one place of a glob stands for. */
  private record Part(boolean repeats, boolean negated, String ranges, boolean any, int barrier) {

    static Part literal(char c) {
      return new Part(false, false, "" + c + c, false, -1);
    }

    static Part any(boolean repeats, int barrier) {
      return new Part(repeats, false, "", true, barrier);
    }

    boolean matches(char c) {
      if (any) {
        return c != barrier;
      }
      for (int i = 0; i < ranges.length(); i += 2) {
        if (c >= ranges.charAt(i) && c <= ranges.charAt(i + 1)) {
          return !negated;
        }
      }
      return negated;
    }
  }

  /**
   * A glob whose {@code *} crosses everything.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Glob of(String glob) {
    return new Glob(parse(glob, -1));
  }

  /**
   * A glob whose {@code *} stops at the separator.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Glob of(String glob, char separator) {
    return new Glob(parse(glob, separator));
  }

  /** Whether the whole text matches. */
  public boolean matches(String text) {
    return alternatives.stream().anyMatch(parts -> matches(parts, text));
  }

  private static boolean matches(List<Part> parts, String text) {
    boolean[] at = new boolean[parts.size() + 1];
    at[0] = true;
    skipRepeats(parts, at);
    for (int i = 0; i < text.length(); i++) {
      boolean[] next = new boolean[parts.size() + 1];
      for (int p = 0; p < parts.size(); p++) {
        if (at[p] && parts.get(p).matches(text.charAt(i))) {
          next[parts.get(p).repeats() ? p : p + 1] = true;
        }
      }
      skipRepeats(parts, next);
      at = next;
    }
    return at[parts.size()];
  }

  private static void skipRepeats(List<Part> parts, boolean[] at) {
    for (int p = 0; p < parts.size(); p++) {
      at[p + 1] |= at[p] && parts.get(p).repeats();
    }
  }

  private static List<List<Part>> parse(String glob, int separator) {
    if (glob.length() > MAX_LENGTH) {
      throw wrong(glob.substring(0, 40) + "…", "it is longer than " + MAX_LENGTH);
    }
    List<List<Part>> parsed = new ArrayList<>();
    for (String alternative : expand(glob)) {
      parsed.add(parts(glob, alternative, separator));
    }
    return List.copyOf(parsed);
  }

  /** Replaces the first group of alternatives by each of them, until none is left. */
  private static List<String> expand(String glob) {
    List<String> open = new ArrayList<>(List.of(glob));
    List<String> done = new ArrayList<>();
    while (!open.isEmpty()) {
      String next = open.remove(open.size() - 1);
      int start = find(next, 0, '{');
      if (start < 0) {
        if (find(next, 0, '}') >= 0) {
          throw wrong(glob, "a } has no {");
        }
        done.add(next);
      } else {
        int end = closing(glob, next, start);
        for (String choice : choices(next.substring(start + 1, end))) {
          open.add(next.substring(0, start) + choice + next.substring(end + 1));
        }
      }
      if (open.size() + done.size() > MAX_ALTERNATIVES) {
        throw wrong(glob, "it stands for more than " + MAX_ALTERNATIVES + " alternatives");
      }
    }
    return done;
  }

  /** The first unescaped place of a character outside of classes; -1 without one. */
  private static int find(String text, int from, char wanted) {
    boolean inClass = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == wanted && !inClass) {
        return i;
      } else if (c == '[') {
        inClass = true;
      } else if (c == ']') {
        inClass = false;
      }
    }
    return -1;
  }

  private static int closing(String glob, String text, int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    throw wrong(glob, "a { has no }");
  }

  private static List<String> choices(String group) {
    List<String> choices = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < group.length(); i++) {
      char c = group.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (c == ',' && depth == 0) {
        choices.add(group.substring(start, i));
        start = i + 1;
      }
    }
    choices.add(group.substring(start));
    return choices;
  }

  private static List<Part> parts(String glob, String text, int separator) {
    List<Part> parts = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int next = i + 1;
      switch (c) {
        case '*' -> {
          while (next < text.length() && text.charAt(next) == '*') {
            next++;
          }
          parts.add(Part.any(true, next - i > 1 ? -1 : separator));
        }
        case '?' -> parts.add(Part.any(false, separator));
        case '[' -> next = addClass(glob, text, i, parts);
        case '\\' -> {
          if (next == text.length()) {
            throw wrong(glob, "it ends with a \\");
          }
          parts.add(Part.literal(text.charAt(next++)));
        }
        default -> parts.add(Part.literal(c));
      }
      i = next;
    }
    return List.copyOf(parts);
  }

  private static int addClass(String glob, String text, int start, List<Part> parts) {
    int end = text.indexOf(']', start + 2);
    if (end < 0) {
      throw wrong(glob, "a [ has no ]");
    }
    String inside = text.substring(start + 1, end);
    boolean negated = inside.startsWith("!") || inside.startsWith("^");
    inside = negated ? inside.substring(1) : inside;
    StringBuilder ranges = new StringBuilder();
    for (int i = 0; i < inside.length(); i++) {
      char from = inside.charAt(i);
      boolean range = i + 2 < inside.length() && inside.charAt(i + 1) == '-';
      ranges.append(from).append(range ? inside.charAt(i + 2) : from);
      i += range ? 2 : 0;
    }
    parts.add(new Part(false, negated, ranges.toString(), false, -1));
    return end + 1;
  }

  private static IllegalArgumentException wrong(String glob, String why) {
    return new IllegalArgumentException("the glob '" + glob + "' is wrong: " + why);
  }
}
