package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;

/** What a sync's record says of where it stands. */
final class Standing {

  private Standing() {}

  /** Whether the step that is written has to be waited for. */
  static boolean waits(SyncState state) {
    Steps steps = Steps.of(state);
    int written = state.nextWave() - 1;
    return !HookRuns.ended(state, steps.get(written))
        || (steps.settles(written) && !Boolean.TRUE.equals(state.settled()));
  }

  /** Whether all hooks that have ended are seen to: when it has just failed, and last of all. */
  static boolean tidies(SyncState state) {
    return state.failures() != null
        && (state.nextWave() == 0 || state.nextWave() >= Steps.of(state).size());
  }

  /** Whether nothing follows but the end. */
  static boolean endsWith(SyncState state, Inventory changed) {
    return state.failures() == null
        && state.nextWave() >= Steps.of(state).size()
        && (state.plan().kind() == PlanMade.Kind.APPLY
            || StepTasks.leftovers(state.plan(), changed).isEmpty());
  }

  /** The name of the round of tasks that is next. */
  static String round(SyncState state) {
    return "step " + Steps.of(state).counted(state.nextWave());
  }
}
