package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.driftdetector.model.ApplicationStatus.Condition;
import dev.plumbline.driftdetector.model.ApplicationStatus.Operation;
import dev.plumbline.driftdetector.model.ApplicationStatus.Resource;
import dev.plumbline.driftdetector.model.Planner.Planning;
import dev.plumbline.driftdetector.model.Pruning.Kept;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts a judgement into the words of the {@code Application}'s status. */
final class StatusReport {

  private static final int SHOWN = ConditionReport.SHOWN;

  /** Of each of two hundred objects: an object of the API has room for a million bytes. */
  private static final int LONGEST_MESSAGE = 500;

  private final ApplicationView view;
  private final VerdictDraft draft;
  private final Comparison comparison;
  private final Outlook outlook;
  private final StepWatch steps;
  private final @Nullable PlanMade plan;
  private final ConditionReport conditions;

  /**
   * @param steps what the steps of the plan under way have come to
   * @param planning what was just planned
   */
  StatusReport(
      ApplicationView view,
      VerdictDraft draft,
      Comparison comparison,
      Outlook outlook,
      StepWatch steps,
      Planning planning) {
    this.view = view;
    this.draft = draft;
    this.comparison = comparison;
    this.outlook = outlook;
    this.steps = steps;
    this.plan = planning.plan();
    this.conditions = new ConditionReport(view, draft, comparison, outlook, planning);
  }

  /**
   * One sentence for a person: what keeps the application from being as it should, or that it is.
   */
  String headline() {
    return conditions.ready().message();
  }

  /** The status; what has not changed keeps its times. */
  ApplicationStatus status(ApplicationStatus before) {
    String message = outlook.message();
    Operation operation = operation(before);
    boolean running = operation != null && operation.finishedAt() == null;
    Progress progress = Progress.of(view, draft, outlook, steps);
    return new ApplicationStatus(
        view.application().metadata().generation(),
        new ApplicationStatus.Sync(
            outlook.sync(), revision(draft.revisions), revisions(draft.revisions)),
        new ApplicationStatus.Health(outlook.health(), message.isEmpty() ? null : message),
        conditions.all(before),
        operation != null && running ? operation.at(progress.stage(), progress.wave()) : operation,
        line(progress),
        lastAttempted(before),
        summary(),
        resources(),
        new History(view, draft, outlook).after(before.history()));
  }

  /** Whoever sees only this line, as in a table, learns from it why the application rests. */
  private @Nullable String line(Progress progress) {
    if (draft.openPlan != null || draft.blocked != null) {
      return progress.text();
    }
    if (draft.retryAt != null) {
      Inventory inventory = view.inventory();
      String why = inventory == null ? "" : describe(inventory.failures());
      return progress.text() + (why.isEmpty() ? "" : ": " + Progress.shortened(why));
    }
    if (!progress.text().isEmpty()) {
      return progress.text();
    }
    Condition ready = conditions.ready();
    return ready.status().equals("False") ? Progress.shortened(ready.message()) : null;
  }

  static @Nullable String revision(List<SourceRevision> revisions) {
    return revisions.isEmpty() ? null : revisions.get(0).commit();
  }

  static @Nullable List<String> revisions(List<SourceRevision> revisions) {
    return revisions.size() < 2 ? null : revisions.stream().map(SourceRevision::commit).toList();
  }

  private @Nullable String lastAttempted(ApplicationStatus before) {
    RenderFailure failure = view.renderFailure();
    if (failure != null) {
      String failed = revision(failure.revisions());
      return failed == null || failed.isEmpty() ? before.lastAttemptedRevision() : failed;
    }
    String current = revision(draft.revisions);
    return current == null ? before.lastAttemptedRevision() : current;
  }

  private @Nullable Operation operation(ApplicationStatus before) {
    Operation last = before.operation();
    PlanMade made = plan;
    if (made != null) {
      return new Operation(
          "Running",
          made.planId(),
          revision(made.revisions()),
          null,
          seconds(made.madeAt()),
          null,
          null,
          null);
    }
    OpenPlan open = draft.openPlan;
    Inventory inventory = view.inventory();
    if (open != null) {
      return last != null && last.planId().equals(open.planId())
          ? last
          : new Operation(
              "Running",
              open.planId(),
              revision(draft.revisions),
              null,
              seconds(view.now()),
              null,
              null,
              null);
    }
    if (inventory == null || !inventory.phase().ended()) {
      return last;
    }
    boolean known = last != null && last.planId().equals(inventory.planId());
    return new Operation(
        switch (inventory.phase()) {
          case SUCCEEDED -> "Succeeded";
          case FAILED -> "Failed";
          case SUPERSEDED, WRITING -> "Superseded";
        },
        inventory.planId(),
        revision(inventory.revisions()),
        inventory.failures().isEmpty() ? null : describe(inventory.failures()),
        known && last != null ? last.startedAt() : seconds(inventory.writtenAt()),
        seconds(inventory.writtenAt()),
        null,
        null);
  }

  /** As Kubernetes writes times. */
  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  static String describe(List<ObjectFailure> failures) {
    StringBuilder text = new StringBuilder();
    for (ObjectFailure failure : failures.subList(0, Math.min(SHOWN, failures.size()))) {
      String subject = failure.ref() + ": ";
      text.append(text.isEmpty() ? "" : "; ")
          .append(failure.message().startsWith(subject) ? "" : subject)
          .append(failure.message());
    }
    if (failures.size() > SHOWN) {
      text.append("; and ").append(failures.size() - SHOWN).append(" more");
    }
    return text.toString();
  }

  private ApplicationStatus.Summary summary() {
    List<ObjectState> objects = comparison.objects();
    return new ApplicationStatus.Summary(
        objects.size(),
        (int) objects.stream().filter(o -> o.sync() == SyncStatus.Synced).count(),
        (int) objects.stream().filter(o -> o.sync() == SyncStatus.OutOfSync).count(),
        count(HealthStatus.Healthy),
        count(HealthStatus.Progressing),
        count(HealthStatus.Degraded),
        count(HealthStatus.Missing),
        count(HealthStatus.Suspended),
        count(HealthStatus.Unknown));
  }

  private int count(HealthStatus health) {
    return (int) comparison.objects().stream().filter(o -> o.health() == health).count();
  }

  /** Whoever is asked to confirm something is to see it, whatever else there is to tell. */
  private List<Resource> resources() {
    List<ObjectState> objects = comparison.objects();
    if (objects.size() <= ApplicationStatus.MOST_RESOURCES) {
      return objects.stream().map(this::resource).toList();
    }
    return Stream.concat(
            objects.stream().filter(o -> asks(o).isPresent()),
            objects.stream()
                .filter(o -> asks(o).isEmpty())
                .filter(o -> o.sync() != SyncStatus.Synced || o.health() != HealthStatus.Healthy))
        .limit(ApplicationStatus.MOST_RESOURCES)
        .map(this::resource)
        .toList();
  }

  /** Why a person has to confirm before the object is deleted; empty when nobody has to. */
  private Optional<String> asks(ObjectState object) {
    return comparison.pruning().question() == null
        ? Optional.empty()
        : comparison.pruning().kept(object.ref()).filter(Kept::waits).map(Kept::why);
  }

  /** One that Git does not have says itself what becomes of it. */
  private @Nullable String message(ObjectState object) {
    String own = object.message();
    String asked = object.leftOver() ? "" : asks(object).orElse("");
    String all = asked.isEmpty() || own.isEmpty() ? asked + own : asked + "; " + own;
    return all.isEmpty() ? null : Brevity.cut(all, LONGEST_MESSAGE);
  }

  private Resource resource(ObjectState object) {
    ObjectRef ref = object.ref();
    return new Resource(
        ref.group().isEmpty() ? null : ref.group(),
        ref.kind(),
        ref.namespace().isEmpty() ? null : ref.namespace(),
        ref.name(),
        view.trouble() == null ? object.sync() : SyncStatus.Unknown,
        view.trouble() == null ? object.health() : HealthStatus.Unknown,
        message(object),
        object.leftOver() ? Boolean.TRUE : null);
  }

  /** Drift in a few words. */
  static String describeDrift(List<ObjectDrift> drifts) {
    Map<ObjectRef, String> texts = new TreeMap<>();
    for (ObjectDrift drift : drifts) {
      String by = drift.manager() == null ? "" : " by " + drift.manager();
      texts.put(
          drift.ref(),
          switch (drift.kind()) {
            case MISSING -> drift.ref() + " was deleted";
            case CHANGED ->
                drift.ref()
                    + " was changed"
                    + by
                    + drift.paths().stream()
                        .limit(SHOWN)
                        .map(ObjectDrift.PathDrift::path)
                        .reduce((a, b) -> a + ", " + b)
                        .map(paths -> " (" + paths + ")")
                        .orElse("");
            case NOT_PRUNED -> drift.ref() + " is no longer in Git and was kept";
            case EXTRA -> drift.ref() + " bears our mark and is not in Git";
          });
    }
    StringBuilder text = new StringBuilder();
    texts.values().stream()
        .limit(SHOWN)
        .forEach(one -> text.append(text.isEmpty() ? "" : "; ").append(one));
    if (texts.size() > SHOWN) {
      text.append("; and ").append(texts.size() - SHOWN).append(" more");
    }
    return text.toString();
  }
}
