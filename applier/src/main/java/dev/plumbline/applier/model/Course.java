package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncEvent.Counts;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An accepted plan's way from wave to wave to its end, and the records at each step.
 *
 * @param parallel how many objects of one application are under way at most
 * @param settling how long a wave may take to be called settled
 */
record Course(int parallel, Duration settling) {

  /** Accepts: the records that must be stored before the first write, then the first step. */
  Transition accept(Ledger ledger, Candidate candidate, Instant now) {
    PlanMade plan = candidate.plan();
    Inventory current = ledger.inventory();
    boolean same = current != null && current.applicationUid().equals(plan.applicationUid());
    Inventory ahead = InventoryRecords.ahead(same ? current : null, plan, now);
    SyncState state =
        new SyncState(plan.application(), plan.applicationUid(), plan, 0, false, Counts.NONE, now);
    Stage.Accepted sync = new Stage.Accepted(state, candidate.trace());
    return Transition.none(ledger.with(ahead))
        .write(
            told(sync, ahead),
            told(sync, state),
            told(
                sync,
                new SyncEvent.Started(
                    plan.application(),
                    plan.applicationUid(),
                    plan.planId(),
                    plan.kind(),
                    plan.reason(),
                    plan.revisions(),
                    plan.trigger(),
                    plan.waves().size(),
                    objects(plan))))
        .then(new Effect.Acknowledge(plan.planId()))
        .andThen(accepted -> proceed(accepted, sync, now));
  }

  /** Goes on from what the state topic says, be it new or found there after a restart. */
  Transition proceed(Ledger ledger, Stage.Accepted sync, Instant now) {
    SyncState state = sync.state();
    if (state.awaitingSettled()) {
      return Transition.none(ledger.with(new Stage.Awaiting(sync)))
          .then(new Effect.StopSettlingLater(sync.plan().planId(), state.nextWave() - 1, settling));
    }
    boolean pruning = state.nextWave() >= sync.plan().waves().size();
    Round round = Round.of(pruning ? prunes(sync.plan()) : wave(ledger, sync), parallel);
    Stage.Busy stage = pruning ? new Stage.Pruning(sync, round) : new Stage.Writing(sync, round);
    return advance(ledger, stage, now);
  }

  /** Begins the tasks that may begin; when none is left, takes the next step. */
  Transition advance(Ledger ledger, Stage.Busy stage, Instant now) {
    Round.Begun begun = stage.round().begin();
    Stage.Busy busy = stage.with(begun.round());
    if (begun.round().done()) {
      return busy instanceof Stage.Pruning ? pruned(ledger, busy, now) : written(ledger, busy, now);
    }
    Transition result = Transition.none(ledger.with(busy));
    for (int index : begun.indexes()) {
      result = result.then(perform(busy, index));
    }
    return result;
  }

  static Effect perform(Stage.Busy stage, int index) {
    return new Effect.Perform(
        slot(stage, index), stage.sync().plan(), stage.round().tasks().get(index));
  }

  static Slot slot(Stage.Busy stage, int index) {
    return new Slot(stage.sync().plan().planId(), stage.sync().state().nextWave(), index);
  }

  private Transition written(Ledger ledger, Stage.Busy stage, Instant now) {
    Stage.Accepted sync = stage.sync();
    PlanMade plan = sync.plan();
    if (!stage.round().failures().isEmpty()) {
      return failed(ledger, stage, sync.state().nextWave() - 1, now);
    }
    int wave = sync.state().nextWave();
    boolean last = wave + 1 == plan.waves().size();
    Inventory before = ledger.requireInventory();
    Counts counts = Tally.add(sync.state().counts(), stage.round(), before);
    SyncEvent.Progressed progressed =
        new SyncEvent.Progressed(
            plan.application(),
            plan.applicationUid(),
            plan.planId(),
            plan.revisions(),
            plan.trigger(),
            wave,
            counts);
    if (last && plan.prunes().isEmpty()) {
      return Transition.none(ledger)
          .write(told(sync, progressed))
          .andThen(same -> succeeded(same, stage, wave, now));
    }
    Inventory inventory =
        InventoryRecords.after(before, stage.round(), Inventory.Phase.WRITING, wave, now);
    Stage.Accepted further = moved(sync, wave + 1, !last, counts);
    return Transition.none(ledger.with(inventory))
        .write(told(sync, inventory), told(sync, further.state()), told(sync, progressed))
        .andThen(recorded -> proceed(recorded, further, now));
  }

  private static Transition pruned(Ledger ledger, Stage.Busy stage, Instant now) {
    int lastWave = stage.sync().plan().waves().size() - 1;
    return stage.round().failures().isEmpty()
        ? succeeded(ledger, stage, lastWave, now)
        : failed(ledger, stage, lastWave, now);
  }

  /** The detector called the wave settled. */
  Transition settled(Ledger ledger, Stage.Accepted sync, Instant now) {
    Stage.Accepted further = moved(sync, sync.state().nextWave(), false, sync.state().counts());
    return Transition.none(ledger)
        .write(told(sync, further.state()))
        .andThen(same -> proceed(same, further, now));
  }

  /** The detector did not call the wave settled in time. */
  Transition unsettled(Ledger ledger, Stage.Accepted sync, Instant now) {
    int wave = sync.state().nextWave() - 1;
    ObjectFailure failure = FailureText.unsettled(sync.plan(), wave, settling);
    Round round = Round.of(List.of(), parallel).failed(0, failure);
    return failed(ledger, new Stage.Writing(sync, round), wave, now);
  }

  /** What the sync did cannot be recorded. */
  Transition unrecordable(Ledger ledger, Stage.Accepted sync, String why, Instant now) {
    Round round =
        Round.of(List.of(), parallel).failed(0, FailureText.unrecordable(sync.plan(), why));
    int wave = ledger.requireInventory().wave();
    return failed(ledger, new Stage.Writing(sync, round), wave, now);
  }

  private static Transition succeeded(Ledger ledger, Stage.Busy stage, int wave, Instant now) {
    Stage.Accepted sync = stage.sync();
    PlanMade plan = sync.plan();
    Inventory before = ledger.requireInventory();
    SyncEvent.Succeeded event =
        new SyncEvent.Succeeded(
            plan.application(),
            plan.applicationUid(),
            plan.planId(),
            plan.kind(),
            plan.reason(),
            plan.revisions(),
            plan.trigger(),
            Tally.add(sync.state().counts(), stage.round(), before),
            Duration.between(sync.state().acceptedAt(), now).toMillis());
    if (plan.kind() == PlanMade.Kind.DELETE) {
      return forget(ledger, sync)
          .write(told(sync, event))
          .then(new Effect.RemoveFinalizer(plan.applicationUid(), sync.trace()));
    }
    Inventory inventory =
        InventoryRecords.after(before, stage.round(), Inventory.Phase.SUCCEEDED, wave, now);
    return end(ledger, sync, inventory).write(told(sync, event));
  }

  private static Transition failed(Ledger ledger, Stage.Busy stage, int wave, Instant now) {
    Stage.Accepted sync = stage.sync();
    PlanMade plan = sync.plan();
    Inventory before = ledger.requireInventory();
    Inventory inventory =
        InventoryRecords.after(before, stage.round(), Inventory.Phase.FAILED, wave, now);
    SyncEvent.Failed event =
        new SyncEvent.Failed(
            plan.application(),
            plan.applicationUid(),
            plan.planId(),
            plan.reason(),
            plan.revisions(),
            plan.trigger(),
            Tally.add(sync.state().counts(), stage.round(), before),
            stage.round().failures(),
            plan.attempt());
    return end(ledger, sync, inventory).write(told(sync, event));
  }

  /** Ends a sync early, keeping a record of what it did. */
  static Transition superseded(Ledger ledger, Stage.UnderWay stage, String cause, Instant now) {
    Stage.Accepted sync = stage.sync();
    Round round = stage instanceof Stage.Busy busy ? busy.round() : Round.of(List.of(), 1);
    Inventory before = ledger.requireInventory();
    Counts counts = Tally.add(sync.state().counts(), round, before);
    Inventory inventory =
        InventoryRecords.after(before, round, Inventory.Phase.SUPERSEDED, before.wave(), now);
    return end(ledger, sync, inventory).write(told(sync, refusal(sync.plan(), counts, cause)));
  }

  /** Ends the record of a plan that nothing more is known of, so that another can follow it. */
  static Transition abandoned(Ledger ledger, Inventory left, TraceParent trace, Instant now) {
    Inventory inventory =
        InventoryRecords.after(
            left, Round.of(List.of(), 1), Inventory.Phase.SUPERSEDED, left.wave(), now);
    return Transition.none(ledger.with(inventory)).write(new Output.Told(inventory, trace));
  }

  /** A plan is not carried out, and why. */
  static Transition refuse(Ledger ledger, Candidate candidate, String cause) {
    return Transition.none(ledger)
        .write(new Output.Told(refusal(candidate.plan(), Counts.NONE, cause), candidate.trace()))
        .then(new Effect.Acknowledge(candidate.plan().planId()));
  }

  private static SyncEvent.Superseded refusal(PlanMade plan, Counts counts, String cause) {
    return new SyncEvent.Superseded(
        plan.application(),
        plan.applicationUid(),
        plan.planId(),
        plan.revisions(),
        plan.trigger(),
        counts,
        cause);
  }

  private static Transition end(Ledger ledger, Stage.Accepted sync, Inventory inventory) {
    return Transition.none(ledger.with(inventory).with(new Stage.Idle()))
        .write(told(sync, inventory), new Output.Erased(EventType.SYNCS, sync.trace()));
  }

  private static Transition forget(Ledger ledger, Stage.Accepted sync) {
    return Transition.none(
            new Ledger(ledger.application(), null, new Stage.Idle(), ledger.waiting()))
        .write(
            new Output.Erased(EventType.INVENTORY, sync.trace()),
            new Output.Erased(EventType.SYNCS, sync.trace()));
  }

  private static Stage.Accepted moved(
      Stage.Accepted sync, int nextWave, boolean awaiting, Counts counts) {
    SyncState state = sync.state();
    return new Stage.Accepted(
        new SyncState(
            state.application(),
            state.applicationUid(),
            state.plan(),
            nextWave,
            awaiting,
            counts,
            state.acceptedAt()),
        sync.trace());
  }

  private static List<ObjectTask> wave(Ledger ledger, Stage.Accepted sync) {
    PlanMade plan = sync.plan();
    SyncState state = sync.state();
    List<PlanMade.Apply> applies = plan.waves().get(state.nextWave()).applies();
    List<ObjectTask> tasks = new ArrayList<>();
    String namespace = plan.createNamespace();
    if (namespace != null && state.nextWave() == 0 && !applies(plan, namespace)) {
      tasks.add(new ObjectTask.EnsureNamespace(namespace));
    }
    Guess guess = Guess.of(plan, ledger.inventory());
    applies.forEach(apply -> tasks.add(new ObjectTask.ApplyObject(apply, guess.at(apply.ref()))));
    return tasks;
  }

  private static boolean applies(PlanMade plan, String namespace) {
    ObjectTask.EnsureNamespace task = new ObjectTask.EnsureNamespace(namespace);
    return plan.waves().get(0).applies().stream()
        .anyMatch(apply -> apply.ref().sameObject(task.ref()));
  }

  private static List<ObjectTask> prunes(PlanMade plan) {
    return plan.prunes().stream().<ObjectTask>map(ObjectTask.PruneObject::new).toList();
  }

  private static int objects(PlanMade plan) {
    return plan.prunes().size()
        + plan.waves().stream().mapToInt(wave -> wave.applies().size()).sum();
  }

  private static Output told(Stage.Accepted sync, ApplicationEvent event) {
    return new Output.Told(event, sync.trace());
  }
}
