package dev.plumbline.jsonnet.engine;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scala.collection.mutable.HashMap;
import sjsonnet.EvalScope;
import sjsonnet.Lazy;
import sjsonnet.Position;
import sjsonnet.Val;

/** What the functions that are written in Jsonnet cannot do by themselves. */
final class NativeFunctions {

  private NativeFunctions() {}

  /** An object of them. */
  static Val.Obj all() {
    Map<String, Val> functions =
        Map.ofEntries(
            Map.entry("__digest", new Digest()),
            Map.entry("__math", new Mathematics()),
            Map.entry("__bytes", new Bytes()),
            Map.entry("__chomped", new Chomped()),
            Map.entry("__yaml", new Yaml()),
            Map.entry("__split", new Split()),
            Map.entry("__parse", new Parse()),
            Map.entry("__sorted", new Ordering.Sorted()),
            Map.entry("__distinct", new Ordering.Distinct()),
            Map.entry("__among", new Ordering.Among()));
    LinkedHashMap<String, Boolean> hidden = new LinkedHashMap<>();
    HashMap<Object, Val> values = new HashMap<>();
    functions.forEach(
        (name, function) -> {
          hidden.put(name, false);
          values.put(name, function);
        });
    return new Val.Obj(null, null, true, null, null, values, hidden);
  }

  /** A digest of a text's UTF-8 in hexadecimal digits. */
  private static final class Digest extends Val.Builtin2 {
    Digest() {
      super("algorithm", "text", null);
    }

    @Override
    public Val evalRhs(Val algorithm, Val text, EvalScope scope, Position position) {
      try {
        byte[] digest =
            MessageDigest.getInstance(algorithm.asString())
                .digest(text.asString().getBytes(StandardCharsets.UTF_8));
        return new Val.Str(position, HexFormat.of().formatHex(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Functions of one or two numbers. */
  private static final class Mathematics extends Val.Builtin3 {
    Mathematics() {
      super("name", "x", "y", null);
    }

    @Override
    public Val evalRhs(Val name, Val x, Val y, EvalScope scope, Position position) {
      double a = x.asDouble();
      double b = y.asDouble();
      double result =
          switch (name.asString()) {
            case "atan2" -> Math.atan2(a, b);
            case "exponent" -> exponent(a);
            case "mantissa" -> a / Math.scalb(1.0, (int) exponent(a));
            case "hypot" -> Math.hypot(a, b);
            case "round" -> Math.copySign(rounded(Math.abs(a)), a);
            case "remainder" -> a % b;
            default -> throw new IllegalStateException(name.asString());
          };
      return new Val.Num(position, result);
    }

    private static double rounded(double number) {
      double below = Math.floor(number);
      return number - below >= 0.5 ? below + 1 : below;
    }

    /** So that the rest is at least a half and less than one. */
    private static double exponent(double number) {
      return number == 0 ? 0 : Math.getExponent(number) + 1;
    }
  }

  /** The bytes of a file that was imported as such. */
  private static final class Bytes extends Val.Builtin1 {
    Bytes() {
      super("text", null);
    }

    @Override
    public Val evalRhs(Val text, EvalScope scope, Position position) {
      String bytes = text.asString();
      Lazy[] numbers = new Lazy[bytes.length()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = new Val.Num(position, bytes.charAt(i));
      }
      return new Val.Arr(position, numbers);
    }
  }

  /** A text without the line break at its end. */
  private static final class Chomped extends Val.Builtin1 {
    Chomped() {
      super("text", null);
    }

    @Override
    public Val evalRhs(Val text, EvalScope scope, Position position) {
      String given = text.asString();
      return new Val.Str(
          position, given.endsWith("\n") ? given.substring(0, given.length() - 1) : given);
    }
  }

  /** What a text says in YAML. */
  private static final class Yaml extends Val.Builtin1 {
    Yaml() {
      super("text", null);
    }

    @Override
    public Val evalRhs(Val text, EvalScope scope, Position position) {
      return YamlValues.parse(text.asString(), position);
    }
  }

  /** A text in parts. */
  private static final class Split extends Val.Builtin3 {
    Split() {
      super("text", "separator", "most", null);
    }

    @Override
    public Val evalRhs(Val text, Val separator, Val most, EvalScope scope, Position position) {
      String given = text.asString();
      String between = separator.asString();
      double splits = most.asDouble();
      if (between.isEmpty() || splits < -1) {
        throw Thrown.unchecked(
            Interpretation.error(
                "to split, a separator that is not empty and a limit of -1 or more are needed"));
      }
      List<Lazy> parts = new ArrayList<>();
      int from = 0;
      int at = given.indexOf(between);
      while (at >= 0 && (splits < 0 || parts.size() < splits)) {
        parts.add(new Val.Str(position, given.substring(from, at)));
        from = at + between.length();
        at = given.indexOf(between, from);
      }
      parts.add(new Val.Str(position, given.substring(from)));
      return new Val.Arr(position, parts.toArray(Lazy[]::new));
    }
  }

  /** A whole number of any length, as the nearest float; negative ones in base ten only. */
  private static final class Parse extends Val.Builtin2 {
    Parse() {
      super("text", "base", null);
    }

    @Override
    public Val evalRhs(Val text, Val base, EvalScope scope, Position position) {
      int radix = base.asInt();
      String digits = text.asString();
      String form = radix == 10 ? "-?[0-9]+" : radix == 8 ? "[0-7]+" : "[0-9a-fA-F]+";
      if (!digits.matches(form)) {
        throw Thrown.unchecked(
            Interpretation.error("the text is no whole number in base " + radix));
      }
      return new Val.Num(position, new BigInteger(digits, radix).doubleValue());
    }
  }
}
