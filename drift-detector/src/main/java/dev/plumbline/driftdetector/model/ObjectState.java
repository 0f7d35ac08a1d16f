package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one object of an application stands.
 *
 * @param leftOver whether Git does not have it, or not any more
 * @param counts whether the application's health depends on it
 */
record ObjectState(
    ObjectRef ref,
    SyncStatus sync,
    HealthStatus health,
    String message,
    Presence presence,
    boolean leftOver,
    boolean counts) {

  private static final Set<String> APPLICATION_GROUPS = Set.of("plumbline.dev", "argoproj.io");

  /** What is known of where an object is. */
  enum Presence {
    /** It was never applied. */
    PLANNED,
    /** It was applied, and was not seen yet as it was then or later. */
    ON_ITS_WAY,
    /** It was seen. */
    THERE,
    /** It was looked for and is not there. */
    ABSENT
  }

  /** One that was never applied. */
  static ObjectState planned(WantedObject wanted) {
    return new ObjectState(
        wanted.ref(),
        SyncStatus.OutOfSync,
        HealthStatus.Missing,
        "",
        Presence.PLANNED,
        false,
        !wanted.healthIgnored());
  }

  /**
   * One that was applied.
   *
   * @param stuck where below it it is stuck; null when it is not known to be
   */
  static ObjectState of(
      WantedObject wanted, Applied applied, @Nullable Observation seen, @Nullable Stuck stuck) {
    if (seen == null || !seen.reaches(applied)) {
      return of(wanted, HealthStatus.Progressing, "waiting to be seen", Presence.ON_ITS_WAY);
    }
    if (seen.absent()) {
      return of(wanted, HealthStatus.Missing, "not on the cluster", Presence.ABSENT);
    }
    if (seen.terminating()) {
      return of(wanted, HealthStatus.Progressing, "being deleted", Presence.THERE);
    }
    return stuck == null
        ? of(wanted, seen.health(), seen.message(), Presence.THERE)
        : of(wanted, withChildren(seen, stuck), message(seen, stuck), Presence.THERE);
  }

  private static ObjectState of(
      WantedObject wanted, HealthStatus health, String message, Presence presence) {
    return new ObjectState(
        wanted.ref(), SyncStatus.Synced, health, message, presence, false, !wanted.healthIgnored());
  }

  /** A workload says "not yet" for minutes where a pod of it never will. */
  private static HealthStatus withChildren(Observation seen, Stuck stuck) {
    return seen.health() == HealthStatus.Progressing && stuck.health() == HealthStatus.Degraded
        ? HealthStatus.Degraded
        : seen.health();
  }

  private static String message(Observation seen, Stuck stuck) {
    return seen.message().isEmpty() ? stuck.chain() : seen.message() + " -> " + stuck.chain();
  }

  /** One that Git does not have. */
  static ObjectState leftOver(ObjectRef ref, String message) {
    return new ObjectState(
        ref, SyncStatus.OutOfSync, HealthStatus.Healthy, message, Presence.THERE, true, true);
  }

  ObjectState with(SyncStatus other) {
    return new ObjectState(ref, other, health, message, presence, leftOver, counts);
  }

  /** Whether it was ever applied. */
  boolean applied() {
    return presence != Presence.PLANNED;
  }

  /** Whether that is from a sight of the object as it was applied, or later. */
  boolean known() {
    return presence != Presence.ON_ITS_WAY;
  }

  /** Whether it is on the cluster, or is not known not to be. */
  boolean there() {
    return presence == Presence.THERE || presence == Presence.ON_ITS_WAY;
  }

  /**
   * Whether its health is part of the application's. What is not there has none: that it is missing
   * is told by the sync status. Of an application within an application only what it is known to
   * lack counts.
   */
  boolean weighs() {
    boolean application =
        ref.kind().equals("Application") && APPLICATION_GROUPS.contains(ref.group());
    boolean unclear = health == HealthStatus.Missing || health == HealthStatus.Unknown;
    return counts && there() && !(application && unclear);
  }

  ObjectHealth asHealth() {
    return new ObjectHealth(ref, health, message);
  }
}
