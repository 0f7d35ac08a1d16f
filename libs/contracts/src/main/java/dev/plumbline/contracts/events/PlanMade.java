package dev.plumbline.contracts.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.IgnoreRules;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the applier needs to bring an application to its desired state, and the state the plan
 * was made from. The applier refuses a plan whose basis is no longer current.
 *
 * @param planId unique
 * @param kind apply the desired objects, or delete all of them with the application
 * @param reason why it was made
 * @param desiredSequence the {@link Desired#sequence()} it was made from; 0 for a delete
 * @param inventorySequence the {@link Inventory#sequence()} it was made from; 0 when there is none
 * @param revisions the commits it brings
 * @param cluster name of the destination cluster, see {@code Destination}
 * @param createNamespace namespace to create first if it is absent; null for none
 * @param waves in order; a wave starts when the one before is settled
 * @param prunes objects to delete after the last wave, in order
 * @param desiredObjects every object the application wants, whether this plan touches it or not
 * @param attempt 1 for the first plan from this basis
 * @param trigger what set the chain going
 * @param keeps fields of objects that are there already which are to stay as they are; null for
 *     none
 */
public record PlanMade(
    ApplicationKey application,
    String applicationUid,
    String planId,
    Kind kind,
    Reason reason,
    long desiredSequence,
    long inventorySequence,
    List<SourceRevision> revisions,
    String cluster,
    @Nullable String createNamespace,
    List<Wave> waves,
    List<Prune> prunes,
    List<ObjectRef> desiredObjects,
    int attempt,
    Trigger trigger,
    Instant madeAt,
    @Nullable IgnoreRules keeps)
    implements ApplicationEvent {

  public PlanMade {
    revisions = List.copyOf(revisions);
    waves = List.copyOf(waves);
    prunes = List.copyOf(prunes);
    desiredObjects = List.copyOf(desiredObjects);
  }

  /** What a plan is for. */
  public enum Kind {
    APPLY,
    DELETE
  }

  /** Why a plan was made. */
  public enum Reason {
    NEW_REVISION,
    SELF_HEAL,
    OWNERSHIP,
    RETRY,
    MANUAL,
    DELETION
  }

  /** Objects applied together; the order within a wave is the order of writing. */
  public record Wave(List<Apply> applies) {
    public Wave {
      applies = List.copyOf(applies);
    }
  }

  /**
   * Apply one object by server-side apply, with force.
   *
   * @param manifest as in {@link Manifest#object()}: Secret values sealed
   * @param digest as in {@link Manifest#digest()}
   */
  public record Apply(ObjectRef ref, ObjectNode manifest, String digest) {}

  /**
   * Delete one object, if it still is the one named and still bears our mark.
   *
   * @param uid the only uid that may be deleted
   */
  public record Prune(ObjectRef ref, String uid) {}
}
