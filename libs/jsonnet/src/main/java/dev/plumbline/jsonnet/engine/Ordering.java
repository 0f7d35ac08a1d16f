package dev.plumbline.jsonnet.engine;

import dev.plumbline.kustomize.yaml.CanonicalJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import sjsonnet.EvalScope;
import sjsonnet.Lazy;
import sjsonnet.Position;
import sjsonnet.Val;

/**
 * Sorting and sets by keys, which the interpreter gets wrong where the keys are made by a function.
 * Keys are numbers, texts, or arrays of these.
 */
final class Ordering {

  private static final Comparator<Val> KEYS = Ordering::compare;

  private Ordering() {}

  private static int compare(Val one, Val other) {
    if (one instanceof Val.Str left && other instanceof Val.Str right) {
      return CanonicalJson.compareUtf8(left.value(), right.value());
    }
    if (one instanceof Val.Num left && other instanceof Val.Num right) {
      return Double.compare(left.value(), right.value());
    }
    if (one instanceof Val.Arr left && other instanceof Val.Arr right) {
      for (int i = 0; i < Math.min(left.length(), right.length()); i++) {
        int byItem = compare(left.force(i), right.force(i));
        if (byItem != 0) {
          return byItem;
        }
      }
      return Integer.compare(left.length(), right.length());
    }
    throw Thrown.unchecked(
        Interpretation.error(
            "cannot compare " + one.prettyName() + " with " + other.prettyName() + " to sort"));
  }

  /** The items in the order of their keys. */
  static final class Sorted extends Val.Builtin2 {
    Sorted() {
      super("keys", "items", null);
    }

    @Override
    public Val evalRhs(Val keys, Val items, EvalScope scope, Position position) {
      Val.Arr given = items.asArr();
      Val[] by = keys.asArr().asStrictArray();
      return new Val.Arr(
          position,
          IntStream.range(0, by.length)
              .boxed()
              .sorted(Comparator.comparing(i -> by[i], KEYS))
              .map(given::asLazy)
              .toArray(Lazy[]::new));
    }
  }

  /** The items whose keys differ from the one before. */
  static final class Distinct extends Val.Builtin2 {
    Distinct() {
      super("keys", "items", null);
    }

    @Override
    public Val evalRhs(Val keys, Val items, EvalScope scope, Position position) {
      Val[] by = keys.asArr().asStrictArray();
      List<Lazy> kept = new ArrayList<>();
      for (int i = 0; i < by.length; i++) {
        if (i == 0 || !scope.equal(by[i - 1], by[i])) {
          kept.add(items.asArr().asLazy(i));
        }
      }
      return new Val.Arr(position, kept.toArray(Lazy[]::new));
    }
  }

  /** Of each key, whether it is among others. */
  static final class Among extends Val.Builtin2 {
    Among() {
      super("keys", "others", null);
    }

    @Override
    public Val evalRhs(Val keys, Val others, EvalScope scope, Position position) {
      TreeSet<Val> known = new TreeSet<>(KEYS);
      known.addAll(List.of(others.asArr().asStrictArray()));
      Val[] asked = keys.asArr().asStrictArray();
      Lazy[] answers = new Lazy[asked.length];
      for (int i = 0; i < asked.length; i++) {
        answers[i] = Val.bool(position, known.contains(asked[i]));
      }
      return new Val.Arr(position, answers);
    }
  }
}
