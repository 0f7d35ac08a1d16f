package dev.plumbline.driftdetector.sight;

import dev.plumbline.cluster.ownership.Fingerprint;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.driftdetector.model.LastSeen;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of an object that was seen: a few hundred bytes.
 *
 * @param gone whether it was said to be deleted, or not listed any more; one read makes sure
 * @param print what ownership can be told from; null of an object that was only missed in a list
 * @param health its health; {@code Healthy} of kinds whose status is not read
 * @param message on the health, for a person; may be empty
 * @param apart its health were its deletion not asked for; null where it is not
 */
public record Sighting(
    ObjectRef ref,
    boolean gone,
    @Nullable Fingerprint print,
    HealthStatus health,
    String message,
    @Nullable ObjectHealth apart) {

  /** One whose deletion is not asked for. */
  public Sighting(
      ObjectRef ref,
      boolean gone,
      @Nullable Fingerprint print,
      HealthStatus health,
      String message) {
    this(ref, gone, print, health, message, null);
  }

  /** The same, but not there any more. */
  Sighting asGone() {
    return new Sighting(ref, true, print, health, message, apart);
  }

  /** How it was, apart from its deletion; null of one that was not seen itself. */
  @Nullable LastSeen last() {
    if (print == null) {
      return null;
    }
    return apart == null
        ? new LastSeen(print.uid(), health, message)
        : new LastSeen(print.uid(), apart.status(), apart.message());
  }

  /** An object that a list should have held and did not. */
  static Sighting missed(ObjectRef ref) {
    return new Sighting(ref, true, null, HealthStatus.Missing, "");
  }
}
