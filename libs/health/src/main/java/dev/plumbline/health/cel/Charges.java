package dev.plumbline.health.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of an expression cost, told from what they are given before they are made: a
 * search in a long text for another long one, or of each element of a list in another, takes their
 * product, and a text that is put into another at each letter is as long as that.
 */
final class Charges {

  private static final Pattern REPEAT = Pattern.compile("\\{(\\d*)(?:,(\\d*))?\\}");

  /** What all counted repeats of a regular expression may come to. */
  private static final long MOST_REPEATS = 1_000;

  private static final long LETTERS_A_STEP = 16;

  /**
   * @param operands the numbers of the expressions that it is given, in the order of evaluation
   */
  private record Call(String function, List<Long> operands) {}

  private final Map<Long, Call> byLastOperand = new HashMap<>();

  /** Adds a call of the expression. */
  void add(CelExpr expression) {
    CelCall call = expression.call();
    List<Long> operands =
        Stream.concat(call.target().stream(), call.args().stream()).map(CelExpr::id).toList();
    switch (call.function()) {
      case "_&&_", "_||_", "_?_:_", "!_" -> {}
      default -> {
        if (!operands.isEmpty()) {
          byLastOperand.put(operands.get(operands.size() - 1), new Call(call.function(), operands));
        }
      }
    }
  }

  /**
   * What the call costs that is made next, in steps.
   *
   * @param operand what was evaluated just now
   * @param value what it is
   * @param weights of what was evaluated before
   */
  long next(long operand, @Nullable Object value, Map<Long, Long> weights) {
    Call call = byLastOperand.get(operand);
    if (call == null) {
      return 0;
    }
    return switch (call.function()) {
      case "matches" -> product(call, weights) + repeats(value);
      case "contains", "indexOf", "lastIndexOf", "join", "replace" -> product(call, weights);
      case "@in", "_==_", "_!=_" -> sum(call, weights);
      default ->
          call.function().startsWith("sets.")
              ? product(call, weights) * LETTERS_A_STEP
              : sum(call, weights) / LETTERS_A_STEP;
    };
  }

  private static long product(Call call, Map<Long, Long> weights) {
    long product = 1;
    for (Long operand : call.operands()) {
      product *= Math.max(1, weights.getOrDefault(operand, 1L));
    }
    return product / LETTERS_A_STEP;
  }

  private static long sum(Call call, Map<Long, Long> weights) {
    long sum = 0;
    for (Long operand : call.operands()) {
      sum += weights.getOrDefault(operand, 1L);
    }
    return sum;
  }

  /** Repeats in repeats multiply, and are written out before anything is matched. */
  private static long repeats(@Nullable Object pattern) {
    long product = 1;
    Matcher repeats = REPEAT.matcher(pattern instanceof String text ? text : "");
    while (repeats.find()) {
      String most = repeats.group(2) == null || repeats.group(2).isEmpty() ? "1" : repeats.group(2);
      long count = Math.max(number(repeats.group(1)), number(most));
      product = Math.min(product * Math.max(1, count), Integer.MAX_VALUE);
    }
    return product > MOST_REPEATS ? Integer.MAX_VALUE : product;
  }

  private static long number(String digits) {
    return digits.isEmpty() ? 1 : Long.parseLong(digits.substring(0, Math.min(9, digits.length())));
  }
}
