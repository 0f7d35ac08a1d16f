package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import java.util.Comparator;
import java.util.List;

/**
 * What an application's objects add up to.
 *
 * @param message on the health, for a person; may be empty
 * @param unwell the objects that were applied and are not well, worst first
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
            && (comparison.nothingTooMuch() || keepsLeftovers(view))
            && draft.openPlan == null;
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

  private static boolean keepsLeftovers(ApplicationView view) {
    return !view.application().spec().syncPolicyOrDefault().prunes();
  }

  private static List<ObjectHealth> unwell(Comparison comparison) {
    return comparison.objects().stream()
        .filter(o -> o.applied() && o.known() && o.health().compareTo(HealthStatus.Progressing) > 0)
        .map(ObjectState::asHealth)
        .sorted(Comparator.comparing(ObjectHealth::status).reversed())
        .toList();
  }

  /** The worst of all; of objects on their way to us, what was told before still holds. */
  private static HealthStatus health(
      ApplicationView view, VerdictDraft draft, Comparison comparison) {
    HealthStatus worst = HealthStatus.Healthy;
    for (ObjectState object : comparison.objects()) {
      HealthStatus one = object.health();
      if (!object.known()) {
        boolean judgedBefore =
            view.verdict() != null && view.verdict().desiredSequence() == draft.desiredSequence;
        one = judgedBefore ? draft.health : HealthStatus.Progressing;
      } else if (!object.applied() && draft.openPlan != null) {
        one = HealthStatus.Progressing;
      }
      worst = one.compareTo(worst) > 0 ? one : worst;
    }
    return worst;
  }

  private static String describe(Comparison comparison, HealthStatus health) {
    List<ObjectState> culprits =
        comparison.objects().stream()
            .filter(o -> o.health() == health && health != HealthStatus.Healthy)
            .toList();
    StringBuilder text = new StringBuilder();
    culprits.stream()
        .limit(SHOWN)
        .forEach(
            o -> {
              text.append(text.isEmpty() ? "" : "; ").append(o.ref());
              text.append(o.message().isEmpty() ? "" : ": " + o.message());
            });
    if (culprits.size() > SHOWN) {
      text.append("; and ").append(culprits.size() - SHOWN).append(" more");
    }
    return text.toString();
  }

  /** Whether applied objects are not well, or cannot be seen. */
  boolean notWell() {
    return !unwell.isEmpty() || health == HealthStatus.Unknown;
  }
}
