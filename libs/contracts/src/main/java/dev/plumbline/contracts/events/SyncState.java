package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * State: the plan that the applier has accepted for an application and not finished. Gone (a
 * tombstone) when it ended.
 *
 * @param plan the plan, whole, so that another instance can go on with it
 * @param nextWave index of the step to take next, from 0, see {@link PlanMade#steps()}; while
 *     {@code failures} are there, of {@link PlanMade#failureSteps()}
 * @param awaitingSettled whether the step before is still waited for
 * @param counts what was done so far
 * @param deadline when it fails if it has not ended; null in records of earlier releases
 * @param settled whether what was applied up to the step before was called settled; null for no
 * @param hooks hooks that were created, and how they ended as far as they have; null for none
 * @param failures why the plan failed, of one that goes through what it has for that case; null for
 *     none
 * @param outcomes what was done with each object so far; null for nothing
 * @param stages the stages gone through so far; null for none
 * @param stageSince when the step that is next, or waited for, was begun; null in records of
 *     earlier releases
 * @param writtenAt when the step before was written, of one that is waited for; else null
 */
public record SyncState(
    ApplicationKey application,
    String applicationUid,
    PlanMade plan,
    int nextWave,
    boolean awaitingSettled,
    SyncEvent.Counts counts,
    Instant acceptedAt,
    @Nullable Instant deadline,
    @Nullable Boolean settled,
    @Nullable List<HookRun> hooks,
    @Nullable List<ObjectFailure> failures,
    @Nullable List<ObjectOutcome> outcomes,
    @Nullable List<SyncAccount.StageTime> stages,
    @Nullable Instant stageSince,
    @Nullable Instant writtenAt)
    implements ApplicationEvent {

  public SyncState {
    hooks = hooks == null ? null : List.copyOf(hooks);
    failures = failures == null ? null : List.copyOf(failures);
    outcomes = outcomes == null ? null : List.copyOf(outcomes);
    stages = stages == null ? null : List.copyOf(stages);
  }

  /** A plan that was just accepted, of which nothing more is said. */
  public SyncState(
      ApplicationKey application,
      String applicationUid,
      PlanMade plan,
      int nextWave,
      boolean awaitingSettled,
      SyncEvent.Counts counts,
      Instant acceptedAt) {
    this(
        application,
        applicationUid,
        plan,
        nextWave,
        awaitingSettled,
        counts,
        acceptedAt,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /**
   * A hook that was created.
   *
   * @param uid uid of the object
   * @param succeeded how it ended; null while it runs
   * @param message what it says of its end; null for nothing
   */
  public record HookRun(
      ObjectRef ref, String uid, @Nullable Boolean succeeded, @Nullable String message) {}
}
