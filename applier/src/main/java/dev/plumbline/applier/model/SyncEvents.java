package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncState;
import java.util.List;

/** What is told of a plan under way. */
final class SyncEvents {

  private SyncEvents() {}

  static SyncEvent.Started started(PlanMade plan) {
    List<PlanMade.Step> steps = plan.steps();
    return new SyncEvent.Started(
        plan.application(),
        plan.applicationUid(),
        plan.planId(),
        plan.kind(),
        plan.reason(),
        plan.revisions(),
        plan.trigger(),
        steps.size(),
        steps.stream().mapToInt(SyncEvents::objects).sum());
  }

  private static int objects(PlanMade.Step step) {
    return step.applies().size() + step.hooks().size() + step.prunes().size();
  }

  /**
   * A step is written.
   *
   * @param counted its index, as inventory and events count it
   */
  static SyncEvent.Progressed progressed(SyncState state, PlanMade.Step step, int counted) {
    PlanMade plan = state.plan();
    return new SyncEvent.Progressed(
        plan.application(),
        plan.applicationUid(),
        plan.planId(),
        plan.revisions(),
        plan.trigger(),
        counted,
        state.counts(),
        step.phase(),
        step.number());
  }
}
