package dev.plumbline.health.table;

import java.util.List;

/** One of several words, each of which may end or begin with {@code *}. */
record OneOf(List<String> words) {

  static OneOf parse(String text) {
    return new OneOf(List.of(text.split("\\s*,\\s*", -1)));
  }

  boolean matches(String text) {
    for (String word : words) {
      if (matches(word, text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String word, String text) {
    boolean begins = word.startsWith("*");
    boolean ends = word.endsWith("*");
    if (word.length() <= 1) {
      return begins || word.equals(text);
    }
    String plain = word.substring(begins ? 1 : 0, word.length() - (ends ? 1 : 0));
    if (begins && ends) {
      return text.contains(plain);
    }
    if (begins) {
      return text.endsWith(plain);
    }
    return ends ? text.startsWith(plain) : text.equals(plain);
  }
}
