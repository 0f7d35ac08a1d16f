package dev.plumbline.contracts.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole account of a sync: with the revisions and the trigger beside it in the event, who or
 * what did which things to which objects, and how long each stage took.
 *
 * @param kind what the plan was for
 * @param reason why it was made
 * @param planDigest digest of what the plan was to do; null of plans of earlier releases
 * @param serviceAccount the account that it was applied as; null for Plumbline's own
 * @param startedAt when the plan was accepted
 * @param objects each object's outcome, in the order in which they ended
 * @param stages the stages that were gone through, in order
 */
public record SyncAccount(
    PlanMade.Kind kind,
    PlanMade.Reason reason,
    @Nullable String planDigest,
    @Nullable String serviceAccount,
    Instant startedAt,
    List<ObjectOutcome> objects,
    List<StageTime> stages) {

  public SyncAccount {
    objects = List.copyOf(objects);
    stages = List.copyOf(stages);
  }

  /**
   * How long a stage took.
   *
   * @param phase of its objects
   * @param number the wave's number, as annotations say it
   * @param pruning whether objects were deleted in it
   * @param writeMillis from its beginning until all of it was written, in milliseconds
   * @param waitMillis from then until it was seen ready, in milliseconds; 0 when that was not
   *     waited for
   */
  public record StageTime(
      SyncPhase phase, int number, boolean pruning, long writeMillis, long waitMillis) {}
}
