package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncPhase;
import org.jspecify.annotations.Nullable;

/**
 * Which objects the steps of a plan under way have written, and of what phase and wave each step
 * is.
 *
 * @param deletes whether the plan deletes the application's objects: it writes none
 * @param shape what is known of the plan; null when it was made before we came
 * @param saysSteps whether the record says of any object what step writes it; those of earlier
 *     releases do not
 */
record WrittenObjects(
    Inventory inventory, boolean deletes, @Nullable PlanShape shape, boolean saysSteps) {

  WrittenObjects(Inventory inventory, boolean deletes, @Nullable PlanShape shape) {
    this(
        inventory,
        deletes,
        shape,
        inventory.objects().stream().anyMatch(entry -> entry.step() != null));
  }

  /** Whether the plan has written that object, up to the last step that was written whole. */
  boolean includes(Inventory.Entry entry) {
    Integer step = entry.step();
    if (step != null || deletes || saysSteps) {
      return step != null && step <= inventory.wave();
    }
    return beforeStepsWereTold(entry);
  }

  /** Of a record of an earlier release: what it does not say is known, or guessed at. */
  private boolean beforeStepsWereTold(Inventory.Entry entry) {
    if (inventory.wave() < 0) {
      return false;
    }
    if (shape == null) {
      return Foundations.includes(entry.ref());
    }
    int whole = Math.min(inventory.wave() + 1, shape.waves().size());
    return shape.waves().subList(0, whole).stream()
        .anyMatch(wave -> wave.contains(entry.ref().id()));
  }

  /** The phase of a step: only hooks have another one than Sync. */
  SyncPhase phase(int step) {
    return inventory.objects().stream()
        .filter(entry -> entry.step() != null && entry.step() == step)
        .map(Inventory.Entry::hook)
        .filter(mark -> mark != null && mark.planId().equals(inventory.planId()))
        .map(Inventory.HookMark::phase)
        .findFirst()
        .orElse(deletes ? SyncPhase.PRE_DELETE : SyncPhase.SYNC);
  }

  /** The wave's number of a step. */
  int number(int step) {
    return inventory.objects().stream()
        .filter(entry -> entry.step() != null && entry.step() == step)
        .map(Inventory.Entry::wave)
        .filter(number -> number != null)
        .findFirst()
        .orElse(0);
  }

  /** How many objects a step writes. */
  int count(int step) {
    return (int)
        inventory.objects().stream()
            .filter(entry -> entry.step() != null && entry.step() == step)
            .count();
  }
}
