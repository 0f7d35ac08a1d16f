package dev.plumbline.driftdetector.model;

/**
 * A plan from this basis cannot be told: the broker does not take its record.
 *
 * @param desiredSequence the desired state it was made from
 * @param inventorySequence the inventory it was made from
 * @param message why, for a person
 */
public record Unwritable(long desiredSequence, long inventorySequence, String message) {

  /** Of the reason of a condition. */
  static final String REASON = "PlanTooLarge";

  boolean isFor(long desired, long inventory) {
    return desiredSequence == desired && inventorySequence == inventory;
  }

  /** What it means, and what to do. */
  String advice() {
    return "the plan cannot be written (" + message + "); split the application into smaller ones";
  }
}
