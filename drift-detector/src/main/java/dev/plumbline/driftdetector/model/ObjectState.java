package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.Verdict.SyncStatus;

/**
 * How one object of an application stands.
 *
 * @param applied whether it was ever applied
 * @param known whether that is from a sight of the object as it was applied, or later; false while
 *     it is on its way to us
 * @param leftOver whether Git no longer has it
 */
record ObjectState(
    ObjectRef ref,
    SyncStatus sync,
    HealthStatus health,
    String message,
    boolean applied,
    boolean known,
    boolean leftOver) {

  ObjectHealth asHealth() {
    return new ObjectHealth(ref, health, message);
  }
}
