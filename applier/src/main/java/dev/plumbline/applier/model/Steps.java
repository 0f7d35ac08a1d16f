package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a sync goes through: the steps of its plan or, once it has failed, those for that case.
 *
 * @param before how many steps are counted before the first of these, see {@link Inventory#wave()}
 */
record Steps(List<PlanMade.Step> all, int before) {

  static Steps of(SyncState state) {
    List<PlanMade.Step> steps = state.plan().steps();
    return state.failures() == null
        ? new Steps(steps, 0)
        : new Steps(state.plan().failureSteps(), steps.size());
  }

  /** The step that a stage carries out; null for none. */
  static PlanMade.@Nullable Step of(Stage.UnderWay stage) {
    Stage within = stage instanceof Stage.Stopping stopping ? stopping.stopped() : stage;
    SyncState state = stage.sync().state();
    Steps steps = of(state);
    return within instanceof Stage.Writing && state.nextWave() < steps.size()
        ? steps.get(state.nextWave())
        : null;
  }

  /** All steps that a plan may come to. */
  static List<PlanMade.Step> everyOne(PlanMade plan) {
    return Stream.concat(plan.steps().stream(), plan.failureSteps().stream()).toList();
  }

  PlanMade.Step get(int index) {
    return all.get(index);
  }

  int size() {
    return all.size();
  }

  /** The step as inventory and events count it. */
  int counted(int index) {
    return before + index;
  }

  /**
   * Whether all that was applied up to a step has to be ready before the next is begun. Once a sync
   * has failed that may never be.
   */
  boolean settles(int index) {
    if (before > 0 || index + 1 >= all.size() || !all.get(index + 1).late()) {
      return false;
    }
    // What came before a step that waits has been waited for.
    for (int i = index; i >= 0; i--) {
      if (!all.get(i).applies().isEmpty()) {
        return true;
      }
      if (all.get(i).late()) {
        return false;
      }
    }
    return false;
  }

  /** Whether an object is a hook's of that plan. */
  static boolean runs(PlanMade plan, ObjectRef ref) {
    return everyOne(plan).stream().anyMatch(step -> runs(step, ref));
  }

  static boolean runs(PlanMade.Step step, ObjectRef ref) {
    return step.hooks().stream().anyMatch(hook -> hook.ref().sameObject(ref));
  }
}
