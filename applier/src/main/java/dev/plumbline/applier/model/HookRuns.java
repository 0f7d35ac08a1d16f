package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;

/** How far the hooks of a sync are. */
final class HookRuns {

  private HookRuns() {}

  /** Whether a hook has come to its end, be it good or bad. */
  static boolean ended(SyncState state, ObjectRef ref) {
    return state.hooks() != null
        && state.hooks().stream()
            .anyMatch(run -> run.ref().sameObject(ref) && run.succeeded() != null);
  }

  /** Whether all of a step have. */
  static boolean ended(SyncState state, PlanMade.Step step) {
    return step.hooks().stream().allMatch(hook -> ended(state, hook.ref()));
  }
}
