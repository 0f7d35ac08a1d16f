package dev.plumbline.cluster.ownership;

/** Why an object's metadata calls for a look at its values. */
public enum Suspicion {
  /** There is another object under the same name. */
  REPLACED,
  /** Our managedFields entry is not what our apply left. */
  ENTRY,
  /** The server counts a new generation. */
  GENERATION,
  /** On a kind without generation, someone else's entry changed. */
  FOREIGN_ENTRY,
  /** On a kind without generation, something was written and nobody's entry changed. */
  UNEXPLAINED_WRITE,
  /** Someone wrote {@code stringData}, which overwrites {@code data} without a trace. */
  STRING_DATA
}
