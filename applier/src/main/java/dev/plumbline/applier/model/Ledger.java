package dev.plumbline.applier.model;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Inventory;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one application.
 *
 * @param inventory the newest record of the state topic; null for none
 * @param waiting a plan whose application we do not see yet as its planner saw it; null for none
 */
public record Ledger(
    ApplicationKey application,
    @Nullable Inventory inventory,
    Stage stage,
    @Nullable Candidate waiting) {

  /** Nothing known. */
  public static Ledger empty(ApplicationKey application) {
    return new Ledger(application, null, new Stage.Idle(), null);
  }

  /** Whether there is nothing to remember. */
  public boolean isEmpty() {
    return inventory == null && stage instanceof Stage.Idle && waiting == null;
  }

  /** Whether a task's attempt is under way and still wanted. */
  public boolean wants(Slot slot) {
    return stage instanceof Stage.Busy busy
        && !(busy instanceof Stage.Stopping)
        && !busy.round().halted()
        && slot.isOf(busy)
        && busy.round().isRunning(slot.index());
  }

  Ledger with(Stage further) {
    return new Ledger(application, inventory, further, waiting);
  }

  Ledger with(@Nullable Inventory newer) {
    return new Ledger(application, newer, stage, waiting);
  }

  Ledger waitingFor(@Nullable Candidate candidate) {
    return new Ledger(application, inventory, stage, candidate);
  }

  Inventory requireInventory() {
    if (inventory == null) {
      throw new IllegalStateException(
          "a sync of " + application + " is under way without an inventory written ahead of it");
    }
    return inventory;
  }
}
