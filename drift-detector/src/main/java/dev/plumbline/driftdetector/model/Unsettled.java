package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.WaveWaiting;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why an object that a plan has written is not settled yet, for a person. */
final class Unsettled {

  private static final Set<String> RUN_TO_AN_END =
      Set.of(
          "batch/Job",
          "argoproj.io/Workflow",
          "tekton.dev/PipelineRun",
          "tekton.dev/TaskRun",
          "certificates.k8s.io/CertificateSigningRequest");

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
    if (seen != null && hasDoneItsWork(entry.ref(), seen, applied)) {
      return Optional.empty();
    }
    if (isGone(seen, applied)) {
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

  /**
   * The one that was written, when it is not there any more, or another one is in its place; empty
   * when it is there, is on its way out or was not seen yet, and when it is no longer needed.
   */
  static Optional<WaveWaiting.Gone> gone(Inventory.Entry entry, @Nullable Observation seen) {
    Applied applied = entry.applied();
    if (applied == null || seen == null || hasDoneItsWork(entry.ref(), seen, applied)) {
      return Optional.empty();
    }
    return isGone(seen, applied) || isReplaced(seen, applied)
        ? Optional.of(new WaveWaiting.Gone(entry.ref(), applied.uid()))
        : Optional.empty();
  }

  /** Also of one that a list did not have, which says nothing of uids. */
  private static boolean isGone(@Nullable Observation seen, Applied applied) {
    return seen != null
        && seen.gone()
        && (seen.uid().isEmpty() || seen.uid().equals(applied.uid()));
  }

  private static boolean isReplaced(Observation seen, Applied applied) {
    return !seen.uid().isEmpty()
        && !seen.uid().equals(applied.uid())
        && !seen.resourceVersion().isEmpty()
        && !seen.terminating()
        && seen.reaches(applied);
  }

  /**
   * What runs to an end and has come to a good one may be taken away by its TTL: to put it back
   * would run it again.
   */
  private static boolean hasDoneItsWork(ObjectRef ref, Observation seen, Applied applied) {
    LastSeen last = seen.last();
    return seen.gone()
        && RUN_TO_AN_END.contains(ref.group() + "/" + ref.kind())
        && last != null
        && last.uid().equals(applied.uid())
        && last.health() == HealthStatus.Healthy;
  }

  private static Optional<ObjectHealth> so(
      Inventory.Entry entry, HealthStatus health, String message) {
    return Optional.of(new ObjectHealth(entry.ref(), health, message));
  }
}
