package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.WaveWaiting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an application's sync stands. Nothing but what is written here is remembered. */
public sealed interface Stage {

  /** No sync. */
  record Idle() implements Stage {}

  /** Any stage of an accepted plan. */
  sealed interface UnderWay extends Stage {
    /** The plan and its progress as the state topic has them. */
    Accepted sync();

    /** The same stage, more being known of the sync. */
    UnderWay with(Accepted further);
  }

  /** A stage in which objects are being written or deleted. */
  sealed interface Busy extends UnderWay {
    /** The objects. */
    Round round();

    /** The same stage, further on. */
    Busy with(Round round);
  }

  /** A step is being carried out: {@code nextWave} of the state. */
  record Writing(Accepted sync, Round round) implements Busy {
    @Override
    public Busy with(Round further) {
      return new Writing(sync, further);
    }

    @Override
    public UnderWay with(Accepted further) {
      return new Writing(further, round);
    }
  }

  /**
   * A step is written; the detector has not yet called it settled, or not told the end of its
   * hooks.
   *
   * @param word what the detector last said of what is not ready; null for nothing. It is for the
   *     failure's text only, so a restart may forget it
   * @param putBack how often objects were put back, by their ids; a restart may forget that too
   */
  record Awaiting(Accepted sync, @Nullable WaveWaiting word, Map<String, Integer> putBack)
      implements UnderWay {
    public Awaiting {
      putBack = Map.copyOf(putBack);
    }

    /** One that has just begun. */
    Awaiting(Accepted sync) {
      this(sync, null, Map.of());
    }

    @Override
    public UnderWay with(Accepted further) {
      return new Awaiting(further, word, putBack);
    }
  }

  /**
   * Objects that are gone though the sync had written them are being put back, while a step is
   * waited for.
   *
   * @param putBack how often objects were, by their ids, these included
   */
  record PuttingBack(Accepted sync, Round round, Map<String, Integer> putBack) implements Busy {
    public PuttingBack {
      putBack = Map.copyOf(putBack);
    }

    @Override
    public Busy with(Round further) {
      return new PuttingBack(sync, further, putBack);
    }

    @Override
    public UnderWay with(Accepted further) {
      return new PuttingBack(further, round, putBack);
    }
  }

  /** Hooks that have ended are being deleted, those that are to be; then it goes on. */
  record Tidying(Accepted sync, Round round) implements Busy {
    @Override
    public Busy with(Round further) {
      return new Tidying(sync, further);
    }

    @Override
    public UnderWay with(Accepted further) {
      return new Tidying(further, round);
    }
  }

  /**
   * No further object is begun; those under way are waited for, so that what they did is recorded.
   *
   * @param stopped the stage that is left
   * @param cause for a person
   * @param successor the plan to go on with; null when there is none
   */
  record Stopping(Busy stopped, String cause, @Nullable Candidate successor) implements Busy {
    @Override
    public Accepted sync() {
      return stopped.sync();
    }

    @Override
    public Round round() {
      return stopped.round();
    }

    @Override
    public Busy with(Round further) {
      return new Stopping(stopped.with(further), cause, successor);
    }

    @Override
    public UnderWay with(Accepted further) {
      return new Stopping((Busy) stopped.with(further), cause, successor);
    }
  }

  /** A plan that was accepted, how far it is, and its trace. */
  record Accepted(SyncState state, TraceParent trace) {
    PlanMade plan() {
      return state.plan();
    }

    Accepted with(SyncDraft draft) {
      return new Accepted(draft.made(), trace);
    }
  }
}
