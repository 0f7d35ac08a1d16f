package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.PlanMade;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a plan is worth remembering while it is carried out.
 *
 * @param waves the ids of the objects that each step applies; empty of one that applies none
 * @param prunes the ids of the objects to delete
 * @param hooks whether it has hooks, be it only for its failure
 */
public record PlanShape(String planId, List<Set<String>> waves, Set<String> prunes, boolean hooks) {

  public PlanShape {
    waves = List.copyOf(waves);
    prunes = Set.copyOf(prunes);
  }

  /** The shape of a plan. */
  public static PlanShape of(PlanMade plan) {
    return new PlanShape(
        plan.planId(),
        plan.steps().stream()
            .map(
                step ->
                    step.applies().stream()
                        .map(apply -> apply.ref().id())
                        .collect(Collectors.toUnmodifiableSet()))
            .toList(),
        plan.prunes().stream()
            .map(prune -> prune.ref().id())
            .collect(Collectors.toUnmodifiableSet()),
        Stream.concat(plan.steps().stream(), plan.failureSteps().stream())
            .anyMatch(step -> !step.hooks().isEmpty()));
  }

  /** Whether the plan writes or deletes that object. */
  public boolean touches(String objectId) {
    return prunes.contains(objectId) || waves.stream().anyMatch(wave -> wave.contains(objectId));
  }
}
