package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Ending.told;

import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An accepted plan's way from step to step to its end, and the records at each. A step is written,
 * then waited for, then what has ended of its hooks is deleted as those say. What is stored says
 * where it stands; the rest follows from that, so that whoever takes over goes the same way.
 *
 * @param parallel how many objects of one application are under way at most when the cluster has no
 *     room to spare
 */
record Course(int parallel, Deadline deadline) {

  /** What becomes of a sync that fails. */
  Failing failing() {
    return new Failing(this);
  }

  /** Accepts: the records that must be stored before the first write, then the first step. */
  Transition accept(Ledger ledger, Candidate candidate, Circumstances at) {
    PlanMade plan = candidate.plan();
    Inventory current = ledger.inventory();
    boolean same = current != null && current.applicationUid().equals(plan.applicationUid());
    Instant end = at.now().plus(deadline.allowed(plan));
    Inventory ahead = InventoryRecords.ahead(same ? current : null, plan, at.now(), end);
    SyncDraft draft = SyncDraft.accepted(plan, at.now());
    draft.until(end);
    Stage.Accepted sync = new Stage.Accepted(draft.made(), candidate.trace());
    return Transition.none(ledger.with(ahead))
        .write(told(sync, ahead), told(sync, sync.state()), told(sync, SyncEvents.started(plan)))
        .then(new Effect.Acknowledge(plan.planId()))
        .then(deadline.alarm(sync.state(), at.now()))
        .andThen(accepted -> proceed(accepted, sync, at));
  }

  /** Goes on from what the state topic says. */
  Transition resume(Ledger ledger, Stage.Accepted sync, Circumstances at) {
    SyncState state = sync.state();
    Ledger unsure = unsure(ledger, state);
    boolean late = !at.now().isBefore(deadline.of(state));
    if (late && (!state.awaitingSettled() || Standing.waits(state))) {
      return failing().timeOver(unsure, stage(unsure, sync), at);
    }
    return Transition.none(unsure)
        .then(deadline.alarm(state, at.now()))
        .andThen(same -> proceed(same, sync, at));
  }

  /** Whoever was here before may have applied what the step says, and not come to record it. */
  private static Ledger unsure(Ledger ledger, SyncState state) {
    Steps steps = Steps.of(state);
    return state.awaitingSettled() || state.nextWave() >= steps.size()
        ? ledger
        : ledger.with(
            InventoryRecords.begun(ledger.requireInventory(), steps.get(state.nextWave())));
  }

  /** The stage as it is before anything of it is begun. */
  private static Stage.UnderWay stage(Ledger ledger, Stage.Accepted sync) {
    SyncState state = sync.state();
    if (state.awaitingSettled()) {
      return new Stage.Awaiting(sync);
    }
    List<ObjectTask> tasks =
        state.nextWave() < Steps.of(state).size()
            ? StepTasks.of(state, ledger.requireInventory())
            : List.of();
    return new Stage.Writing(sync, Round.of(Standing.round(state), tasks));
  }

  Transition proceed(Ledger ledger, Stage.Accepted sync, Circumstances at) {
    SyncState state = sync.state();
    if (state.awaitingSettled()) {
      return Standing.waits(state)
          ? Transition.none(ledger.with(new Stage.Awaiting(sync)))
          : over(ledger, sync, at);
    }
    return Standing.tidies(state)
        ? tidy(ledger, sync, Steps.everyOne(state.plan()), at)
        : begin(ledger, sync, at);
  }

  private Transition begin(Ledger ledger, Stage.Accepted sync, Circumstances at) {
    SyncState state = sync.state();
    if (state.nextWave() >= Steps.of(state).size()) {
      return finish(ledger, sync, at);
    }
    List<ObjectTask> tasks = StepTasks.of(state, ledger.requireInventory());
    return advance(ledger, new Stage.Writing(sync, Round.of(Standing.round(state), tasks)), at);
  }

  /** Begins the tasks that may begin; when none is left, goes on. */
  Transition advance(Ledger ledger, Stage.Busy stage, Circumstances at) {
    int room = stage.round().open().size() + at.room(stage.sync().plan().cluster());
    Round.Begun begun = stage.round().begin(Math.max(parallel, room));
    Stage.Busy busy = stage.with(begun.round());
    if (begun.round().done()) {
      return done(ledger, busy, at);
    }
    Transition result = Transition.none(ledger.with(busy));
    for (int index : begun.indexes()) {
      result = result.then(perform(busy, index));
    }
    return result;
  }

  private Transition done(Ledger ledger, Stage.Busy busy, Circumstances at) {
    if (busy instanceof Stage.PuttingBack restoring) {
      return new Restoration(this).ended(ledger, restoring, at);
    }
    return busy instanceof Stage.Tidying ? tidied(ledger, busy, at) : written(ledger, busy, at);
  }

  static Effect perform(Stage.Busy stage, int index) {
    return new Effect.Perform(
        slot(stage, index), stage.sync().plan(), stage.round().tasks().get(index));
  }

  static Slot slot(Stage.Busy stage, int index) {
    return new Slot(stage.sync().plan().planId(), stage.round().name(), index);
  }

  private Transition written(Ledger ledger, Stage.Busy stage, Circumstances at) {
    SyncState state = stage.sync().state();
    Steps steps = Steps.of(state);
    PlanMade.Step step = Steps.of(stage);
    int counted = steps.counted(state.nextWave());
    Inventory before = ledger.requireInventory();
    Round round = stage.round();
    Inventory changed = InventoryRecords.after(before, round, step, counted);
    SyncDraft draft = SyncDraft.of(state).did(Tally.of(round, before));
    List<ObjectFailure> failures = round.failures();
    if (!failures.isEmpty()) {
      if (round.cut() != null) {
        draft.outOfTime();
      }
      if (step != null) {
        draft.over(step, at.now());
      }
      return failing().fail(ledger, stage.sync().with(draft), changed, failures, counted, at);
    }
    if (step == null) {
      return Ending.succeeded(ledger, stage.sync().with(draft), changed, at.now());
    }
    boolean awaits = !step.hooks().isEmpty() || steps.settles(state.nextWave());
    Stage.Accepted further =
        stage.sync().with(awaits ? draft.awaits(at.now()) : draft.passes(step, at.now()));
    Inventory reached = InventoryRecords.reached(changed, counted);
    Output progressed = told(further, SyncEvents.progressed(further.state(), step, counted));
    if (!awaits && Standing.endsWith(further.state(), reached)) {
      return Transition.none(ledger)
          .write(progressed)
          .andThen(same -> Ending.succeeded(same, further, reached, at.now()));
    }
    return record(ledger, further, reached, at)
        .write(progressed)
        .andThen(recorded -> proceed(recorded, further, at));
  }

  static Transition record(
      Ledger ledger, Stage.Accepted sync, Inventory changed, Circumstances at) {
    Inventory next = InventoryRecords.next(changed, at.now());
    return Transition.none(ledger.with(next)).write(told(sync, next), told(sync, sync.state()));
  }

  /** The detector called settled what was applied. */
  Transition settled(Ledger ledger, Stage.UnderWay stage, Circumstances at) {
    return learned(ledger, stage, SyncDraft.of(stage.sync().state()).settled(), at);
  }

  /** The detector told a hook's end. */
  Transition hookEnded(Ledger ledger, Stage.UnderWay stage, HookEnded word, Circumstances at) {
    return learned(ledger, stage, SyncDraft.of(stage.sync().state()).ended(word), at);
  }

  /** Stores what was learned, and goes on if that was all that was waited for. */
  private Transition learned(
      Ledger ledger, Stage.UnderWay stage, SyncDraft draft, Circumstances at) {
    Stage.Accepted further = stage.sync().with(draft);
    if (further.state().equals(stage.sync().state())) {
      return Transition.none(ledger);
    }
    Transition stored =
        Transition.none(ledger.with(stage.with(further))).write(told(further, further.state()));
    return stage instanceof Stage.Awaiting && !Standing.waits(further.state())
        ? stored.andThen(same -> over(same, further, at))
        : stored;
  }

  /** Nothing of a step is waited for any more. */
  Transition over(Ledger ledger, Stage.Accepted sync, Circumstances at) {
    PlanMade.Step step = Steps.of(sync.state()).get(sync.state().nextWave() - 1);
    return tidy(ledger, sync, List.of(step), at);
  }

  private Transition tidy(
      Ledger ledger, Stage.Accepted sync, List<PlanMade.Step> steps, Circumstances at) {
    List<ObjectTask> tasks = StepTasks.tidying(sync.state(), steps, ledger.requireInventory());
    return tasks.isEmpty()
        ? goOn(ledger, sync, null, at)
        : advance(
            ledger,
            new Stage.Tidying(sync, Round.of("after " + Standing.round(sync.state()), tasks)),
            at);
  }

  private Transition tidied(Ledger ledger, Stage.Busy stage, Circumstances at) {
    Inventory before = ledger.requireInventory();
    Inventory changed = InventoryRecords.after(before, stage.round(), null, before.wave());
    if (changed.objects().size() == before.objects().size()) {
      return goOn(ledger, stage.sync(), stage.round().cut(), at);
    }
    Inventory next = InventoryRecords.next(changed, at.now());
    return Transition.none(ledger.with(next))
        .write(told(stage.sync(), next))
        .andThen(tidied -> goOn(tidied, stage.sync(), stage.round().cut(), at));
  }

  /**
   * The step before is over, and so is the tidying up after it.
   *
   * @param cut what to fail with where something is left to do: the time is over; null while not
   */
  private Transition goOn(
      Ledger ledger, Stage.Accepted sync, @Nullable ObjectFailure cut, Circumstances at) {
    SyncState state = sync.state();
    Inventory inventory = ledger.requireInventory();
    Steps steps = Steps.of(state);
    int before = state.nextWave() - 1;
    List<ObjectFailure> failures = new ArrayList<>();
    SyncDraft draft = SyncDraft.of(state);
    if (state.awaitingSettled()) {
      PlanMade.Step step = steps.get(before);
      failures.addAll(Shortfall.ofHooks(state, step));
      draft.over(step, at.now());
    }
    boolean last = state.nextWave() >= steps.size();
    if (cut != null && !last) {
      failures.add(cut);
    }
    Stage.Accepted further = sync.with(draft);
    if (!failures.isEmpty()) {
      return failing().fail(ledger, further, inventory, failures, steps.counted(before), at);
    }
    if (last || !state.awaitingSettled()) {
      return begin(ledger, further, at);
    }
    return Transition.none(ledger)
        .write(told(further, further.state()))
        .andThen(same -> begin(same, further, at));
  }

  private Transition finish(Ledger ledger, Stage.Accepted sync, Circumstances at) {
    SyncState state = sync.state();
    Inventory inventory = ledger.requireInventory();
    if (state.failures() != null) {
      int begun = Steps.of(state).counted(state.nextWave());
      return Ending.failed(ledger, sync, inventory, state.failures(), begun, at.now());
    }
    List<ObjectTask> left =
        state.plan().kind() == PlanMade.Kind.DELETE
            ? StepTasks.leftovers(state.plan(), inventory)
            : List.of();
    return left.isEmpty()
        ? Ending.succeeded(ledger, sync, inventory, at.now())
        : advance(ledger, new Stage.Writing(sync, Round.of(Standing.round(state), left)), at);
  }
}
