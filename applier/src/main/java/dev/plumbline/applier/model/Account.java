package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.ObjectOutcome;
import dev.plumbline.contracts.events.ObjectOutcome.Result;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncAccount;
import dev.plumbline.contracts.events.SyncEvent.Counts;
import dev.plumbline.contracts.events.SyncState;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole account of a sync that ends.
 *
 * @param counts of all objects, those included that were left alone
 */
record Account(Counts counts, SyncAccount whole) {

  static Account of(SyncState state) {
    return of(state, true);
  }

  /**
   * An account.
   *
   * @param detailed whether each object's outcome is told
   */
  static Account of(SyncState state, boolean detailed) {
    PlanMade plan = state.plan();
    Tally left = new Tally(leftAlone(state), List.of());
    List<ObjectOutcome> objects = new ArrayList<>();
    if (detailed) {
      if (state.outcomes() != null) {
        objects.addAll(state.outcomes());
      }
      objects.addAll(left.outcomes());
    }
    return new Account(
        left.onto(state.counts()),
        new SyncAccount(
            plan.kind(),
            plan.reason(),
            plan.digest(),
            plan.serviceAccount(),
            state.acceptedAt(),
            objects,
            state.stages() == null ? List.of() : state.stages()));
  }

  private static List<ObjectOutcome> leftAlone(SyncState state) {
    List<ObjectOutcome> left = new ArrayList<>();
    if (state.hooks() != null) {
      for (SyncState.HookRun run : state.hooks()) {
        if (run.succeeded() == null) {
          left.add(
              new ObjectOutcome(
                  run.ref(), Result.SKIPPED, "it had not ended when the sync did, and runs on"));
        }
      }
    }
    if (state.plan().skipped() != null) {
      for (PlanMade.Skipped skipped : state.plan().skipped()) {
        left.add(new ObjectOutcome(skipped.ref(), Result.SKIPPED, skipped.why()));
      }
    }
    return left;
  }
}
