package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The applier's mind for one application: each input and a ledger give a transition. Inputs of one
 * application are handed in one after the other, each with the ledger of the one before.
 */
public final class SyncMachine {

  private final Course course;
  private final RetrySchedule retries;
  private final Duration patience;

  /**
   * A machine.
   *
   * @param parallel how many objects of one application may be under way though its cluster has no
   *     room to spare
   * @param patience how old a plan may be for its application's absence to be taken for a delay of
   *     our own view
   * @param timeout how long a sync may take whose plan does not say
   */
  public SyncMachine(int parallel, RetrySchedule retries, Duration patience, Duration timeout) {
    this.course = new Course(parallel, new Deadline(timeout));
    this.retries = retries;
    this.patience = patience;
  }

  /**
   * The partition was assigned: goes on where the state topics say the last owner was.
   *
   * @param inventory the restored inventory; null for none
   * @param sync the restored sync; null for none
   * @param trace the trace of the restored records
   */
  public Transition resume(
      Ledger ledger,
      @Nullable Inventory inventory,
      @Nullable SyncState sync,
      TraceParent trace,
      Circumstances at) {
    Ledger restored = ledger.with(inventory);
    if (sync == null) {
      return inventory != null && !inventory.phase().ended() && at.shows(inventory.applicationUid())
          ? Ending.abandoned(restored, inventory, trace, at.now())
          : forgetIfGone(restored, trace, at);
    }
    Stage.Accepted accepted = new Stage.Accepted(sync, trace);
    if (inventory == null || !at.shows(sync.applicationUid())) {
      Ledger stopped = restored.with(new Stage.Awaiting(accepted));
      return inventory == null
          ? Transition.none(restored).write(new Output.Erased(EventType.SYNCS, trace))
          : applicationChanged(stopped, at);
    }
    return course.resume(restored, accepted, at);
  }

  /** A plan arrived. */
  public Transition planArrived(Ledger ledger, Candidate candidate, Circumstances at) {
    return applicationChanged(ledger, at)
        .andThen(current -> consider(current, candidate, at, patience));
  }

  private Transition consider(
      Ledger ledger, Candidate candidate, Circumstances at, @Nullable Duration mayWait) {
    PlanMade plan = candidate.plan();
    PlanGate.Decision decision = PlanGate.decide(plan, ledger.inventory(), at, mayWait);
    return switch (decision.answer()) {
      case DUPLICATE -> Transition.none(ledger).then(new Effect.Acknowledge(plan.planId()));
      case REFUSE -> Ending.refuse(ledger, candidate, decision.cause());
      case WAIT -> await(ledger, candidate, at.now());
      case ACCEPT -> supersede(ledger, candidate, at);
    };
  }

  private Transition await(Ledger ledger, Candidate candidate, Instant now) {
    Candidate other = ledger.waiting();
    Ledger waiting = ledger.waitingFor(candidate);
    Transition result =
        other == null || other.plan().planId().equals(candidate.plan().planId())
            ? Transition.none(waiting)
            : Ending.refuse(waiting, other, byNewer(candidate.plan()));
    Duration left = Duration.between(now, candidate.plan().madeAt().plus(patience));
    if (left.compareTo(patience) > 0) {
      left = patience;
    }
    return result.then(new Effect.StopWaitingLater(candidate.plan().planId(), left));
  }

  /** Takes a plan whose basis is current, stopping the one under way. */
  private Transition supersede(Ledger ledger, Candidate candidate, Circumstances at) {
    String cause = byNewer(candidate.plan());
    if (ledger.stage() instanceof Stage.Stopping stopping) {
      Candidate other = stopping.successor();
      Transition refused =
          other == null || other.plan().planId().equals(candidate.plan().planId())
              ? Transition.none(ledger)
              : Ending.refuse(ledger, other, cause);
      return refused.becomes(
          ledger.with(new Stage.Stopping(stopping.stopped(), stopping.cause(), candidate)));
    }
    if (ledger.stage() instanceof Stage.UnderWay underWay) {
      return stop(ledger, underWay, cause, candidate, at);
    }
    return course.accept(ledger, candidate, at);
  }

  /** Stops between two objects: at once when none is under way. */
  private Transition stop(
      Ledger ledger,
      Stage.UnderWay stage,
      String cause,
      @Nullable Candidate successor,
      Circumstances at) {
    Stage.UnderWay halted =
        stage instanceof Stage.Busy busy ? busy.with(busy.round().halt()) : stage;
    if (halted instanceof Stage.Busy busy && busy.round().anyRunning()) {
      return Transition.none(ledger.with(new Stage.Stopping(busy, cause, successor)));
    }
    Transition stopped = Ending.superseded(ledger, halted, cause, at.now());
    return successor == null
        ? stopped
        : stopped.andThen(idle -> course.accept(idle, successor, at));
  }

  /** The informer shows another {@code Application}, or none. */
  public Transition applicationChanged(Ledger ledger, Circumstances at) {
    Transition result = Transition.none(ledger);
    if (ledger.stage() instanceof Stage.UnderWay underWay
        && !(ledger.stage() instanceof Stage.Stopping)
        && !at.shows(underWay.sync().state().applicationUid())) {
      TraceParent trace = underWay.sync().trace();
      result =
          stop(ledger, underWay, gone(ledger), null, at)
              .andThen(stopped -> forgetIfGone(stopped, trace, at));
    } else if (ledger.stage() instanceof Stage.Idle && ledger.inventory() != null) {
      result = forgetIfGone(ledger, null, at);
    }
    Candidate waiting = result.ledger().waiting();
    return waiting == null || !at.shows(waiting.plan().applicationUid())
        ? result
        : result.andThen(current -> consider(current.waitingFor(null), waiting, at, patience));
  }

  /** The time is over in which a plan's application might still have appeared to us. */
  public Transition patienceOver(Ledger ledger, String planId, Circumstances at) {
    Candidate waiting = ledger.waiting();
    return waiting == null || !waiting.plan().planId().equals(planId)
        ? Transition.none(ledger)
        : consider(ledger.waitingFor(null), waiting, at, null);
  }

  /** The detector called settled what was applied up to a step. */
  public Transition settled(Ledger ledger, WaveSettled word, Circumstances at) {
    return ledger.stage() instanceof Stage.UnderWay stage
            && (stage instanceof Stage.Awaiting || stage instanceof Stage.PuttingBack)
            && awaits(stage, word.planId(), word.wave())
        ? course.settled(ledger, stage, at)
        : Transition.none(ledger);
  }

  /** The detector told the end of a hook, perhaps not for the first time. */
  public Transition hookEnded(Ledger ledger, HookEnded word, Circumstances at) {
    return ledger.stage() instanceof Stage.UnderWay stage
            && stage.sync().plan().planId().equals(word.planId())
            && Steps.runs(stage.sync().plan(), word.ref())
        ? course.hookEnded(ledger, stage, word, at)
        : Transition.none(ledger);
  }

  /** The detector told what a step waits for, and what of it is gone. */
  public Transition waiting(Ledger ledger, WaveWaiting word, Circumstances at) {
    if (!(ledger.stage() instanceof Stage.Awaiting awaiting)
        || !awaits(awaiting, word.planId(), word.wave())) {
      return Transition.none(ledger);
    }
    Stage.Awaiting told = new Stage.Awaiting(awaiting.sync(), word, awaiting.putBack());
    return word.allGone().isEmpty() || awaiting.sync().state().failures() != null
        ? Transition.none(ledger.with(told))
        : new Restoration(course).begin(ledger, told, word.allGone(), at);
  }

  private static boolean awaits(Stage.UnderWay stage, String planId, int counted) {
    SyncState state = stage.sync().state();
    return state.plan().planId().equals(planId)
        && Steps.of(state).counted(state.nextWave() - 1) == counted;
  }

  /**
   * The time is over that a sync may take.
   *
   * @param deadline as it was said when the time began
   */
  public Transition timeOver(Ledger ledger, String planId, Instant deadline, Circumstances at) {
    return ledger.stage() instanceof Stage.UnderWay stage
            && !(stage instanceof Stage.Stopping)
            && stage.sync().plan().planId().equals(planId)
            && course.deadline().of(stage.sync().state()).equals(deadline)
        ? course.failing().timeOver(ledger, stage, at)
        : Transition.none(ledger);
  }

  /**
   * What followed from the last input cannot be stored, ever: the sync ends, with what was known
   * before it, which could be.
   */
  public Transition unrecordable(Ledger ledger, String why, Instant now) {
    if (!(ledger.stage() instanceof Stage.UnderWay stage)) {
      return Transition.none(ledger);
    }
    Candidate successor = stage instanceof Stage.Stopping stopping ? stopping.successor() : null;
    Transition ended = Ending.unrecordable(ledger, stage, why, now);
    return successor == null
        ? ended
        : ended.andThen(idle -> Ending.refuse(idle, successor, "the sync before it failed"));
  }

  /**
   * A plan arrived that cannot be accepted: the records of that are not taken, ever.
   *
   * @param why for a person
   */
  public Transition unacceptable(Ledger ledger, Candidate candidate, String why, Circumstances at) {
    Transition idle =
        ledger.stage() instanceof Stage.UnderWay stage
            ? Ending.superseded(ledger, stage, byNewer(candidate.plan()), at.now())
            : Transition.none(ledger);
    return idle.andThen(free -> Ending.unacceptable(free, candidate, why, at.now()));
  }

  /** A pause before another attempt is over. */
  public Transition retryDue(Ledger ledger, Slot slot) {
    if (!(ledger.stage() instanceof Stage.Busy busy) || !slot.isOf(busy)) {
      return Transition.none(ledger);
    }
    Round.Attempt attempt = busy.round().open().get(slot.index());
    if (attempt == null || attempt.running()) {
      return Transition.none(ledger);
    }
    Stage.Busy running = busy.with(busy.round().with(slot.index(), attempt.asRunning()));
    return Transition.none(ledger.with(running)).then(Course.perform(running, slot.index()));
  }

  /** An attempt at a task ended. */
  public Transition taskEnded(Ledger ledger, Slot slot, TaskOutcome outcome, Circumstances at) {
    if (!(ledger.stage() instanceof Stage.Busy busy)
        || !slot.isOf(busy)
        || !busy.round().isRunning(slot.index())) {
      return Transition.none(ledger);
    }
    if (busy instanceof Stage.Stopping stopping) {
      return endedWhileStopping(ledger, stopping, slot.index(), outcome, at);
    }
    Settlement settlement = Settlement.of(busy, slot.index(), outcome, retries, at);
    Transition result = course.advance(ledger, busy.with(settlement.round()), at);
    return settlement
        .pause()
        .map(pause -> result.then(new Effect.RetryLater(slot, pause)))
        .orElse(result);
  }

  /** Records what the last objects of a stopped sync came to; those that failed are not retried. */
  private Transition endedWhileStopping(
      Ledger ledger, Stage.Stopping stage, int index, TaskOutcome outcome, Circumstances at) {
    boolean well =
        !(outcome instanceof TaskOutcome.Failed
            || outcome instanceof TaskOutcome.StillThere
            || outcome instanceof TaskOutcome.NotTried);
    Round round =
        well ? stage.round().endedWell(index, outcome) : stage.round().dropped(index, outcome);
    Stage.Busy further = stage.with(round);
    if (round.anyRunning()) {
      return Transition.none(ledger.with(further));
    }
    Candidate successor = stage.successor();
    Inventory basis = ledger.inventory();
    Transition stopped =
        Ending.superseded(ledger, further, stage.cause(), at.now())
            .andThen(idle -> forgetIfGone(idle, stage.sync().trace(), at));
    return successor == null
        ? stopped
        : stopped.andThen(idle -> takeOver(idle, basis, successor, at));
  }

  /** Takes a plan made from the inventory as it was before the stopped sync's last record. */
  private Transition takeOver(
      Ledger ledger, @Nullable Inventory basis, Candidate successor, Circumstances at) {
    PlanGate.Decision decision = PlanGate.decide(successor.plan(), basis, at, patience);
    return switch (decision.answer()) {
      case ACCEPT -> course.accept(ledger, successor, at);
      case WAIT -> await(ledger, successor, at.now());
      case DUPLICATE, REFUSE -> Ending.refuse(ledger, successor, decision.cause());
    };
  }

  /** Forgets an application that is not there any more; its objects stay. */
  private static Transition forgetIfGone(
      Ledger ledger, @Nullable TraceParent known, Circumstances at) {
    Inventory inventory = ledger.inventory();
    if (inventory == null
        || !(ledger.stage() instanceof Stage.Idle)
        || at.shows(inventory.applicationUid())) {
      return Transition.none(ledger);
    }
    Ledger forgotten = ledger.with((Inventory) null);
    return Transition.none(forgotten).write(new Output.Erased(EventType.INVENTORY, known));
  }

  private static String byNewer(PlanMade plan) {
    return "superseded by plan " + plan.planId();
  }

  private static String gone(Ledger ledger) {
    return "application " + ledger.application() + " is gone; its objects stay";
  }
}
