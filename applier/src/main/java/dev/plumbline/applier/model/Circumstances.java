package dev.plumbline.applier.model;

import java.time.Instant;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the machine may not find out by itself.
 *
 * @param application the resource as the informer shows it at this moment; null when there is none
 * @param jitter a random number from 0 (inclusive) to 1 (exclusive), to spread retries
 * @param rooms how many more calls a cluster would take at once, by its name
 */
public record Circumstances(
    Instant now,
    @Nullable ApplicationView application,
    double jitter,
    ToIntFunction<String> rooms) {

  /** How many more calls a cluster would take at once. */
  int room(String cluster) {
    return rooms.applyAsInt(cluster);
  }

  /** Whether the resource exists and is the one with that uid, not a namesake made later. */
  boolean shows(String uid) {
    return application != null && application.uid().equals(uid);
  }
}
