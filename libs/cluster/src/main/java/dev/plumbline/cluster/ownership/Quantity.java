package dev.plumbline.cluster.ownership;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes quantities such as {@code 100m}, {@code 1.5Gi} and {@code 2e3}. */
final class Quantity {

  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:\\d{1,30}\\.?\\d{0,30}|\\.\\d{1,30}))(?:([eE][+-]?\\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)");

  private static final Map<String, BigDecimal> FACTORS =
      Map.ofEntries(
          Map.entry("n", new BigDecimal("1e-9")),
          Map.entry("u", new BigDecimal("1e-6")),
          Map.entry("m", new BigDecimal("1e-3")),
          Map.entry("k", new BigDecimal("1e3")),
          Map.entry("M", new BigDecimal("1e6")),
          Map.entry("G", new BigDecimal("1e9")),
          Map.entry("T", new BigDecimal("1e12")),
          Map.entry("P", new BigDecimal("1e15")),
          Map.entry("E", new BigDecimal("1e18")),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
          Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
  private static final BigInteger KIBI = BigInteger.valueOf(1024);
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final int NANO = 9;

  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");

  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");

  private Quantity() {}

  /**
   * The text that an API server writes for that amount: {@code 1} for {@code 1000m}, {@code 1536Mi}
   * for {@code 1.5Gi}, {@code 10} for {@code 1e1}. What is no quantity stays as it is, and so does
   * what the server would have to round.
   */
  static String canonical(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || isReduced(matcher)) {
      return text;
    }
    BigDecimal amount = amount(text).orElseThrow();
    if (amount.signum() == 0) {
      return "0";
    }
    boolean exponent = matcher.group(2) != null;
    if (matcher.group(3) == null || !matcher.group(3).endsWith("i")) {
      return decimal(amount, exponent).orElse(text);
    }
    if (amount.abs().compareTo(LARGEST) > 0) {
      return text;
    }
    boolean whole = amount.stripTrailingZeros().scale() <= 0;
    return whole && amount.abs().compareTo(new BigDecimal(KIBI)) >= 0
        ? binary(amount.toBigIntegerExact())
        : decimal(amount, false).orElse(text);
  }

  /** Whether its digits are counted in a power that a suffix can name: then it is kept. */
  private static boolean isReduced(Matcher matcher) {
    String number = matcher.group(1);
    int point = number.indexOf('.');
    String whole = point < 0 ? number : number.substring(0, point);
    String fraction = point < 0 ? "" : number.substring(point + 1);
    BigInteger digits = new BigDecimal(whole + fraction).toBigIntegerExact();
    String suffix = matcher.group(3);
    if (suffix != null && suffix.endsWith("i")) {
      return fraction.isEmpty() && digits.mod(KIBI).signum() != 0;
    }
    String exponent = matcher.group(2);
    int power = exponent == null ? 0 : Integer.parseInt(exponent.substring(1));
    return (power - fraction.length()) % 3 == 0
        && (fraction.isEmpty() || !whole.matches("[+-]?0*"))
        && digits.mod(THOUSAND).signum() != 0;
  }

  private static Optional<String> decimal(BigDecimal amount, boolean exponent) {
    if (amount.stripTrailingZeros().scale() > NANO) {
      return Optional.empty();
    }
    BigInteger digits = amount.movePointRight(NANO).toBigIntegerExact();
    int thousands = 0;
    while (digits.mod(THOUSAND).signum() == 0) {
      digits = digits.divide(THOUSAND);
      thousands++;
    }
    if (exponent) {
      int power = 3 * thousands - NANO;
      return Optional.of(power == 0 ? digits.toString() : digits + "e" + power);
    }
    return thousands < DECIMAL.size()
        ? Optional.of(digits + DECIMAL.get(thousands))
        : Optional.empty();
  }

  private static String binary(BigInteger bytes) {
    BigInteger digits = bytes;
    int power = 0;
    while (power < BINARY.size() - 1 && digits.mod(KIBI).signum() == 0) {
      digits = digits.divide(KIBI);
      power++;
    }
    return digits + BINARY.get(power);
  }

  /** Whether both are quantities of the same amount. */
  static boolean same(String one, String other) {
    Optional<BigDecimal> amount = amount(one);
    return amount.isPresent()
        && amount(other).filter(o -> o.compareTo(amount.get()) == 0).isPresent();
  }

  private static Optional<BigDecimal> amount(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String exponent = matcher.group(2) == null ? "" : matcher.group(2);
    BigDecimal number = new BigDecimal(matcher.group(1) + exponent);
    String suffix = matcher.group(3);
    return Optional.of(
        suffix == null ? number : number.multiply(FACTORS.getOrDefault(suffix, BigDecimal.ONE)));
  }
}
