package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.driftdetector.sight.WatchedKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The kinds of one application's objects, and so what is watched for it. A kind is watched for some
 * time after its last object went: an owner that stood still may come too late with one.
 */
final class KindsInUse {

  private static final Duration LINGERING = Duration.ofMinutes(15);

  private final ApplicationKey key;
  private final Surroundings at;
  private final Map<WatchedKind, Instant> lastUse = new HashMap<>();
  private Set<WatchedKind> used = Set.of();
  private Set<WatchedKind> watched = Set.of();

  KindsInUse(ApplicationKey key, Surroundings at) {
    this.key = key;
    this.at = at;
  }

  /** The kinds of the objects there are or should be. */
  Set<WatchedKind> used() {
    return used;
  }

  /** Has these watched, and for some time those that were used until now. */
  void use(Set<WatchedKind> now) {
    Instant moment = at.clock().instant();
    used.forEach(kind -> lastUse.put(kind, moment));
    used = Set.copyOf(now);
    lapse();
  }

  /** Has no longer watched what was not used for some time. */
  void lapse() {
    if (used.equals(watched)) {
      return;
    }
    Instant moment = at.clock().instant();
    used.forEach(kind -> lastUse.put(kind, moment));
    lastUse
        .values()
        .removeIf(
            last -> last.plus(LINGERING).isBefore(moment) || last.isAfter(moment.plus(LINGERING)));
    watch(lastUse.keySet());
  }

  /** Has nothing watched any more. */
  void rest() {
    used = Set.of();
    lastUse.clear();
    watch(Set.of());
  }

  private void watch(Set<WatchedKind> next) {
    if (!next.equals(watched)) {
      Set<WatchedKind> before = watched;
      watched = Set.copyOf(next);
      at.eye().uses(key.toString(), before, watched);
      at.offspring().uses(key.toString(), watched);
    }
  }
}
