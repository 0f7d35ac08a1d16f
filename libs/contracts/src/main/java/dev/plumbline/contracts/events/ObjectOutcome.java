package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ObjectRef;
import org.jspecify.annotations.Nullable;

/**
 * What a sync did with one object.
 *
 * @param message the server's words of a failure, why it was skipped, how a hook ended; null for
 *     nothing to say
 */
public record ObjectOutcome(ObjectRef ref, Result result, @Nullable String message) {

  /** What was done. */
  public enum Result {
    CREATED,
    CONFIGURED,
    UNCHANGED,
    /** Deleted and created anew. */
    RECREATED,
    PRUNED,
    SKIPPED,
    FAILED,
    HOOK_SUCCEEDED,
    HOOK_FAILED
  }
}
