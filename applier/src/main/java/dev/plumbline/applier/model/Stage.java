package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.TraceParent;
import org.jspecify.annotations.Nullable;

/** Where an application's sync stands. Nothing but what is written here is remembered. */
public sealed interface Stage {

  /** The plan under way; null when there is none. */
  default @Nullable PlanMade plan() {
    return this instanceof UnderWay underWay ? underWay.sync().plan() : null;
  }

  /** No sync. */
  record Idle() implements Stage {}

  /** Any stage of an accepted plan. */
  sealed interface UnderWay extends Stage {
    /** The plan and its progress as the state topic has them. */
    Accepted sync();
  }

  /** A stage in which objects are being written or deleted. */
  sealed interface Busy extends UnderWay {
    /** The objects. */
    Round round();

    /** The same stage, further on. */
    Busy with(Round round);
  }

  /** A wave is being applied: {@code nextWave} of the state. */
  record Writing(Accepted sync, Round round) implements Busy {
    @Override
    public Busy with(Round further) {
      return new Writing(sync, further);
    }
  }

  /** A wave is written; the detector has not yet called it settled. */
  record Awaiting(Accepted sync) implements UnderWay {}

  /** All waves are written; what Git no longer has is being deleted. */
  record Pruning(Accepted sync, Round round) implements Busy {
    @Override
    public Busy with(Round further) {
      return new Pruning(sync, further);
    }
  }

  /**
   * No further object is begun; those under way are waited for, so that what they did is recorded.
   *
   * @param cause for a person
   * @param successor the plan to go on with; null when there is none
   */
  record Stopping(Accepted sync, Round round, String cause, @Nullable Candidate successor)
      implements Busy {
    @Override
    public Busy with(Round further) {
      return new Stopping(sync, further, cause, successor);
    }
  }

  /** A plan that was accepted, how far it is, and its trace. */
  record Accepted(SyncState state, TraceParent trace) {
    PlanMade plan() {
      return state.plan();
    }
  }
}
