package dev.plumbline.driftdetector.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The applier refused or stopped a plan. When nothing has changed since the plan was made, the
 * applier's view is behind ours: asking again at once would only go round in circles.
 *
 * @param planId the plan
 * @param desiredSequence the desired state it was made from
 * @param inventorySequence the inventory it was made from
 * @param count how many plans from that very basis were refused in a row, from 1
 * @param at when the refusal was read
 */
public record Refusal(
    String planId, long desiredSequence, long inventorySequence, int count, Instant at) {

  private static final Duration FIRST = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 6;

  /** The refusal of a plan, following an earlier one. */
  public static Refusal of(
      String planId, long desiredSequence, long inventorySequence, Refusal before, Instant at) {
    boolean again = before.isFor(desiredSequence, inventorySequence);
    return new Refusal(
        planId, desiredSequence, inventorySequence, again ? before.count + 1 : 1, at);
  }

  /** No refusal. */
  public static Refusal none() {
    return new Refusal("", -1, -1, 0, Instant.EPOCH);
  }

  boolean isFor(long desired, long inventory) {
    return count > 0 && desiredSequence == desired && inventorySequence == inventory;
  }

  /** From when on a plan from the same basis may be made again. */
  Instant until() {
    return at.plus(FIRST.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLINGS)));
  }
}
