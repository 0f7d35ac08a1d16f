package dev.plumbline.helm.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a plain scalar of YAML 1.1 means to Helm. */
final class PlainScalars {

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES =
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSES =
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Pattern NOT_FINITE =
      Pattern.compile("\\.nan|\\.NaN|\\.NAN|[-+]?(?:\\.inf|\\.Inf|\\.INF)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "([-+]?)(?:0[xX](?<hex>[0-9a-fA-F]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)"
              + "|(?<decimal>0|[1-9][0-9]*))");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger UNSIGNED_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final int LONGEST_NUMBER = 400;
  private static final double LARGEST_WHOLE = 9.0e18;

  private PlainScalars() {}

  /** The value; empty for infinities and not-a-number, which JSON cannot hold. */
  static Optional<JsonNode> value(String text) {
    if (NULLS.contains(text)) {
      return Optional.of(NullNode.getInstance());
    }
    if (TRUES.contains(text) || FALSES.contains(text)) {
      return Optional.of(BooleanNode.valueOf(TRUES.contains(text)));
    }
    if (NOT_FINITE.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(looksNumeric(text) ? number(text) : TextNode.valueOf(text));
  }

  private static boolean looksNumeric(String text) {
    char first = text.charAt(0);
    return text.length() <= LONGEST_NUMBER
        && (first == '.' || first == '+' || first == '-' || (first >= '0' && first <= '9'));
  }

  private static JsonNode number(String text) {
    String digits = text.charAt(0) == '.' ? text : text.replace("_", "");
    Matcher parts = INTEGER.matcher(digits);
    if (parts.matches()) {
      BigInteger integer = integer(parts);
      if (integer.bitLength() < Long.SIZE) {
        return LongNode.valueOf(integer.longValue());
      }
      if (integer.compareTo(LONG_MIN) > 0 && integer.compareTo(UNSIGNED_MAX) <= 0) {
        return BigIntegerNode.valueOf(integer);
      }
    }
    if (FLOAT.matcher(digits).matches()) {
      double value = Double.parseDouble(digits);
      if (Double.isFinite(value)) {
        return value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE
            ? LongNode.valueOf((long) value)
            : DoubleNode.valueOf(value);
      }
    }
    return TextNode.valueOf(text);
  }

  private static BigInteger integer(Matcher parts) {
    BigInteger value;
    if (parts.group("hex") != null) {
      value = new BigInteger(parts.group("hex"), 16);
    } else if (parts.group("binary") != null) {
      value = new BigInteger(parts.group("binary"), 2);
    } else if (parts.group("octal") != null) {
      value = new BigInteger(parts.group("octal"), 8);
    } else {
      value = new BigInteger(parts.group("decimal"));
    }
    return parts.group(1).equals("-") ? value.negate() : value;
  }
}
