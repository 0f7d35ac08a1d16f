package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncAccount;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncEvent.Counts;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records with which a plan ends, or is not carried out at all. */
final class Ending {

  private Ending() {}

  /**
   * All is done.
   *
   * @param changed what has become of the objects
   */
  static Transition succeeded(Ledger ledger, Stage.Accepted sync, Inventory changed, Instant now) {
    PlanMade plan = sync.plan();
    Account account = Account.of(sync.state());
    SyncEvent.Succeeded event =
        new SyncEvent.Succeeded(
            plan.application(),
            plan.applicationUid(),
            plan.planId(),
            plan.kind(),
            plan.reason(),
            plan.revisions(),
            plan.trigger(),
            account.counts(),
            Math.max(0, Duration.between(sync.state().acceptedAt(), now).toMillis()),
            account.whole());
    if (plan.kind() == PlanMade.Kind.DELETE) {
      return forget(ledger, sync)
          .write(told(sync, event))
          .then(new Effect.RemoveFinalizer(plan.applicationUid(), sync.trace()));
    }
    Inventory last =
        InventoryRecords.ended(
            changed, Inventory.Phase.SUCCEEDED, sync.state(), changed.wave(), List.of(), now);
    return end(ledger, sync, last).write(told(sync, event));
  }

  /**
   * It failed, and all that was to be done for that case is done.
   *
   * @param begun index of the last step begun
   */
  static Transition failed(
      Ledger ledger,
      Stage.Accepted sync,
      Inventory changed,
      List<ObjectFailure> failures,
      int begun,
      Instant now) {
    return failed(ledger, sync, changed, failures, begun, Account.of(sync.state()), now);
  }

  /** What the sync did cannot be recorded: it ends with what could be before. */
  static Transition unrecordable(Ledger ledger, Stage.UnderWay stage, String why, Instant now) {
    Stage.Accepted sync = stage.sync();
    List<ObjectFailure> failures = new ArrayList<>();
    if (sync.state().failures() != null) {
      failures.addAll(sync.state().failures());
    }
    failures.add(FailureText.unrecordable(sync.plan(), why));
    return failed(
        ledger,
        sync,
        ledger.requireInventory(),
        failures,
        begun(stage),
        Account.of(sync.state(), false),
        now);
  }

  private static Transition failed(
      Ledger ledger,
      Stage.Accepted sync,
      Inventory changed,
      List<ObjectFailure> failures,
      int begun,
      Account account,
      Instant now) {
    PlanMade plan = sync.plan();
    SyncEvent.Failed event = failure(plan, account.counts(), failures, account.whole());
    Inventory last =
        InventoryRecords.ended(changed, Inventory.Phase.FAILED, sync.state(), begun, failures, now);
    return end(ledger, sync, last).write(told(sync, event));
  }

  /** Ends a sync early, keeping a record of what it did; one that had failed before has failed. */
  static Transition superseded(Ledger ledger, Stage.UnderWay stage, String cause, Instant now) {
    Stage.Accepted before = stage.sync();
    SyncState state = before.state();
    Steps steps = Steps.of(state);
    Inventory changed = ledger.requireInventory();
    SyncDraft draft = SyncDraft.of(state);
    PlanMade.Step step = Steps.of(stage);
    if (stage instanceof Stage.Busy busy) {
      draft.did(Tally.of(busy.round(), changed));
      changed =
          InventoryRecords.after(changed, busy.round(), step, steps.counted(state.nextWave()));
    }
    if (step != null) {
      draft.over(step, now);
    } else if (state.awaitingSettled()) {
      draft.over(steps.get(state.nextWave() - 1), now);
    }
    Stage.Accepted sync = before.with(draft);
    if (state.failures() != null) {
      return failed(ledger, sync, changed, state.failures(), begun(stage), now);
    }
    Account account = Account.of(sync.state());
    Inventory last =
        InventoryRecords.ended(
            changed, Inventory.Phase.SUPERSEDED, sync.state(), begun(stage), List.of(), now);
    return end(ledger, sync, last)
        .write(told(sync, refusal(sync.plan(), account.counts(), cause, account.whole())));
  }

  /** Index of the last step that was begun, as inventory and events count it. */
  private static int begun(Stage.UnderWay stage) {
    SyncState state = stage.sync().state();
    Stage within = stage instanceof Stage.Stopping stopping ? stopping.stopped() : stage;
    return Steps.of(state).counted(state.nextWave()) - (within instanceof Stage.Writing ? 0 : 1);
  }

  /** Ends the record of a plan that nothing more is known of, so that another can follow it. */
  static Transition abandoned(Ledger ledger, Inventory left, TraceParent trace, Instant now) {
    Inventory last =
        InventoryRecords.ended(
            left, Inventory.Phase.SUPERSEDED, null, Integer.MAX_VALUE, List.of(), now);
    return Transition.none(ledger.with(last)).write(new Output.Told(last, trace));
  }

  /** A plan is not carried out, and why. */
  static Transition refuse(Ledger ledger, Candidate candidate, String cause) {
    return Transition.none(ledger)
        .write(
            new Output.Told(refusal(candidate.plan(), Counts.NONE, cause, null), candidate.trace()))
        .then(new Effect.Acknowledge(candidate.plan().planId()));
  }

  /** A plan that no record has room for has failed before it was begun. */
  static Transition unacceptable(Ledger ledger, Candidate candidate, String why, Instant now) {
    PlanMade plan = candidate.plan();
    List<ObjectFailure> failures = List.of(FailureText.tooLarge(plan, why));
    Inventory last = InventoryRecords.notBegun(ledger.inventory(), plan, failures, now);
    SyncEvent.Failed event = failure(plan, Counts.NONE, failures, null);
    return Transition.none(ledger.with(last))
        .write(new Output.Told(last, candidate.trace()), new Output.Told(event, candidate.trace()))
        .then(new Effect.Acknowledge(plan.planId()));
  }

  private static SyncEvent.Failed failure(
      PlanMade plan, Counts counts, List<ObjectFailure> failures, @Nullable SyncAccount account) {
    return new SyncEvent.Failed(
        plan.application(),
        plan.applicationUid(),
        plan.planId(),
        plan.reason(),
        plan.revisions(),
        plan.trigger(),
        counts,
        failures,
        plan.attempt(),
        account);
  }

  private static SyncEvent.Superseded refusal(
      PlanMade plan, Counts counts, String cause, @Nullable SyncAccount account) {
    return new SyncEvent.Superseded(
        plan.application(),
        plan.applicationUid(),
        plan.planId(),
        plan.revisions(),
        plan.trigger(),
        counts,
        cause,
        account);
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

  static Output told(Stage.Accepted sync, ApplicationEvent event) {
    return new Output.Told(event, sync.trace());
  }
}
