package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * State: what the detector last told of an application, so that it tells each transition once.
 *
 * @param generation generation of the {@code Application} that was judged
 * @param revisions the newest commits known to render to the desired state
 * @param desiredSequence the {@link Desired#sequence()} that was judged; 0 when there is none
 * @param sync whether the cluster is what Git wants
 * @param health the application's health
 * @param message one sentence for a person; may be empty
 * @param convergedSequence the desired sequence last told as converged; 0 for none
 * @param convergedRevisions the commits last told as converged
 * @param lost whether {@code convergence.lost} was told and not yet followed by reached
 * @param drifts the drift last told and not yet cleared; empty for none
 * @param driftSince when it was told; null for none
 * @param trigger what set the current chain going
 * @param openPlan the plan that has not ended; null for none
 * @param failedAttempts how many plans from the same desired state failed in a row
 * @param retryAt when the next attempt is due; null for none
 * @param asked digest of what a person was asked to confirm; null for nothing
 * @param confirmed what a person has confirmed; null for nothing
 * @param requests the syncs that persons asked for last, the newest last; null for none
 * @param waitsSince since when it waits for applications that it depends on; null while it does not
 * @param installed whether it was found that its objects were installed before it came, so that its
 *     first sync is an upgrade to hooks; null for not
 */
public record Verdict(
    ApplicationKey application,
    String applicationUid,
    long generation,
    List<SourceRevision> revisions,
    long desiredSequence,
    SyncStatus sync,
    HealthStatus health,
    String message,
    long convergedSequence,
    List<SourceRevision> convergedRevisions,
    boolean lost,
    List<ObjectDrift> drifts,
    @Nullable Instant driftSince,
    @Nullable Trigger trigger,
    @Nullable OpenPlan openPlan,
    int failedAttempts,
    @Nullable Instant retryAt,
    @Nullable String asked,
    @Nullable Confirmation confirmed,
    @Nullable List<SyncRequest> requests,
    @Nullable Instant waitsSince,
    @Nullable Boolean installed)
    implements ApplicationEvent {

  public Verdict {
    revisions = List.copyOf(revisions);
    convergedRevisions = List.copyOf(convergedRevisions);
    drifts = List.copyOf(drifts);
    requests = requests == null || requests.isEmpty() ? null : List.copyOf(requests);
  }

  /** Whether the cluster is what Git wants; the names are Argo CD's. */
  public enum SyncStatus {
    Synced,
    OutOfSync,
    Unknown
  }

  /** A plan under way. */
  public record OpenPlan(String planId, long desiredSequence, long inventorySequence) {}

  /**
   * A person's word.
   *
   * @param digest of just what it is for
   * @param objects the first eight bytes of a digest of each object that it is for and that Git has
   *     not taken back since, in base64; null in records of earlier releases
   */
  public record Confirmation(String digest, String by, Instant at, @Nullable String objects) {}

  /**
   * A sync that a person asked for.
   *
   * @param planId the plan that does it; empty when none has to; null while it waits
   */
  public record SyncRequest(String by, Instant at, @Nullable String planId) {}
}
