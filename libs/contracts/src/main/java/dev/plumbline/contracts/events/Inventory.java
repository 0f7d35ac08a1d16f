package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * State: what the applier has applied for an application. Written ahead: before a plan's first
 * write it becomes the union of the old and the planned objects, and an object leaves it only when
 * its deletion was seen. A tombstone follows the application's end.
 *
 * @param sequence grows by one with every record
 * @param planId the plan that this record belongs to
 * @param phase where that plan stands
 * @param desiredSequence the {@link Desired#sequence()} of that plan
 * @param cluster name of the cluster the objects are on
 * @param revisions the commits of that plan
 * @param wave index of the last step written, from 0, see {@link PlanMade#steps()}; those of {@link
 *     PlanMade#failureSteps()} are counted on after them; -1 before the first
 * @param objects every object that is, or may be, on the cluster because of this application
 * @param failures what failed in that plan; empty unless the phase is {@link Phase#FAILED}
 * @param installed whether a plan ever succeeded; null in records of earlier releases
 * @param sync the plan in few words, once it ended; null before, and in records of earlier releases
 * @param deadline when the plan fails if it has not ended by then; null once it has ended or
 *     failed, and in records of earlier releases
 */
public record Inventory(
    ApplicationKey application,
    String applicationUid,
    long sequence,
    String planId,
    Phase phase,
    long desiredSequence,
    String cluster,
    List<SourceRevision> revisions,
    int wave,
    List<Entry> objects,
    List<ObjectFailure> failures,
    Instant writtenAt,
    @Nullable Boolean installed,
    @Nullable SyncSummary sync,
    @Nullable Instant deadline)
    implements ApplicationEvent {

  public Inventory {
    revisions = List.copyOf(revisions);
    objects = List.copyOf(objects);
    failures = List.copyOf(failures);
  }

  /** A record that says nothing of the plan beyond its phase. */
  public Inventory(
      ApplicationKey application,
      String applicationUid,
      long sequence,
      String planId,
      Phase phase,
      long desiredSequence,
      String cluster,
      List<SourceRevision> revisions,
      int wave,
      List<Entry> objects,
      List<ObjectFailure> failures,
      Instant writtenAt) {
    this(
        application,
        applicationUid,
        sequence,
        planId,
        phase,
        desiredSequence,
        cluster,
        revisions,
        wave,
        objects,
        failures,
        writtenAt,
        null,
        null,
        null);
  }

  /** Where a plan stands. */
  public enum Phase {
    /** Written ahead of the first write, or between waves. */
    WRITING,
    /** All done. */
    SUCCEEDED,
    /** Ended with failures. */
    FAILED,
    /** Stopped for a newer one. */
    SUPERSEDED;

    /** Whether the plan has ended. */
    public boolean ended() {
      return this != WRITING;
    }
  }

  /**
   * One object.
   *
   * @param applied what our last apply of it left, or a hook's creation; null while it is only
   *     planned
   * @param hook whose object it is, of a hook: that of the run which created it, so of an earlier
   *     plan until this record's plan has run the hook again; else null
   * @param wave its wave's number when it was applied; null for 0
   * @param options what it said of its own pruning and deletion when it was applied, such as {@code
   *     Prune=false}; null for nothing
   * @param step index of the step of this record's plan that writes it, see {@link
   *     PlanMade#steps()}, those of {@link PlanMade#failureSteps()} counted on after them; null
   *     when that plan does not
   * @param passedOver resourceVersion of the object when it was not applied, since it bears that it
   *     is not to be; null of one that was, and in records of earlier releases
   */
  public record Entry(
      ObjectRef ref,
      @Nullable Applied applied,
      @Nullable HookMark hook,
      @Nullable Integer wave,
      @Nullable List<String> options,
      @Nullable Integer step,
      @Nullable String passedOver) {

    public Entry {
      options = options == null || options.isEmpty() ? null : List.copyOf(options);
    }

    /** One that is nothing particular. */
    public Entry(ObjectRef ref, @Nullable Applied applied) {
      this(ref, applied, null, null, null, null);
    }

    /** One that was not passed over. */
    public Entry(
        ObjectRef ref,
        @Nullable Applied applied,
        @Nullable HookMark hook,
        @Nullable Integer wave,
        @Nullable List<String> options,
        @Nullable Integer step) {
      this(ref, applied, hook, wave, options, step, null);
    }

    /** The same with what an apply left. */
    public Entry with(@Nullable Applied newer) {
      return new Entry(ref, newer, hook, wave, options, step, passedOver);
    }

    /** The same, passed over at that version. */
    public Entry passedOver(@Nullable String version) {
      return new Entry(ref, applied, hook, wave, options, step, version);
    }
  }

  /**
   * Whose object an object of a hook is.
   *
   * @param hookId as in {@link PlanMade.Hook#hookId()}
   * @param planId the plan that ran it; empty when that ended before the hook did, so that nobody
   *     knows how it ended
   */
  public record HookMark(String hookId, String planId, SyncPhase phase) {}

  /**
   * A plan that ended, in few words.
   *
   * @param planDigest as in {@link PlanMade#digest()}
   * @param serviceAccount the account it was applied as; null for Plumbline's own
   */
  public record SyncSummary(
      PlanMade.Kind kind,
      PlanMade.Reason reason,
      Trigger trigger,
      Instant startedAt,
      SyncEvent.Counts counts,
      @Nullable String planDigest,
      @Nullable String serviceAccount) {}

  /**
   * What the API server answered to an apply: the ground on which drift is told.
   *
   * @param uid uid of the object
   * @param resourceVersion resourceVersion after the apply
   * @param generation metadata.generation after the apply; 0 for kinds that have none
   * @param ownEntryDigest digest of our managedFields entry; empty of a hook's object
   * @param foreignEntriesDigest digest of everyone else's entries outside subresources
   * @param valuesDigest digest of the live values at the fields we own (keyed for Secrets)
   * @param desiredDigest the {@link Manifest#digest()} that was applied
   * @param mutatedPaths fields that the API server stored otherwise than we sent them
   */
  public record Applied(
      String uid,
      String resourceVersion,
      long generation,
      String ownEntryDigest,
      String foreignEntriesDigest,
      String valuesDigest,
      String desiredDigest,
      List<String> mutatedPaths) {
    public Applied {
      mutatedPaths = List.copyOf(mutatedPaths);
    }
  }
}
