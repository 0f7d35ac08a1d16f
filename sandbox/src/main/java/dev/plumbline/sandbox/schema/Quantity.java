package dev.plumbline.sandbox.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The canonical text of a resource quantity: {@code 1000m} is {@code 1}, {@code 1024Mi} is {@code
 * 1Gi}, {@code 0.1} is {@code 100m}.
 */
public final class Quantity {

  private static final Pattern SYNTAX =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d{1,3})?");
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final Map<String, Integer> DECIMAL =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final String[] DECIMAL_SUFFIX = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};

  private Quantity() {}

  /** The canonical text, or empty when the text is no quantity. */
  public static Optional<String> canonical(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (text.length() > 64 || !matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2) == null ? "" : matcher.group(2);
    if (number.signum() == 0) {
      return Optional.of("0");
    }
    if (suffix.endsWith("i")) {
      return Optional.of(binary(number, suffix));
    }
    boolean exponent = suffix.matches("[eE].+");
    int power = exponent ? Integer.parseInt(suffix.substring(1)) : DECIMAL.get(suffix);
    return Optional.of(decimal(number.scaleByPowerOfTen(power), exponent));
  }

  private static String binary(BigDecimal number, String suffix) {
    int power = 0;
    while (!BINARY[power].equals(suffix)) {
      power++;
    }
    BigDecimal bytes = number.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(10 * power)));
    if (bytes.abs().compareTo(BigDecimal.valueOf(1024)) < 0) {
      return decimal(bytes, false);
    }
    BigInteger whole = bytes.setScale(0, RoundingMode.CEILING).toBigInteger();
    int up = 0;
    while (up < BINARY.length - 1 && whole.mod(BigInteger.valueOf(1024)).signum() == 0) {
      whole = whole.shiftRight(10);
      up++;
    }
    return whole + BINARY[up];
  }

  private static String decimal(BigDecimal value, boolean exponent) {
    BigDecimal nano = value.setScale(9, RoundingMode.CEILING);
    BigInteger unscaled = nano.unscaledValue();
    int power = 0;
    while (power < DECIMAL_SUFFIX.length - 1
        && unscaled.mod(BigInteger.valueOf(1000)).signum() == 0) {
      unscaled = unscaled.divide(BigInteger.valueOf(1000));
      power++;
    }
    if (exponent) {
      int ten = 3 * power - 9;
      return ten == 0 ? unscaled.toString() : unscaled + "e" + ten;
    }
    return unscaled + DECIMAL_SUFFIX[power];
  }
}
