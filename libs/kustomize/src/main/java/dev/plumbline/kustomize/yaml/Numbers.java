package dev.plumbline.kustomize.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Numbers as Go writes them, in JSON and in YAML. */
public final class Numbers {

  private static final double BIG = 1e21;
  private static final double SMALL = 1e-6;
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private Numbers() {}

  /** The shortest decimal that is read as the same number. */
  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(17)).stripTrailingZeros();
  }

  /** As Go's {@code %f} with the shortest digits: never with an exponent. */
  public static String plain(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return shortest(value).toPlainString();
  }

  /** As Go's {@code encoding/json}. */
  public static String json(double value) {
    double magnitude = Math.abs(value);
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (magnitude >= SMALL && magnitude < BIG) {
      return shortest(value).toPlainString();
    }
    return exponent(value, 1);
  }

  /** As Go's {@code %g} with the shortest digits, which is what its YAML writers use. */
  public static String general(double value) {
    if (Double.isNaN(value)) {
      return ".nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal decimal = shortest(value);
    int power = decimal.precision() - decimal.scale() - 1;
    if (power < -4 || power >= 6) {
      return exponent(value, 2);
    }
    return decimal.toPlainString();
  }

  private static String exponent(double value, int exponentDigits) {
    BigDecimal decimal = shortest(value);
    String digits = decimal.unscaledValue().abs().toString();
    int power = decimal.precision() - decimal.scale() - 1;
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String magnitude = String.valueOf(Math.abs(power));
    return (decimal.signum() < 0 ? "-" : "")
        + mantissa
        + (power < 0 ? "e-" : "e+")
        + "0".repeat(Math.max(0, exponentDigits - magnitude.length()))
        + magnitude;
  }

  /** A float as it comes out of JSON: an integer when it has no fraction and fits. */
  static Object throughJson(double value) {
    if (value == Math.rint(value) && Math.abs(value) < BIG) {
      BigInteger integer = shortest(value).toBigIntegerExact();
      if (integer.bitLength() < 64) {
        return integer.longValue();
      }
      if (integer.signum() > 0 && integer.compareTo(MAX_UNSIGNED) <= 0) {
        return integer;
      }
    }
    return value;
  }
}
