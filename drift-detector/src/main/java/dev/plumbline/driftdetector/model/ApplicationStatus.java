package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of an {@code Application}, as it stands on the control cluster. Conditions follow
 * kstatus: {@code Ready} is always there, {@code Reconciling} and {@code Stalled} only when true.
 *
 * @param observedGeneration generation of the {@code Application} this is about
 * @param lastAttemptedRevision the newest commit that was planned or could not be rendered
 * @param summary counts over all objects
 * @param resources every object; when there are more than {@link #MOST_RESOURCES}, only those that
 *     are not well or not in sync, and of them at most as many
 * @param history the last revisions that converged, newest first
 */
public record ApplicationStatus(
    long observedGeneration,
    Sync sync,
    Health health,
    List<Condition> conditions,
    @Nullable Operation operation,
    @Nullable String lastAttemptedRevision,
    Summary summary,
    List<Resource> resources,
    List<HistoryEntry> history) {

  /** Above this many objects only those with something to say are listed. */
  public static final int MOST_RESOURCES = 200;

  /** Revisions that are remembered. */
  public static final int MOST_HISTORY = 10;

  /** The status of an application that nobody has looked at. */
  public static final ApplicationStatus EMPTY =
      new ApplicationStatus(
          0,
          new Sync(SyncStatus.Unknown, null, null),
          new Health(HealthStatus.Unknown, null),
          List.of(),
          null,
          null,
          new Summary(0, 0, 0, 0, 0, 0, 0, 0, 0),
          List.of(),
          List.of());

  public ApplicationStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    resources = resources == null ? List.of() : List.copyOf(resources);
    history = history == null ? List.of() : List.copyOf(history);
  }

  /** Whether it tells of something on its way, and so will soon be another. */
  public boolean passing() {
    boolean running = operation != null && operation.phase().equals("Running");
    return running || health.status() == HealthStatus.Progressing;
  }

  /**
   * Whether the cluster is what Git wants.
   *
   * @param revision the commit that is compared with, of the first source; null before the first
   *     render
   * @param revisions those of all sources, in order, when there are several; else null
   */
  public record Sync(
      SyncStatus status, @Nullable String revision, @Nullable List<String> revisions) {}

  /** The worst of the objects' health, and why; the message may be null. */
  public record Health(HealthStatus status, @Nullable String message) {}

  /**
   * A Kubernetes condition.
   *
   * @param status {@code True} or {@code False}
   * @param reason CamelCase
   * @param message what is so and, of a problem, what to do
   * @param lastTransitionTime when the status last changed
   */
  public record Condition(
      String type,
      String status,
      String reason,
      String message,
      Instant lastTransitionTime,
      long observedGeneration) {}

  /**
   * The sync under way, or the last one.
   *
   * @param phase {@code Running}, {@code Succeeded}, {@code Failed} or {@code Superseded}
   * @param finishedAt null while it runs
   */
  public record Operation(
      String phase,
      String planId,
      @Nullable String revision,
      @Nullable String message,
      Instant startedAt,
      @Nullable Instant finishedAt) {}

  /** How many objects are how. */
  public record Summary(
      int total,
      int synced,
      int outOfSync,
      int healthy,
      int progressing,
      int degraded,
      int missing,
      int suspended,
      int unknown) {}

  /**
   * One object.
   *
   * @param group null for the core group
   * @param namespace null for cluster-scoped objects
   * @param message on the health; null for none
   * @param requiresPruning true of an object that Git no longer has; null of any other
   */
  public record Resource(
      @Nullable String group,
      String kind,
      @Nullable String namespace,
      String name,
      SyncStatus status,
      HealthStatus health,
      @Nullable String message,
      @Nullable Boolean requiresPruning) {}

  /**
   * A revision that converged.
   *
   * @param sequence of the desired state
   */
  public record HistoryEntry(long sequence, String revision, Instant convergedAt) {}

  /** The condition of that type, if it is there. */
  public @Nullable Condition condition(String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElse(null);
  }
}
