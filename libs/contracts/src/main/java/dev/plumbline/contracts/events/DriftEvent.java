package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the detector tells of an application, on transitions only. */
public sealed interface DriftEvent extends ApplicationEvent {

  /** The commits the application is held to. */
  List<SourceRevision> revisions();

  /**
   * Objects differ from what was applied.
   *
   * @param willHeal whether a plan follows by itself
   * @param whyNot why none does; null when {@code willHeal}
   */
  record Detected(
      ApplicationKey application,
      String applicationUid,
      List<SourceRevision> revisions,
      List<ObjectDrift> objects,
      boolean willHeal,
      @Nullable String whyNot,
      Instant at)
      implements DriftEvent {
    public Detected {
      revisions = List.copyOf(revisions);
      objects = List.copyOf(objects);
    }
  }

  /**
   * Nothing differs any more.
   *
   * @param openMillis how long it lasted, in milliseconds
   */
  record Cleared(
      ApplicationKey application,
      String applicationUid,
      List<SourceRevision> revisions,
      long openMillis,
      Instant at)
      implements DriftEvent {
    public Cleared {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * Everything is as Git wants it and healthy.
   *
   * @param trigger what set the chain going
   * @param sinceTriggerMillis from {@link Trigger#at()} to now, in milliseconds
   */
  record ConvergenceReached(
      ApplicationKey application,
      String applicationUid,
      List<SourceRevision> revisions,
      Trigger trigger,
      long sinceTriggerMillis,
      Instant at)
      implements DriftEvent {
    public ConvergenceReached {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * An application that was converged, or that cannot get there, is not well.
   *
   * @param health the application's health
   * @param message one sentence for a person
   * @param objects the objects that are not well
   */
  record ConvergenceLost(
      ApplicationKey application,
      String applicationUid,
      List<SourceRevision> revisions,
      HealthStatus health,
      String message,
      List<ObjectHealth> objects,
      Instant at)
      implements DriftEvent {
    public ConvergenceLost {
      revisions = List.copyOf(revisions);
      objects = List.copyOf(objects);
    }
  }

  /**
   * Something is to be done, and waits for applications that this one depends on. Told when the
   * wait begins, and not again when what it waits for changes.
   *
   * @param reason of the condition {@code Ready}, in one CamelCase word
   * @param message for which applications and why, for a person
   */
  record DependencyWaiting(
      ApplicationKey application,
      String applicationUid,
      List<SourceRevision> revisions,
      String reason,
      String message,
      Instant at)
      implements DriftEvent {
    public DependencyWaiting {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * No application is waited for any more: they are ready, or nothing is to be done that would wait
   * for them.
   *
   * @param waitedMillis how long they were waited for, in milliseconds
   */
  record DependencyCleared(
      ApplicationKey application,
      String applicationUid,
      List<SourceRevision> revisions,
      long waitedMillis,
      Instant at)
      implements DriftEvent {
    public DependencyCleared {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * Objects are to be deleted, and a person has to say so first. Told once for each digest.
   *
   * @param objects what would be deleted; some of them when they are many
   * @param count how many there are
   * @param reason why that is asked, for a person
   * @param digest what a {@link Command.Confirm} names
   */
  record ConfirmationRequired(
      ApplicationKey application,
      String applicationUid,
      List<SourceRevision> revisions,
      List<ObjectRef> objects,
      int count,
      String reason,
      String digest,
      Instant at)
      implements DriftEvent {
    public ConfirmationRequired {
      revisions = List.copyOf(revisions);
      objects = List.copyOf(objects);
    }
  }
}
