package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The way of a sync that fails: what its plan has for that case, and then its end. */
record Failing(Course course) {

  /**
   * Something failed for good. What is left to do for that case is done from a record that says so,
   * and then it ends.
   *
   * @param begun index of the last step begun
   */
  Transition fail(
      Ledger ledger,
      Stage.Accepted sync,
      Inventory changed,
      List<ObjectFailure> failures,
      int begun,
      Circumstances at) {
    SyncState state = sync.state();
    PlanMade plan = state.plan();
    boolean before = state.failures() != null;
    List<ObjectFailure> all = new ArrayList<>();
    if (before) {
      all.addAll(state.failures());
    }
    all.addAll(failures);
    int next = before ? plan.failureSteps().size() : 0;
    boolean idle =
        next >= plan.failureSteps().size()
            && StepTasks.tidying(state, Steps.everyOne(plan), changed).isEmpty();
    if (idle) {
      return Ending.failed(ledger, sync, changed, all, begun, at.now());
    }
    SyncDraft draft = SyncDraft.of(state).failing(all, next);
    if (before) {
      Stage.Accepted failing = sync.with(draft);
      return Course.record(ledger, failing, changed, at)
          .andThen(recorded -> course.proceed(recorded, failing, at));
    }
    draft.until(at.now().plus(course.deadline().allowedFailing(plan)));
    Stage.Accepted failing = sync.with(draft);
    return Course.record(ledger, failing, InventoryRecords.failing(changed, plan, begun), at)
        .then(course.deadline().alarm(failing.state(), at.now()))
        .andThen(recorded -> course.proceed(recorded, failing, at));
  }

  /** The time is over: what is under way is waited for, nothing else is begun, and it fails. */
  Transition timeOver(Ledger ledger, Stage.UnderWay stage, Circumstances at) {
    Stage.Accepted sync = stage.sync();
    SyncState state = sync.state();
    Duration allowed =
        state.failures() == null
            ? course.deadline().allowed(state.plan())
            : course.deadline().allowedFailing(state.plan());
    if (stage instanceof Stage.Busy busy) {
      ObjectFailure failure = Shortfall.whileWriting(busy, allowed);
      return course.advance(ledger, busy.with(busy.round().cutBy(failure)), at);
    }
    PlanMade.Step step = Steps.of(state).get(state.nextWave() - 1);
    ObjectFailure failure =
        Shortfall.whileWaiting(
            state, step, stage instanceof Stage.Awaiting it ? it.word() : null, allowed);
    return whileWaiting(ledger, sync, ledger.requireInventory(), List.of(failure), true, at);
  }

  /**
   * It fails while a step is waited for: the step is over, with what its hooks have come to.
   *
   * @param changed what has become of the objects
   * @param late whether its time is over
   */
  Transition whileWaiting(
      Ledger ledger,
      Stage.Accepted sync,
      Inventory changed,
      List<ObjectFailure> failures,
      boolean late,
      Circumstances at) {
    SyncState state = sync.state();
    int before = state.nextWave() - 1;
    PlanMade.Step step = Steps.of(state).get(before);
    List<ObjectFailure> all = new ArrayList<>(failures);
    all.addAll(Shortfall.ofHooks(state, step));
    SyncDraft draft = SyncDraft.of(state);
    if (late) {
      draft.outOfTime();
    }
    draft.over(step, at.now());
    return fail(ledger, sync.with(draft), changed, all, Steps.of(state).counted(before), at);
  }
}
