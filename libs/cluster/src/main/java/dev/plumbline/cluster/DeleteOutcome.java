package dev.plumbline.cluster;

/** How a deletion ended. */
public enum DeleteOutcome {
  /** The object is no more. */
  GONE,
  /** The deletion is accepted; finalizers, dependents or a grace period hold the object. */
  PENDING,
  /** There was no such object. */
  NOT_FOUND,
  /** The object has another uid or resourceVersion than was asked for; nothing was done. */
  PRECONDITION_FAILED
}
