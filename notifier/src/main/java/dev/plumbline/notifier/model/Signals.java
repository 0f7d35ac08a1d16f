package dev.plumbline.notifier.model;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.resources.NotificationRoute.Subject;
import dev.plumbline.notifier.model.Signal.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads events as signals. A fingerprint is taken from structured fields only: a message that says
 * "after 2.08 s" must not make old trouble look new.
 */
public final class Signals {

  /** What a run of a hook without a name adds to its placeholder. */
  private static final Pattern RUN = Pattern.compile("(?<=[0-9a-f]{6})-[0-9a-f]+$");

  private Signals() {}

  /** Whether an event can mean anything here; a plan's start, for one, cannot. */
  public static boolean concern(ApplicationEvent event) {
    return event instanceof RenderResult
        || event instanceof DriftEvent
        || event instanceof SyncEvent.Succeeded
        || event instanceof SyncEvent.Failed;
  }

  /** What an event means, in order; nothing for most. */
  public static List<Signal> of(ApplicationEvent event, ApplicationFacts facts) {
    Wording wording = new Wording(facts, event);
    if (event instanceof DriftEvent drift) {
      return drift(drift, wording);
    }
    if (event instanceof RenderResult.Failed failed) {
      return List.of(
          new Signal(
              Kind.TROUBLE,
              Subject.RenderFailed,
              Json.sha256(failed.reason() + "\n" + failed.message()),
              wording.renderFailed(failed)));
    }
    if (event instanceof RenderResult) {
      return List.of(relief(Subject.RenderFailed, wording.rendersAgain()));
    }
    if (event instanceof SyncEvent.Failed failed) {
      return List.of(
          new Signal(
              Kind.TROUBLE,
              Subject.SyncFailed,
              digest(failed.failures().stream().map(Signals::identity)),
              wording.syncFailed(failed)));
    }
    if (event instanceof SyncEvent.Succeeded succeeded) {
      return List.of(relief(Subject.SyncFailed, wording.synced(succeeded)));
    }
    return List.of();
  }

  private static List<Signal> drift(DriftEvent event, Wording wording) {
    if (event instanceof DriftEvent.Detected detected) {
      return List.of(
          new Signal(
              Kind.TROUBLE,
              Subject.Drift,
              digest(detected.objects().stream().map(Signals::identity)),
              wording.drifted(detected)));
    }
    if (event instanceof DriftEvent.Cleared cleared) {
      return List.of(relief(Subject.Drift, wording.driftCleared(cleared)));
    }
    if (event instanceof DriftEvent.ConvergenceLost lost) {
      return List.of(
          new Signal(
              Kind.TROUBLE,
              Subject.ConvergenceLost,
              digest(
                  Stream.concat(
                      Stream.of(lost.health().name()),
                      lost.objects().stream().map(o -> o.ref().id() + " " + o.status()))),
              wording.notWell(lost)));
    }
    if (event instanceof DriftEvent.ConvergenceReached reached) {
      return List.of(
          relief(Subject.ConvergenceLost, wording.wellAgain(reached)),
          new Signal(
              Kind.INFORMATION,
              Subject.ConvergenceReached,
              revisions(reached.revisions()),
              wording.converged(reached)));
    }
    if (event instanceof DriftEvent.ConfirmationRequired required) {
      return List.of(
          new Signal(
              Kind.QUESTION,
              Subject.ConfirmationRequired,
              required.digest(),
              wording.asksForConfirmation(required)));
    }
    return List.of();
  }

  private static Signal relief(Subject subject, Notice notice) {
    return new Signal(Kind.RELIEF, subject, "", notice);
  }

  /** Which object differs how and where; not the values, nor by whom. */
  private static String identity(ObjectDrift drift) {
    return drift.ref().id()
        + " "
        + drift.kind()
        + drift.paths().stream()
            .map(ObjectDrift.PathDrift::path)
            .sorted()
            .collect(Collectors.joining("\n  ", "\n  ", ""));
  }

  /** What is wrong with which object; a hook without a name has another one at each run. */
  private static String identity(ObjectFailure failure) {
    String id = failure.ref().id();
    boolean hook = failure.reason().equals(FailedSync.HOOK);
    return (hook ? RUN.matcher(id).replaceFirst("-") : id) + " " + failure.reason();
  }

  private static String revisions(List<SourceRevision> revisions) {
    return digest(
        revisions.stream().map(r -> r.repository() + " " + r.targetRevision() + " " + r.commit()));
  }

  private static String digest(Stream<String> parts) {
    return Json.sha256(parts.sorted(Comparator.naturalOrder()).collect(Collectors.joining("\n")));
  }
}
