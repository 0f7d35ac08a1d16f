package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import java.util.List;

/** How one attempt at an {@link ObjectTask} ended. */
public sealed interface TaskOutcome {

  /**
   * The API server took the manifest.
   *
   * @param applied what it answered
   * @param created whether the object is new
   */
  record Applied(Inventory.Applied applied, boolean created) implements TaskOutcome {}

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
   * The object's deletion was asked for, and finalizers hold it.
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
