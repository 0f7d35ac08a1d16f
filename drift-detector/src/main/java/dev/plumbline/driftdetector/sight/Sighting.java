package dev.plumbline.driftdetector.sight;

import dev.plumbline.cluster.ownership.Fingerprint;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of an object that was seen: a few hundred bytes.
 *
 * @param gone whether it was said to be deleted, or not listed any more; one read makes sure
 * @param print what ownership can be told from; null of an object that was only missed in a list
 * @param health its health; {@code Healthy} of kinds whose status is not read
 * @param message on the health, for a person; may be empty
 */
public record Sighting(
    ObjectRef ref, boolean gone, @Nullable Fingerprint print, HealthStatus health, String message) {

  /** The same, but not there any more. */
  Sighting asGone() {
    return new Sighting(ref, true, print, health, message);
  }

  /** An object that a list should have held and did not. */
  static Sighting missed(ObjectRef ref) {
    return new Sighting(ref, true, null, HealthStatus.Missing, "");
  }
}
