package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.util.List;

/** The account of a plan being carried out. */
public sealed interface SyncEvent extends ApplicationEvent {

  /** The plan. */
  String planId();

  /** The commits it brings. */
  List<SourceRevision> revisions();

  /** What set the chain going. */
  Trigger trigger();

  /** The plan was accepted; objects are about to be written. */
  record Started(
      ApplicationKey application,
      String applicationUid,
      String planId,
      PlanMade.Kind kind,
      PlanMade.Reason reason,
      List<SourceRevision> revisions,
      Trigger trigger,
      int waves,
      int objects)
      implements SyncEvent {
    public Started {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * A wave's objects are written.
   *
   * @param wave index of the wave, from 0
   */
  record Progressed(
      ApplicationKey application,
      String applicationUid,
      String planId,
      List<SourceRevision> revisions,
      Trigger trigger,
      int wave,
      Counts counts)
      implements SyncEvent {
    public Progressed {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * Everything in the plan is done. This says nothing of health: convergence does.
   *
   * @param durationMillis since the plan was accepted, in milliseconds
   */
  record Succeeded(
      ApplicationKey application,
      String applicationUid,
      String planId,
      PlanMade.Kind kind,
      PlanMade.Reason reason,
      List<SourceRevision> revisions,
      Trigger trigger,
      Counts counts,
      long durationMillis)
      implements SyncEvent {
    public Succeeded {
      revisions = List.copyOf(revisions);
    }
  }

  /** Some objects could not be written, after retries where those may help. */
  record Failed(
      ApplicationKey application,
      String applicationUid,
      String planId,
      PlanMade.Reason reason,
      List<SourceRevision> revisions,
      Trigger trigger,
      Counts counts,
      List<ObjectFailure> failures,
      int attempt)
      implements SyncEvent {
    public Failed {
      revisions = List.copyOf(revisions);
      failures = List.copyOf(failures);
    }
  }

  /**
   * The plan was stopped between two objects, or refused, because a newer state is known.
   *
   * @param cause for a person: by which plan, or which basis was stale
   */
  record Superseded(
      ApplicationKey application,
      String applicationUid,
      String planId,
      List<SourceRevision> revisions,
      Trigger trigger,
      Counts counts,
      String cause)
      implements SyncEvent {
    public Superseded {
      revisions = List.copyOf(revisions);
    }
  }

  /** How many objects ended how. */
  record Counts(int created, int configured, int unchanged, int pruned, int failed) {
    /** Nothing done yet. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);
  }
}
