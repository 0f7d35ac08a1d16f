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
 * @param wave index of the last wave written, from 0; -1 before the first
 * @param objects every object that is, or may be, on the cluster because of this application
 * @param failures what failed in that plan; empty unless the phase is {@link Phase#FAILED}
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
    Instant writtenAt)
    implements ApplicationEvent {

  public Inventory {
    revisions = List.copyOf(revisions);
    objects = List.copyOf(objects);
    failures = List.copyOf(failures);
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
   * @param applied what our last apply of it left; null while it is only planned
   */
  public record Entry(ObjectRef ref, @Nullable Applied applied) {}

  /**
   * What the API server answered to an apply: the ground on which drift is told.
   *
   * @param uid uid of the object
   * @param resourceVersion resourceVersion after the apply
   * @param generation metadata.generation after the apply; 0 for kinds that have none
   * @param ownEntryDigest digest of our managedFields entry
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
