package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often objects were put right lately. Two writers who both insist would otherwise fight as
 * fast as the API server lets them: after three times in a row the next attempt waits, each time
 * longer.
 *
 * @param byObject object id to its count
 */
public record Heals(Map<String, Heal> byObject) {

  /** Nothing was put right lately. */
  public static final Heals NONE = new Heals(Map.of());

  private static final int AT_ONCE = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
  private static final Duration TRUSTED_AFTER = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 5;

  /** How often one object was put right in a row, and when last. */
  public record Heal(int count, Instant last) {
    /** What is still to come was before the clock was set back. */
    boolean forgotten(Instant now) {
      return last.isAfter(now) || !last.plus(FORGOTTEN_AFTER).isAfter(now);
    }

    boolean contested(Instant now) {
      return count >= AT_ONCE && !forgotten(now);
    }

    Instant permittedAt() {
      if (count < AT_ONCE) {
        return Instant.EPOCH;
      }
      Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - AT_ONCE, MOST_DOUBLINGS));
      return last.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }
  }

  public Heals {
    byObject = Map.copyOf(byObject);
  }

  /** Whether the object may be put right at that moment. */
  boolean permits(ObjectRef object, Instant now) {
    Heal heal = byObject.get(object.id());
    return heal == null || heal.forgotten(now) || !heal.permittedAt().isAfter(now);
  }

  /** Whether it was put right so often that the next time has to wait. */
  boolean contested(ObjectRef object, Instant now) {
    Heal heal = byObject.get(object.id());
    return heal != null && heal.contested(now);
  }

  /** How often it was put right in a row; 0 when not lately. */
  int count(ObjectRef object, Instant now) {
    Heal heal = byObject.get(object.id());
    return heal == null || heal.forgotten(now) ? 0 : heal.count();
  }

  /**
   * Until when objects that were contested must stay right before that is believed; empty when none
   * of them was.
   */
  Optional<Instant> trustedFrom(Collection<ObjectRef> objects, Instant now) {
    return objects.stream()
        .map(object -> byObject.get(object.id()))
        .filter(heal -> heal != null && heal.contested(now))
        .map(heal -> heal.last().plus(TRUSTED_AFTER))
        .filter(at -> at.isAfter(now))
        .max(Comparator.naturalOrder());
  }

  /** When the first of several objects that have to wait may be put right. */
  Optional<Instant> nextPermitted(Collection<ObjectRef> objects, Instant now) {
    return objects.stream()
        .map(object -> byObject.get(object.id()))
        .filter(heal -> heal != null && !heal.forgotten(now))
        .map(Heal::permittedAt)
        .filter(at -> at.isAfter(now))
        .min(Comparator.naturalOrder());
  }

  /** These counts after a plan puts objects right; what is long past is forgotten. */
  Heals healing(Collection<ObjectRef> objects, Instant now) {
    if (objects.isEmpty()) {
      return this;
    }
    Map<String, Heal> next = new HashMap<>(byObject);
    next.values().removeIf(heal -> heal.forgotten(now));
    for (ObjectRef object : objects) {
      Heal before = next.get(object.id());
      next.put(object.id(), new Heal(before == null ? 1 : before.count() + 1, now));
    }
    return new Heals(next);
  }
}
