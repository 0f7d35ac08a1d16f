package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.driftdetector.model.ObjectState.Presence;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an application's objects add up to.
 *
 * @param message on the health, for a person; may be empty
 * @param unwell the objects that were applied and are not well or not there, worst first
 * @param converged whether everything is as Git wants it, was seen to be, and is well
 */
record Outlook(
    SyncStatus sync,
    HealthStatus health,
    String message,
    List<ObjectHealth> unwell,
    boolean converged) {

  private static final int SHOWN = 3;

  static Outlook of(ApplicationView view, VerdictDraft draft, Comparison comparison) {
    ClusterTrouble trouble = view.trouble();
    if (trouble != null) {
      String message = "cluster " + trouble.cluster() + " cannot be seen: " + trouble.message();
      return new Outlook(SyncStatus.Unknown, HealthStatus.Unknown, message, List.of(), false);
    }
    if (view.desired() == null) {
      return new Outlook(SyncStatus.Unknown, HealthStatus.Progressing, "", List.of(), false);
    }
    List<ObjectHealth> unwell = unwell(comparison);
    HealthStatus health = health(view, draft, comparison);
    boolean well = health == HealthStatus.Healthy || health == HealthStatus.Suspended;
    boolean done =
        comparison.needs().isEmpty()
            && comparison.changes().isEmpty()
            && comparison.nothingToPrune()
            && draft.openPlan == null
            && comparison.objects().stream().allMatch(ObjectState::there);
    boolean converged =
        done && well && comparison.complete() && view.rendered() && view.catalogued();
    boolean outOfSync = comparison.objects().stream().anyMatch(o -> o.sync() != SyncStatus.Synced);
    return new Outlook(
        outOfSync ? SyncStatus.OutOfSync : SyncStatus.Synced,
        health,
        describe(comparison, health),
        unwell,
        converged);
  }

  private static List<ObjectHealth> unwell(Comparison comparison) {
    return comparison.objects().stream()
        .filter(o -> o.weighs() || o.presence() == Presence.ABSENT)
        .filter(o -> o.known() && o.health().compareTo(HealthStatus.Progressing) > 0)
        .map(ObjectState::asHealth)
        .sorted(Comparator.comparing(ObjectHealth::status).reversed())
        .toList();
  }

  /**
   * The worst of those that are there; of objects on their way to us, what was told before still
   * holds. An application of which nothing is there is missing itself.
   */
  private static HealthStatus health(
      ApplicationView view, VerdictDraft draft, Comparison comparison) {
    HealthStatus worst = HealthStatus.Healthy;
    boolean nothingThere = !comparison.objects().isEmpty();
    for (ObjectState object : comparison.objects()) {
      HealthStatus one = object.health();
      nothingThere &= !object.there();
      if (!object.known()) {
        boolean judgedBefore =
            view.verdict() != null && view.verdict().desiredSequence() == draft.desiredSequence;
        one = judgedBefore ? draft.health : HealthStatus.Progressing;
      } else if (!object.applied() && draft.openPlan != null) {
        one = HealthStatus.Progressing;
        nothingThere = false;
      } else if (!object.weighs()) {
        continue;
      }
      worst = one.compareTo(worst) > 0 ? one : worst;
    }
    return nothingThere ? HealthStatus.Missing : worst;
  }

  private static String describe(Comparison comparison, HealthStatus health) {
    return list(
        comparison.objects().stream()
            .filter(o -> o.health() == health && health != HealthStatus.Healthy)
            .filter(o -> o.weighs() || health == HealthStatus.Missing)
            .map(ObjectState::asHealth)
            .toList());
  }

  private static String list(List<ObjectHealth> objects) {
    String more = objects.size() > SHOWN ? "; and " + (objects.size() - SHOWN) + " more" : "";
    return objects.stream()
            .limit(SHOWN)
            .map(o -> o.ref() + (o.message().isEmpty() ? "" : ": " + o.message()))
            .collect(Collectors.joining("; "))
        + more;
  }

  /** Which objects are not well or not there, for a person. */
  String lossMessage() {
    return unwell.isEmpty() ? message : list(unwell);
  }

  /** Whether what is there of it is in a state that does not pass by itself. */
  boolean poorly() {
    return health.compareTo(HealthStatus.Missing) > 0;
  }

  /** The health of the worst object, be it there or not, and at least as bad as that of all. */
  HealthStatus worst() {
    return unwell.isEmpty() || unwell.get(0).status().compareTo(health) < 0
        ? health
        : unwell.get(0).status();
  }

  /** Whether applied objects are not well or not there, or cannot be seen. */
  boolean notWell() {
    return !unwell.isEmpty() || health == HealthStatus.Unknown;
  }
}
