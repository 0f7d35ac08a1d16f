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
 * @param progress where a sync under way is, or what keeps one from beginning; null for nothing
 * @param lastAttemptedRevision the newest commit that was planned or could not be rendered
 * @param summary counts over all objects
 * @param resources every object; when there are more than {@link #MOST_RESOURCES}, only those that
 *     are not well or not in sync, and of them at most as many
 * @param history the last syncs, newest first
 */
public record ApplicationStatus(
    long observedGeneration,
    Sync sync,
    Health health,
    List<Condition> conditions,
    @Nullable Operation operation,
    @Nullable String progress,
    @Nullable String lastAttemptedRevision,
    Summary summary,
    List<Resource> resources,
    List<HistoryEntry> history) {

  /** Above this many objects only those with something to say are listed. */
  public static final int MOST_RESOURCES = 200;

  /** The status of an application that nobody has looked at. */
  public static final ApplicationStatus EMPTY =
      new ApplicationStatus(
          0,
          new Sync(SyncStatus.Unknown, null, null),
          new Health(HealthStatus.Unknown, null),
          List.of(),
          null,
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
    Condition ready = condition("Ready");
    boolean waits =
        ready != null
            && (ready.reason().equals(Blocked.NOT_READY) || ready.reason().equals(Blocked.OTHERS));
    boolean begins =
        ready != null
            && condition("Reconciling") != null
            && (ready.reason().equals(ConditionReport.RENDERING)
                || ready.reason().equals(ConditionReport.OUT_OF_SYNC));
    boolean stands = condition("Stalled") != null;
    return !stands && (running || waits || begins || health.status() == HealthStatus.Progressing);
  }

  /** Whether the application was seen to be as Git wants it at any time. */
  public boolean convergedBefore() {
    return history.stream().anyMatch(entry -> entry.convergedAt() != null);
  }

  /** Whether a sync is remembered after which it was as Git wants it. */
  boolean syncedBefore() {
    return history.stream().anyMatch(entry -> entry.bySync() && entry.convergedAt() != null);
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
   * @param stage the phase it is in, or {@code Prune}; null when it does not run, or has not begun
   * @param wave the wave's number; null where there is none
   */
  public record Operation(
      String phase,
      String planId,
      @Nullable String revision,
      @Nullable String message,
      Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String stage,
      @Nullable Integer wave) {

    Operation at(@Nullable String newStage, @Nullable Integer newWave) {
      return new Operation(
          phase, planId, revision, message, startedAt, finishedAt, newStage, newWave);
    }
  }

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
   * A sync that ended, or a revision that converged without one: then only that is said of it.
   *
   * @param sequence of the desired state
   * @param revision the commit, of the first source
   * @param revisions those of all sources, in order, when there are several
   * @param author who wrote the commit
   * @param convergedAt when all of it was seen on the cluster and well; null when that was not yet
   * @param phase how it ended: {@code Succeeded}, {@code Failed} or {@code Superseded}
   * @param reason why it was made
   * @param cause what set it going
   * @param startedBy who pushed, edited or asked
   * @param objects how many objects ended how
   * @param message what failed
   * @param count how many such syncs in a row it stands for, of which this was the last; null for 1
   */
  public record HistoryEntry(
      long sequence,
      String revision,
      @Nullable List<String> revisions,
      @Nullable String author,
      @Nullable Instant convergedAt,
      @Nullable String phase,
      @Nullable String reason,
      @Nullable String cause,
      @Nullable String startedBy,
      @Nullable String planId,
      @Nullable String planDigest,
      @Nullable String serviceAccount,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String objects,
      @Nullable String message,
      @Nullable Integer count) {

    static HistoryEntry withoutSync(long sequence, String revision, Instant convergedAt) {
      return new HistoryEntry(
          sequence,
          revision,
          null,
          null,
          convergedAt,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }

    /** Whether a sync brought it. */
    boolean bySync() {
      return planId != null;
    }

    HistoryEntry converged(Instant at) {
      return with(at, count);
    }

    /** The same as one more of its kind. */
    HistoryEntry after(HistoryEntry before) {
      return with(null, before.count == null ? 2 : before.count + 1);
    }

    private HistoryEntry with(@Nullable Instant newConvergedAt, @Nullable Integer newCount) {
      return new HistoryEntry(
          sequence,
          revision,
          revisions,
          author,
          newConvergedAt,
          phase,
          reason,
          cause,
          startedBy,
          planId,
          planDigest,
          serviceAccount,
          startedAt,
          finishedAt,
          objects,
          message,
          newCount);
    }
  }

  /** The condition of that type, if it is there. */
  public @Nullable Condition condition(String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElse(null);
  }
}
