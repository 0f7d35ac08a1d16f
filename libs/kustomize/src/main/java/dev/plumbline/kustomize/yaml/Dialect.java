package dev.plumbline.kustomize.yaml;

import com.google.re2j.Pattern;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an untagged plain scalar is. The original reads resources with YAML 1.2's booleans and the
 * rest of YAML 1.1, and everything else, its own output included, with YAML 1.1's.
 */
public enum Dialect {
  RESOURCES(Set.of("true", "True", "TRUE"), Set.of("false", "False", "FALSE")),
  YAML_1_1(
      Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"),
      Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"));

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Map<String, Double> SPECIAL_FLOATS =
      Map.ofEntries(
          Map.entry(".nan", Double.NaN),
          Map.entry(".NaN", Double.NaN),
          Map.entry(".NAN", Double.NaN),
          Map.entry(".inf", Double.POSITIVE_INFINITY),
          Map.entry(".Inf", Double.POSITIVE_INFINITY),
          Map.entry(".INF", Double.POSITIVE_INFINITY),
          Map.entry("+.inf", Double.POSITIVE_INFINITY),
          Map.entry("+.Inf", Double.POSITIVE_INFINITY),
          Map.entry("+.INF", Double.POSITIVE_INFINITY),
          Map.entry("-.inf", Double.NEGATIVE_INFINITY),
          Map.entry("-.Inf", Double.NEGATIVE_INFINITY),
          Map.entry("-.INF", Double.NEGATIVE_INFINITY));

  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final Set<String> trues;
  private final Set<String> falses;

  Dialect(Set<String> trues, Set<String> falses) {
    this.trues = trues;
    this.falses = falses;
  }

  /** A typed value and the tag of its type; the value of a null is none. */
  public record Resolved(String tag, @Nullable Object value) {}

  /** What a plain scalar with that text is. */
  public Resolved resolve(String text) {
    if (text.isEmpty()) {
      return new Resolved(Tags.NULL, null);
    }
    return switch (text.charAt(0)) {
      case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(text);
      case '.' -> pointNumber(text);
      case 'y', 'Y', 'n', 'N', 't', 'T', 'f', 'F', 'o', 'O', '~', '<' -> word(text);
      default -> new Resolved(Tags.STRING, text);
    };
  }

  private Resolved word(String text) {
    if (trues.contains(text)) {
      return new Resolved(Tags.BOOLEAN, true);
    }
    if (falses.contains(text)) {
      return new Resolved(Tags.BOOLEAN, false);
    }
    if (NULLS.contains(text)) {
      return new Resolved(Tags.NULL, null);
    }
    return new Resolved(text.equals("<<") ? Tags.MERGE : Tags.STRING, text);
  }

  private static Resolved pointNumber(String text) {
    Double special = SPECIAL_FLOATS.get(text);
    if (special != null) {
      return new Resolved(Tags.FLOAT, special);
    }
    Double parsed = FLOAT.matches(text) ? finite(text) : null;
    return parsed == null ? new Resolved(Tags.STRING, text) : new Resolved(Tags.FLOAT, parsed);
  }

  private static Resolved number(String text) {
    Double special = SPECIAL_FLOATS.get(text);
    if (special != null) {
      return new Resolved(Tags.FLOAT, special);
    }
    String timestamp = Timestamps.parse(text);
    if (timestamp != null) {
      return new Resolved(Tags.TIMESTAMP, timestamp);
    }
    String plain = text.replace("_", "");
    Object integer = integer(plain);
    if (integer != null) {
      return new Resolved(Tags.INTEGER, integer);
    }
    Double parsed = FLOAT.matches(plain) ? finite(plain) : null;
    return parsed == null ? new Resolved(Tags.STRING, text) : new Resolved(Tags.FLOAT, parsed);
  }

  private static @Nullable Double finite(String text) {
    double parsed = Double.parseDouble(text);
    return Double.isInfinite(parsed) ? null : parsed;
  }

  /** A {@code Long}, a {@code BigInteger} up to 64 bits unsigned, or nothing. */
  private static @Nullable Object integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    int radix = 10;
    String lower = digits.toLowerCase(Locale.ROOT);
    if (lower.startsWith("0x")) {
      radix = 16;
    } else if (lower.startsWith("0b")) {
      radix = 2;
    } else if (lower.startsWith("0o")) {
      radix = 8;
    }
    if (radix != 10) {
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.charAt(0) == '0') {
      radix = 8;
    }
    if (!areDigits(digits, radix)) {
      return null;
    }
    BigInteger value = new BigInteger(digits, radix);
    return fitting(negative ? value.negate() : value, text);
  }

  private static @Nullable Object fitting(BigInteger value, String text) {
    if (value.bitLength() < 64 && value.compareTo(MIN_LONG) >= 0) {
      return value.longValue();
    }
    boolean unsigned = !text.startsWith("+") && value.signum() > 0;
    return unsigned && value.compareTo(MAX_UNSIGNED) <= 0 ? value : null;
  }

  private static boolean areDigits(String digits, int radix) {
    return !digits.isEmpty()
        && digits.length() <= 100
        && digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
  }
}
