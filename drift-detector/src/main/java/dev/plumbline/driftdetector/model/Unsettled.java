package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.ObjectHealth;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why an object that a plan has written is not settled yet, for a person. */
final class Unsettled {

  private Unsettled() {}

  /**
   * How it is; empty when it is settled.
   *
   * @param healthIgnored whether its health does not count
   * @param stuck where below it it is stuck; null when it is not known to be
   */
  static Optional<ObjectHealth> of(
      Inventory.Entry entry,
      @Nullable Observation seen,
      @Nullable Stuck stuck,
      boolean healthIgnored) {
    Applied applied = entry.applied();
    if (applied == null) {
      return so(entry, HealthStatus.Progressing, "waiting to be written");
    }
    if (seen != null && seen.gone() && seen.uid().equals(applied.uid())) {
      return so(entry, HealthStatus.Missing, "somebody deleted it since it was written");
    }
    if (seen == null || !seen.reaches(applied)) {
      return so(entry, HealthStatus.Progressing, "waiting to be seen");
    }
    if (seen.settled(applied, healthIgnored)) {
      return Optional.empty();
    }
    if (seen.absent()) {
      return so(entry, HealthStatus.Missing, "not on the cluster");
    }
    if (!seen.uid().equals(applied.uid())) {
      return so(entry, HealthStatus.Progressing, "it was made anew by somebody else");
    }
    String chain = stuck == null ? "" : stuck.chain();
    String message = seen.message();
    return so(
        entry,
        seen.health(),
        message.isEmpty() || chain.isEmpty() ? message + chain : message + " -> " + chain);
  }

  private static Optional<ObjectHealth> so(
      Inventory.Entry entry, HealthStatus health, String message) {
    return Optional.of(new ObjectHealth(entry.ref(), health, message));
  }
}
