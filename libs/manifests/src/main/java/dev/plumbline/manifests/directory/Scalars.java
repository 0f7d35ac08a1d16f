package dev.plumbline.manifests.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a plain YAML scalar means to kubectl: {@code yes} and {@code on} are booleans as in YAML
 * 1.1, {@code 0777} is octal, dates and {@code 12:30} stay text, a float without a fraction is an
 * integer.
 */
final class Scalars {

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSES =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Set<String> NOT_FINITE =
      Set.of(
          ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf",
          "-.Inf", "-.INF");
  private static final Pattern INTEGER =
      Pattern.compile(
          "([-+]?)(?:0[xX](?<hex>[0-9a-fA-F]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)"
              + "|(?<decimal>0|[1-9][0-9]*))");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final int LONGEST_NUMBER = 400;
  private static final double LARGEST_WHOLE = 9.0e18;

  private Scalars() {}

  /**
   * The value of a plain scalar.
   *
   * @return empty for infinities and not-a-number, which JSON cannot hold
   */
  static Optional<JsonNode> plain(String text) {
    if (NULLS.contains(text)) {
      return Optional.of(NullNode.getInstance());
    }
    if (TRUES.contains(text) || FALSES.contains(text)) {
      return Optional.of(BooleanNode.valueOf(TRUES.contains(text)));
    }
    if (NOT_FINITE.contains(text)) {
      return Optional.empty();
    }
    return Optional.of(looksNumeric(text) ? number(text) : TextNode.valueOf(text));
  }

  /** A number as short as JSON writes it. */
  static JsonNode number(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  /** A number as short as JSON writes it: whole ones without a fraction. */
  static JsonNode number(double value) {
    return value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE
        ? number((long) value)
        : DoubleNode.valueOf(value);
  }

  private static boolean looksNumeric(String text) {
    char first = text.charAt(0);
    return text.length() <= LONGEST_NUMBER
        && (first == '.' || first == '+' || first == '-' || (first >= '0' && first <= '9'));
  }

  private static JsonNode number(String text) {
    boolean underscores = text.charAt(0) != '.' && text.indexOf('_') >= 0;
    String digits = underscores ? text.replace("_", "") : text;
    Matcher integer = INTEGER.matcher(digits);
    if (integer.matches()) {
      Optional<Long> value = integer(integer);
      if (value.isPresent()) {
        return number(value.get());
      }
    }
    if (FLOAT.matcher(digits).matches()) {
      double value = Double.parseDouble(digits);
      if (Double.isFinite(value)) {
        return number(value);
      }
    }
    return TextNode.valueOf(text);
  }

  private static Optional<Long> integer(Matcher parts) {
    try {
      for (String[] form :
          new String[][] {{"hex", "16"}, {"binary", "2"}, {"octal", "8"}, {"decimal", "10"}}) {
        String found = parts.group(form[0]);
        if (found != null) {
          return Optional.of(Long.parseLong(parts.group(1) + found, Integer.parseInt(form[1])));
        }
      }
      return Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
