package dev.plumbline.manifests.substitution;

import dev.plumbline.manifests.ShellPattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What the operators of expressions do with a value. Positions and lengths are in bytes of UTF-8.
 */
final class Expansion {

  private static final String NUMBER = "[-+]?[0-9]{1,18}";

  private final int mostCharacters;

  Expansion(int mostCharacters) {
    this.mostCharacters = mostCharacters;
  }

  /**
   * The value behind an operator.
   *
   * @throws TemplateException when it becomes too long, or cuts a character in two
   */
  String expand(String value, String operator, List<String> arguments) throws TemplateException {
    String first = arguments.isEmpty() ? "" : arguments.get(0);
    String second = arguments.size() < 2 ? "" : arguments.get(1);
    boolean whole = arguments.size() == 2;
    return switch (operator) {
      case "," -> mapped(value, Character::toLowerCase, 1);
      case ",," -> mapped(value, Character::toLowerCase, Integer.MAX_VALUE);
      case "^" -> mapped(value, Character::toUpperCase, 1);
      case "^^" -> mapped(value, Character::toUpperCase, Integer.MAX_VALUE);
      case "#" ->
          arguments.isEmpty()
              ? String.valueOf(utf8(value).length)
              : ShellPattern.of(first).withoutPrefix(value, false);
      case "##" -> ShellPattern.of(first).withoutPrefix(value, true);
      case "%" -> withoutSuffix(value, first, false);
      case "%%" -> withoutSuffix(value, first, true);
      case ":" -> substring(value, arguments);
      case "/" -> replaced(value, first, second, 1);
      case "//" -> replaced(value, first, second, Integer.MAX_VALUE);
      case "/#" -> whole && value.startsWith(first) ? replaced(value, first, second, 1) : value;
      case "/%" ->
          whole && value.endsWith(first)
              ? value.substring(0, value.length() - first.length()) + second
              : value;
      default -> value.isEmpty() ? String.join("", arguments) : value;
    };
  }

  private static String mapped(String value, IntUnaryOperator mapping, int most) {
    StringBuilder mapped = new StringBuilder(value.length());
    int at = 0;
    for (int i = 0; i < most && at < value.length(); i++) {
      int c = value.codePointAt(at);
      mapped.appendCodePoint(mapping.applyAsInt(c));
      at += Character.charCount(c);
    }
    return mapped.append(value, at, value.length()).toString();
  }

  /** Suffixes are prefixes of what is reversed, pattern included. */
  private static String withoutSuffix(String value, String pattern, boolean longest) {
    String rest = ShellPattern.of(reversed(pattern)).withoutPrefix(reversed(value), longest);
    return reversed(rest);
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static String substring(String value, List<String> arguments) throws TemplateException {
    byte[] bytes = utf8(value);
    if (arguments.stream().anyMatch(argument -> !argument.matches(NUMBER))) {
      return value;
    }
    long from = Long.parseLong(arguments.get(0));
    from = from < 0 ? Math.max(0, bytes.length + from) : from;
    long to = arguments.size() < 2 ? bytes.length : from + Long.parseLong(arguments.get(1));
    if (from >= bytes.length) {
      return "";
    }
    if (to < from) {
      throw new TemplateException("a part of a value cannot have a length below zero");
    }
    int begin = (int) from;
    int end = (int) Math.min(to, bytes.length);
    if (isInsideCharacter(bytes, begin) || isInsideCharacter(bytes, end)) {
      throw new TemplateException("a part of a value begins or ends inside a character");
    }
    return new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
  }

  private static boolean isInsideCharacter(byte[] utf8, int at) {
    return at < utf8.length && (utf8[at] & 0xC0) == 0x80;
  }

  private String replaced(String value, String old, String replacement, int most)
      throws TemplateException {
    StringBuilder result = new StringBuilder();
    int from = 0;
    for (int i = 0; i < most; i++) {
      int at = old.isEmpty() ? boundary(value, from, i) : value.indexOf(old, from);
      if (at < 0) {
        break;
      }
      result.append(value, from, at).append(replacement);
      from = at + old.length();
      if (result.length() > mostCharacters) {
        throw tooLong();
      }
    }
    return result.append(value, from, value.length()).toString();
  }

  /** Nothing is found before each character and at the end. */
  private static int boundary(String value, int from, int times) {
    if (times == 0) {
      return 0;
    }
    return from >= value.length() ? -1 : value.offsetByCodePoints(from, 1);
  }

  TemplateException tooLong() {
    return new TemplateException("it grows to more than " + mostCharacters + " characters");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
