package dev.plumbline.manifests;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of a shell: {@code *} any text, {@code ?} one character, {@code [a-c]} and {@code
 * [^a-c]} classes, {@code \} takes the next character as it is. One that is malformed matches
 * nothing. Matching takes time in proportion to the product of the lengths.
 */
public final class ShellPattern {

  private static final int MOST_STEPS = 1_024;

  private final Optional<List<Step>> steps;

  private ShellPattern(Optional<List<Step>> steps) {
    this.steps = steps;
  }

  /**
   * What one character of a text is held against.
   *
   * @param repeats whether it is any text
   * @param ranges from, to, from, to
   */
  private record Step(boolean repeats, boolean negated, List<Integer> ranges) {

    boolean matches(int c) {
      for (int i = 0; i < ranges.size(); i += 2) {
        if (ranges.get(i) <= c && c <= ranges.get(i + 1)) {
          return !negated;
        }
      }
      return negated;
    }
  }

  /** Reads a pattern. */
  public static ShellPattern of(String pattern) {
    try {
      return new ShellPattern(Optional.of(parse(pattern.codePoints().toArray())));
    } catch (IndexOutOfBoundsException e) {
      return new ShellPattern(Optional.empty());
    }
  }

  private static List<Step> parse(int[] pattern) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < pattern.length; i++) {
      switch (pattern[i]) {
        case '*' -> steps.add(new Step(true, true, List.of()));
        case '?' -> steps.add(new Step(false, true, List.of()));
        case '[' -> i = characterClass(pattern, i + 1, steps);
        case '\\' -> steps.add(literal(pattern[++i]));
        default -> steps.add(literal(pattern[i]));
      }
    }
    if (steps.size() > MOST_STEPS) {
      throw new IndexOutOfBoundsException();
    }
    return steps;
  }

  private static Step literal(int c) {
    return new Step(false, false, List.of(c, c));
  }

  /** The place of the closing bracket. */
  private static int characterClass(int[] pattern, int from, List<Step> steps) {
    int i = from;
    boolean negated = pattern[i] == '^';
    i += negated ? 1 : 0;
    List<Integer> ranges = new ArrayList<>();
    while (pattern[i] != ']' || ranges.isEmpty()) {
      i = bound(pattern, i, ranges);
      if (pattern[i] == '-') {
        i = bound(pattern, i + 1, ranges);
      } else {
        ranges.add(ranges.get(ranges.size() - 1));
      }
    }
    steps.add(new Step(false, negated, ranges));
    return i;
  }

  private static int bound(int[] pattern, int at, List<Integer> ranges) {
    if (pattern[at] == '-' || pattern[at] == ']') {
      throw new IndexOutOfBoundsException();
    }
    int i = pattern[at] == '\\' ? at + 1 : at;
    ranges.add(pattern[i]);
    return i + 1;
  }

  /** Whether the whole text matches. */
  public boolean matches(String text) {
    if (steps.isEmpty()) {
      return false;
    }
    List<Step> all = steps.get();
    BitSet active = reachable(all, 0, new BitSet());
    int at = 0;
    while (at < text.length() && !active.isEmpty()) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      active = next(all, active, c);
    }
    return active.get(all.size());
  }

  /** The text without the longest or shortest beginning that matches and is not empty. */
  public String withoutPrefix(String text, boolean longest) {
    if (steps.isEmpty()) {
      return text;
    }
    List<Step> all = steps.get();
    BitSet active = reachable(all, 0, new BitSet());
    int found = 0;
    int at = 0;
    while (at < text.length() && !active.isEmpty()) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      active = next(all, active, c);
      if (active.get(all.size())) {
        found = at;
        if (!longest) {
          break;
        }
      }
    }
    return text.substring(found);
  }

  private static BitSet next(List<Step> all, BitSet active, int c) {
    BitSet next = new BitSet();
    for (int i = active.nextSetBit(0); i >= 0 && i < all.size(); i = active.nextSetBit(i + 1)) {
      Step step = all.get(i);
      if (step.repeats()) {
        reachable(all, i, next);
      } else if (step.matches(c)) {
        reachable(all, i + 1, next);
      }
    }
    return next;
  }

  /** A step that may be any text may also be none. */
  private static BitSet reachable(List<Step> all, int from, BitSet into) {
    int i = from;
    into.set(i);
    while (i < all.size() && all.get(i).repeats()) {
      into.set(++i);
    }
    return into;
  }
}
