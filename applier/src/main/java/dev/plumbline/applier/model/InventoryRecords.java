package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How one inventory follows from another. */
final class InventoryRecords {

  private InventoryRecords() {}

  /**
   * The record written before a plan's first write: everything there is, and everything the plan
   * may create. Whatever happens from here on, no object is ever on the cluster unknown to us.
   *
   * @param current the application's inventory so far; null for none
   */
  static Inventory ahead(@Nullable Inventory current, PlanMade plan, Instant now) {
    Map<String, Inventory.Entry> objects = new TreeMap<>();
    if (current != null) {
      current.objects().forEach(entry -> objects.put(entry.ref().id(), entry));
    }
    for (PlanMade.Wave wave : plan.waves()) {
      for (PlanMade.Apply apply : wave.applies()) {
        objects.putIfAbsent(apply.ref().id(), new Inventory.Entry(apply.ref(), null));
      }
    }
    long desired =
        plan.kind() == PlanMade.Kind.DELETE && current != null
            ? current.desiredSequence()
            : plan.desiredSequence();
    return new Inventory(
        plan.application(),
        plan.applicationUid(),
        current == null ? 1 : current.sequence() + 1,
        plan.planId(),
        Inventory.Phase.WRITING,
        desired,
        plan.cluster(),
        plan.revisions(),
        -1,
        List.copyOf(objects.values()),
        List.of(),
        now);
  }

  /**
   * The next record, with what a round did. What failed or was not tried stays as it was: an entry
   * leaves only when its object was seen gone, or seen to belong to somebody else.
   *
   * @param wave index of the last wave written whole
   */
  static Inventory after(
      Inventory current, Round round, Inventory.Phase phase, int wave, Instant now) {
    Map<String, Inventory.Entry> objects = new TreeMap<>();
    current.objects().forEach(entry -> objects.put(entry.ref().id(), entry));
    round
        .ended()
        .forEach(
            (index, outcome) -> {
              ObjectTask task = round.tasks().get(index);
              if (outcome instanceof TaskOutcome.Applied applied) {
                objects.put(task.ref().id(), new Inventory.Entry(task.ref(), applied.applied()));
              } else if (task instanceof ObjectTask.PruneObject) {
                objects.remove(task.ref().id());
              }
            });
    List<ObjectFailure> failures = phase == Inventory.Phase.FAILED ? round.failures() : List.of();
    return new Inventory(
        current.application(),
        current.applicationUid(),
        current.sequence() + 1,
        current.planId(),
        phase,
        current.desiredSequence(),
        current.cluster(),
        current.revisions(),
        wave,
        List.copyOf(objects.values()),
        failures,
        now);
  }
}
