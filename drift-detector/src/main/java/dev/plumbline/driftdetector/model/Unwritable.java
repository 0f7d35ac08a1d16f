package dev.plumbline.driftdetector.model;

/**
 * A plan from this basis cannot be told: the broker does not take its record.
 *
 * @param desiredSequence the desired state it was made from
 * @param inventorySequence the inventory it was made from
 * @param message why, for a person
 */
public record Unwritable(long desiredSequence, long inventorySequence, String message) {}
