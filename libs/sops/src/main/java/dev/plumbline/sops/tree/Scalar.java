package dev.plumbline.sops.tree;

import dev.plumbline.kustomize.yaml.Numbers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A single value.
 *
 * @param bytes its one spelling, which is also what the message authentication code is made of: the
 *     text of a string, digits, {@code True} and {@code False}
 */
@SuppressWarnings("ArrayRecordComponent") // a text may be any bytes
public record Scalar(Type type, byte[] bytes) implements Value {

  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
  private static final int LONGEST_NUMBER = 400;

  /** The types that SOPS tells apart. */
  public enum Type {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    TIME,
    NULL
  }

  /** Nothing. */
  public static final Scalar NULL = new Scalar(Type.NULL, new byte[0]);

  /** A text. */
  public static Scalar of(String text) {
    return new Scalar(Type.STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A whole number. */
  public static Scalar of(long number) {
    return ascii(Type.INTEGER, Long.toString(number));
  }

  /** A number with a fraction. */
  public static Scalar of(double number) {
    if (Double.isNaN(number)) {
      return ascii(Type.FLOAT, "NaN");
    }
    if (Double.isInfinite(number)) {
      return ascii(Type.FLOAT, number > 0 ? "+Inf" : "-Inf");
    }
    return ascii(Type.FLOAT, Numbers.plain(number));
  }

  /** True or false. */
  public static Scalar of(boolean value) {
    return ascii(Type.BOOLEAN, value ? "True" : "False");
  }

  /** A moment, as RFC 3339 has it. */
  public static Scalar time(String text) {
    return ascii(Type.TIME, text);
  }

  /**
   * What was encrypted as a type of SOPS's: {@code str}, {@code bytes}, {@code int}, {@code float},
   * {@code bool}, {@code time}.
   *
   * @return empty when the bytes are not of that type, or the type is not known
   */
  public static Optional<Scalar> of(String type, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return switch (type) {
      case "str", "bytes" -> Optional.of(new Scalar(Type.STRING, bytes));
      case "int" -> integer(text);
      case "float" -> real(text);
      case "bool" -> bool(text);
      case "time" -> Optional.of(time(text));
      default -> Optional.empty();
    };
  }

  private static Optional<Scalar> integer(String text) {
    try {
      return Optional.of(of(Long.parseLong(text)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Scalar> real(String text) {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf":
        return Optional.of(of(Double.POSITIVE_INFINITY));
      case "-inf":
        return Optional.of(of(Double.NEGATIVE_INFINITY));
      case "nan":
        return Optional.of(of(Double.NaN));
      default:
        return text.length() <= LONGEST_NUMBER && FLOAT.matcher(text).matches()
            ? Optional.of(of(Double.parseDouble(text)))
            : Optional.empty();
    }
  }

  private static Optional<Scalar> bool(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(of(true));
      case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(of(false));
      default -> Optional.empty();
    };
  }

  private static Scalar ascii(Type type, String text) {
    return new Scalar(type, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The value as text; bytes that are no UTF-8 are lost. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The value as text, when it is text. */
  public Optional<String> utf8() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The number of a {@code FLOAT}. */
  public double number() {
    return switch (text()) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> Double.parseDouble(text());
    };
  }

  /** Never the value. */
  @Override
  public String toString() {
    return type + " of " + bytes.length + " bytes";
  }
}
