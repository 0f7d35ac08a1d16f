package dev.plumbline.health.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Weighs what an evaluation makes and ends it when it makes too much. Texts and lists that double
 * at each step, and lists in lists that are the same few over and over, are small to write and
 * short to run and yet larger than any memory once somebody looks at them; so each is weighed as if
 * it were written out.
 */
final class Meter implements CelEvaluationListener {

  static final String TOO_MUCH = "the expression costs too much on this object";

  private static final long MOST_STEPS = 3_000_000;
  private static final long HEAVIEST = 2_000_000;

  private final Charges charges;
  private final IdentityHashMap<Object, Long> weights = new IdentityHashMap<>();
  private final Map<Long, Long> operands = new HashMap<>();
  private long steps;

  Meter(Charges charges) {
    this.charges = charges;
  }

  /** Ends an evaluation. */
  static final class TooMuch extends RuntimeException {

    private static final long serialVersionUID = 1;

    TooMuch() {
      super(TOO_MUCH, null, false, false);
    }
  }

  @Override
  public void callback(CelExpr expression, Object result) {
    long weight = weight(result);
    if (weight > HEAVIEST) {
      throw new TooMuch();
    }
    operands.put(expression.id(), weight);
    spend(1 + charges.next(expression.id(), result, operands));
  }

  private void spend(long cost) {
    steps += cost;
    if (steps > MOST_STEPS) {
      throw new TooMuch();
    }
  }

  private long weight(Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    if (!(value instanceof Collection<?>) && !(value instanceof Map<?, ?>)) {
      return 1;
    }
    Long known = weights.get(value);
    if (known != null) {
      return known;
    }
    long weight = 1;
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        weight += weighed(entry.getKey()) + weighed(entry.getValue());
      }
    } else {
      for (Object element : (Collection<?>) value) {
        weight += weighed(element);
      }
    }
    weights.put(value, weight);
    return weight;
  }

  private long weighed(Object element) {
    spend(1);
    long weight = weight(element);
    if (weight > HEAVIEST) {
      throw new TooMuch();
    }
    return weight;
  }
}
