package dev.plumbline.sandbox.store;

import org.jspecify.annotations.Nullable;

/**
 * One write.
 *
 * @param before the object until then, null when it was created
 * @param now the object from then on; for a deletion its last state under the deletion's version
 */
public record Change(Kind kind, @Nullable Stored before, Stored now) {

  /** What happened to the object. */
  public enum Kind {
    ADDED,
    MODIFIED,
    DELETED
  }

  public long version() {
    return now.version();
  }
}
