package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects that a sync which succeeded did not write: the applier saw that somebody wants them left
 * alone. Where we see that too they are not needed at all. Until we see the object as the applier
 * saw it, or later, asking again would go round in circles; then it is asked for at once. An object
 * that is not ours is not watched, and is asked for once an interval.
 *
 * @param until object id to when it may be asked for again
 */
record PassedOver(Map<String, Instant> until) {

  private static final Duration UNTIL_SEEN = Duration.ofSeconds(30);

  PassedOver {
    until = Map.copyOf(until);
  }

  /** Those that have to wait; none when a person asks. */
  static PassedOver of(ApplicationView view, Comparison comparison) {
    Inventory inventory = view.inventory();
    Wanted desired = view.desired();
    boolean whole =
        inventory != null
            && desired != null
            && view.sync() == null
            && view.application().spec().syncPolicyOrDefault().automatic()
            && inventory.phase() == Inventory.Phase.SUCCEEDED
            && inventory.desiredSequence() >= desired.sequence();
    if (!whole || inventory == null || comparison.needs().isEmpty()) {
      return new PassedOver(Map.of());
    }
    Map<String, Inventory.Entry> entries = new HashMap<>();
    inventory.objects().forEach(entry -> entries.put(entry.ref().id(), entry));
    Map<String, Instant> until = new HashMap<>();
    for (WantedObject need : comparison.needs()) {
      Inventory.Entry entry = entries.get(need.ref().id());
      if (entry != null && entry.step() == null && entry.hook() == null) {
        Duration pause = pause(view, entry);
        Instant at = inventory.writtenAt().plus(pause);
        boolean clockWasSetBack = at.isAfter(view.now().plus(pause.multipliedBy(2)));
        if (at.isAfter(view.now()) && !clockWasSetBack) {
          until.put(need.ref().id(), at);
        }
      }
    }
    return new PassedOver(until);
  }

  /** An object that is ours is watched: it is seen when nobody wants it left alone any more. */
  private static Duration pause(ApplicationView view, Inventory.Entry entry) {
    String version = entry.passedOver();
    if (entry.applied() == null) {
      return view.application().spec().intervalOrDefault();
    }
    if (version == null) {
      return UNTIL_SEEN;
    }
    Observation seen = view.observations().get(entry.ref().id());
    boolean since = seen != null && ResourceVersions.newer(seen.resourceVersion(), version);
    return since ? Duration.ZERO : view.application().spec().intervalOrDefault();
  }

  boolean holds(ObjectRef ref) {
    return until.containsKey(ref.id());
  }

  /** When the first of them may be asked for again; null for none. */
  @Nullable Instant next() {
    return until.values().stream().min(Comparator.naturalOrder()).orElse(null);
  }
}
