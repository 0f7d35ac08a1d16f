package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsException.Reason;
import dev.plumbline.sops.SopsLimits;

/** Counts what a file holds, so that a small file cannot become a large heap. */
final class ValueBudget {

  private final SopsLimits limits;
  private int values;

  ValueBudget(SopsLimits limits) {
    this.limits = limits;
  }

  int values() {
    return values;
  }

  /** Counts a value at a depth, the top being at 1. */
  void add(int depth) throws SopsException {
    if (depth > limits.maxDepth()) {
      throw new SopsException(
          Reason.TOO_LARGE, "its values are nested deeper than " + limits.maxDepth());
    }
    addAll(1);
  }

  /** Counts what an alias repeats. */
  void addAll(int count) throws SopsException {
    values += count;
    if (values > limits.maxValues()) {
      throw new SopsException(
          Reason.TOO_LARGE,
          "it has more than " + limits.maxValues() + " values, those that aliases repeat included");
    }
  }
}
