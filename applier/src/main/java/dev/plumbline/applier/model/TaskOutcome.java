package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one attempt at an {@link ObjectTask} ended. */
public sealed interface TaskOutcome {

  /**
   * The API server took the manifest.
   *
   * @param applied what it answered
   * @param created whether the object is new
   * @param recreated whether it took the place of one that this attempt deleted; when an earlier
   *     attempt did, after {@link StillThere}, it is just new
   */
  record Applied(Inventory.Applied applied, boolean created, boolean recreated)
      implements TaskOutcome {

    /** Which took no other's place. */
    public Applied(Inventory.Applied applied, boolean created) {
      this(applied, created, false);
    }
  }

  /**
   * The hook's object is there.
   *
   * @param applied what the API server answered, without digests
   * @param adopted whether it was there before, made by an earlier attempt of the same run
   */
  record HookCreated(Inventory.Applied applied, boolean adopted) implements TaskOutcome {}

  /**
   * The object is, or its absence stays, as it was: it says that it wants no apply.
   *
   * @param why for a person
   * @param version resourceVersion of the object, where somebody put that on the very object; null
   *     where Git says so
   */
  record Skipped(String why, @Nullable String version) implements TaskOutcome {

    /** By Git's word. */
    public Skipped(String why) {
      this(why, null);
    }
  }

  /** The namespace is there. */
  record NamespaceReady() implements TaskOutcome {}

  /** We deleted the object, or found it absent. */
  record Gone() implements TaskOutcome {}

  /**
   * The object is not, or no longer, ours: it was left alone.
   *
   * @param because for the log
   */
  record LeftAlone(String because) implements TaskOutcome {}

  /**
   * The object's deletion was asked for, and finalizers hold it. Of an apply or a hook: the object
   * that is to be made comes when this one is gone.
   *
   * @param finalizers what holds it; empty while the API server is about to remove it
   */
  record StillThere(List<String> finalizers) implements TaskOutcome {
    public StillThere {
      finalizers = List.copyOf(finalizers);
    }
  }

  /** It did not work. */
  record Failed(Fault fault) implements TaskOutcome {}

  /** Nothing was tried, because the sync is to stop. */
  record NotTried() implements TaskOutcome {}
}
