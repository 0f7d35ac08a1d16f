package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import org.jspecify.annotations.Nullable;

/** One thing to be done to one object. Doing it twice has the effect of doing it once. */
public sealed interface ObjectTask {

  /** The object. */
  ObjectRef ref();

  /** Whether both may be under way at the same time: order matters between kinds only. */
  default boolean neighbourOf(ObjectTask other) {
    return getClass().equals(other.getClass()) && sameKind(ref(), other.ref());
  }

  /** Whether both are of one kind, whatever their versions. */
  static boolean sameKind(ObjectRef one, ObjectRef other) {
    return one.group().equals(other.group()) && one.kind().equals(other.kind());
  }

  /**
   * Create a namespace if it is absent, and let it bear what the plan says; it bears no mark, so it
   * is never pruned.
   */
  record EnsureNamespace(String namespace) implements ObjectTask {
    @Override
    public ObjectRef ref() {
      return new ObjectRef("", "v1", "Namespace", "", namespace);
    }
  }

  /**
   * Apply a manifest.
   *
   * @param likely what the object probably is, so that it need not be read first; null when that
   *     cannot be guessed
   */
  record ApplyObject(PlanMade.Apply apply, @Nullable Precondition likely) implements ObjectTask {
    @Override
    public ObjectRef ref() {
      return apply.ref();
    }
  }

  /** Delete an object, if it still is ours, and see it gone. */
  record PruneObject(PlanMade.Prune prune) implements ObjectTask {
    @Override
    public ObjectRef ref() {
      return prune.ref();
    }
  }

  /**
   * Create a hook's object. The one that this plan created is taken for it; one of another run is
   * deleted first, if its policies let it.
   *
   * @param planId the run
   * @param first whether none of its name is known: then it is created without a look
   */
  record RunHook(PlanMade.Hook hook, String planId, boolean first) implements ObjectTask {
    @Override
    public ObjectRef ref() {
      return hook.ref();
    }
  }

  /**
   * Delete a hook's object, and none of its name.
   *
   * @param uid of the object; empty when nobody knows whether it was made: then its mark decides
   * @param mayRun whether it may still run, so that what it owns has to be gone too before the next
   *     run begins
   */
  record DeleteHook(ObjectRef ref, String uid, boolean mayRun) implements ObjectTask {}
}
