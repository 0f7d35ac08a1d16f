package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.driftdetector.model.ApplicationStatus.Condition;
import dev.plumbline.driftdetector.model.Planner.Planning;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts a judgement into conditions, each with what to do about it. */
final class ConditionReport {

  /** How many faults a message names before it only counts the rest. */
  static final int SHOWN = 3;

  /** As long as a condition of Kubernetes' own may be. */
  private static final int LONGEST_MESSAGE = 32_000;

  private static final String STATE_LOST = "StateLost";

  /** Why one is not ready that nobody has looked at as it is specified now. */
  static final String RENDERING = "Rendering";

  /** Why one is not ready that is not as Git wants it, and of which no sync is under way. */
  static final String OUT_OF_SYNC = "OutOfSync";

  private final ApplicationView view;
  private final VerdictDraft draft;
  private final Comparison comparison;
  private final Outlook outlook;
  private final @Nullable String whyNot;
  private final PlanConditions plans;

  ConditionReport(
      ApplicationView view,
      VerdictDraft draft,
      Comparison comparison,
      Outlook outlook,
      Planning planning) {
    this.view = view;
    this.draft = draft;
    this.comparison = comparison;
    this.outlook = outlook;
    this.whyNot = planning.whyNot();
    this.plans = new PlanConditions(view, draft, comparison.pruning());
  }

  /** All conditions; one whose status is as before keeps its time. */
  List<Condition> all(ApplicationStatus before) {
    List<Condition> conditions = new ArrayList<>();
    Condition ready = ready();
    conditions.add(ready);
    if (stalled()) {
      conditions.add(condition("Stalled", true, ready.reason(), ready.message()));
    } else if (ready.status().equals("False") && !resting(ready)) {
      conditions.add(condition("Reconciling", true, ready.reason(), ready.message()));
    }
    conditions.add(renderFailed());
    conditions.add(syncFailed());
    conditions.add(drifted());
    mutated().ifPresent(conditions::add);
    conditions.addAll(plans.all(before));
    new TreeMap<>(view.ruleProblems())
        .forEach((type, why) -> conditions.add(condition(type, true, "NotCompiled", why)));
    Wanted desired = view.desired();
    if (desired != null && !desired.warnings().isEmpty()) {
      conditions.add(renderWarning(desired.warnings()));
    }
    return conditions.stream().map(condition -> continued(condition, before)).toList();
  }

  /** Whether the application is as it should be, and if not, the foremost reason. */
  Condition ready() {
    RenderFailure failure = view.renderFailure();
    ClusterTrouble trouble = view.trouble();
    Obstacle obstacle = view.obstacle();
    if (view.application().deleting()) {
      if (plans.confirmation().isPresent()) {
        return confirmation();
      }
      String held = draft.failedAttempts == 0 ? "" : ": " + syncFailed().message();
      if (draft.blocked != null && draft.blocked.stands()) {
        held = ": " + draft.blocked.message();
      }
      return condition("Ready", false, "Deleting", "the application is being deleted" + held);
    }
    if (trouble != null) {
      return condition("Ready", false, trouble.reason(), outlook.message());
    }
    if (failure != null) {
      return condition("Ready", false, "RenderFailed", failure.message());
    }
    if (obstacle != null) {
      return condition("Ready", false, obstacle.reason(), obstacle.message());
    }
    Blocked blocked = draft.blocked;
    if (blocked != null) {
      return condition("Ready", false, blocked.reason(), blocked.message());
    }
    if (draft.failedAttempts > 0) {
      return condition("Ready", false, "SyncFailed", syncFailed().message());
    }
    if (view.stateLost()) {
      String next = whyNot == null ? "all of it is applied again" : "sync to apply it again";
      return condition(
          "Ready",
          false,
          STATE_LOST,
          "what was remembered of the objects is lost; " + next + ", and nothing is pruned before");
    }
    if (outlook.converged()) {
      return condition("Ready", true, "Converged", "the cluster is as Git wants it, and healthy");
    }
    if (outlook.poorly() && draft.openPlan == null) {
      return condition("Ready", false, outlook.health().name(), outlook.message());
    }
    if (draft.openPlan == null && plans.confirmation().isPresent()) {
      return confirmation();
    }
    return condition("Ready", false, underWayReason(), underWay());
  }

  private Condition confirmation() {
    return condition(
        "Ready", false, PlanConditions.CONFIRMATION_REQUIRED, plans.confirmation().orElse(""));
  }

  private String underWayReason() {
    if (draft.openPlan != null) {
      return "Syncing";
    }
    if (!view.rendered()) {
      return RENDERING;
    }
    if (view.application().spec().suspended()) {
      return "Suspended";
    }
    return outlook.sync() == SyncStatus.OutOfSync ? OUT_OF_SYNC : "Progressing";
  }

  private String underWay() {
    return switch (underWayReason()) {
      case "Syncing" -> "a sync is under way";
      case RENDERING -> "waiting for the application to be rendered";
      case "Suspended" -> "no plans are made while spec.suspend is true";
      case OUT_OF_SYNC ->
          comparison.changes().isEmpty()
              ? "Git wants other objects than the cluster has"
                  + (whyNot == null ? "" : "; " + whyNot)
              : drifted().message();
      default -> outlook.message().isEmpty() ? "waiting to see the objects" : outlook.message();
    };
  }

  /** Nothing goes on by itself until a person or a commit changes something. */
  private boolean stalled() {
    boolean renderStands =
        view.renderFailure() != null && draft.openPlan == null && view.trouble() == null;
    return renderStands
        || draft.gaveUp()
        || view.obstacle() != null
        || (draft.blocked != null && draft.blocked.stands())
        || (outlook.health() == HealthStatus.Degraded && draft.openPlan == null);
  }

  /** Out of sync, or suspended, and meant to stay so. */
  private boolean resting(Condition ready) {
    return ready.reason().equals("Suspended")
        || ready.reason().equals(PlanConditions.CONFIRMATION_REQUIRED)
        || (ready.reason().equals(OUT_OF_SYNC) && whyNot != null)
        || (ready.reason().equals(STATE_LOST) && whyNot != null);
  }

  private Condition renderFailed() {
    RenderFailure failure = view.renderFailure();
    if (failure == null) {
      return condition("RenderFailed", false, "Rendered", "");
    }
    String kept = view.desired() == null ? "" : RenderFailure.LAST_GOOD_STAYS;
    return condition("RenderFailed", true, failure.reason(), failure.message() + kept);
  }

  private Condition renderWarning(List<RenderWarning> warnings) {
    return condition(
        "RenderWarning",
        true,
        warnings.get(0).reason(),
        warnings.stream().limit(SHOWN).map(RenderWarning::message).collect(Collectors.joining("; "))
            + (warnings.size() > SHOWN ? "; and " + (warnings.size() - SHOWN) + " more" : ""));
  }

  private Condition syncFailed() {
    Inventory inventory = view.inventory();
    if (draft.failedAttempts == 0) {
      return condition("SyncFailed", false, "NoFailure", "");
    }
    boolean told = inventory != null && !inventory.failures().isEmpty();
    String what =
        told && inventory != null
            ? StatusReport.describe(inventory.failures())
            : "the applier did not take up the last plan; see that it runs, and look for the plan"
                + " among the dead letters";
    String next;
    if (draft.openPlan != null) {
      next = "attempt " + (draft.failedAttempts + 1) + " is under way";
    } else if (draft.retryAt != null) {
      next = Progress.nextAttempt(view, draft, draft.retryAt);
    } else {
      next = "no further attempt is made by itself; put it right and sync again";
    }
    String reason =
        told && inventory != null ? inventory.failures().get(0).reason() : "PlanNotTaken";
    return condition("SyncFailed", true, reason, what + " (" + next + ")");
  }

  private Condition drifted() {
    if (draft.drifts.isEmpty()) {
      return condition("Drifted", false, "InSync", "");
    }
    String text = StatusReport.describeDrift(draft.drifts);
    String reason = WhyNot.together(draft.drifts);
    Optional<ObjectDrift> fight = draft.drifts.stream().filter(WhyNot::isFight).findFirst();
    if (fight.isPresent() && !comparison.drifts().isEmpty()) {
      return condition("Drifted", true, "Contested", text + "; " + fight.get().whyNot());
    }
    if (comparison.drifts().isEmpty()) {
      return condition(
          "Drifted",
          true,
          "Contested",
          text + "; it is right now, and came back each time before; it is watched for a while");
    }
    if (comparison.changes().isEmpty()
        && !comparison.nothingTooMuch()
        && !view.application().spec().syncPolicyOrDefault().prunes()) {
      return condition(
          "Drifted",
          true,
          "NotPruned",
          text + "; delete it, or turn on spec.syncPolicy.automated.prune");
    }
    return reason == null
        ? condition("Drifted", true, "Healing", text + "; it is being put right")
        : condition("Drifted", true, "LeftAsIs", text + "; left as it is: " + reason);
  }

  /** What the API server stored otherwise than it was sent, which is not fought against. */
  private Optional<Condition> mutated() {
    Inventory inventory = view.inventory();
    if (inventory == null) {
      return Optional.empty();
    }
    List<String> texts =
        inventory.objects().stream()
            .filter(entry -> entry.applied() != null && !entry.applied().mutatedPaths().isEmpty())
            .map(entry -> entry.ref() + " " + String.join(", ", entry.applied().mutatedPaths()))
            .toList();
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    String more = texts.size() > SHOWN ? "; and " + (texts.size() - SHOWN) + " more" : "";
    return Optional.of(
        condition(
            "MutatedAtAdmission",
            true,
            "StoredOtherwise",
            "the cluster stores other values than Git has, as an admission webhook or policy does: "
                + String.join("; ", texts.subList(0, Math.min(SHOWN, texts.size())))
                + more
                + "; they are left so"));
  }

  private Condition condition(String type, boolean status, String reason, String message) {
    return new Condition(
        type,
        status ? "True" : "False",
        reason,
        Brevity.cut(message, LONGEST_MESSAGE),
        view.now().truncatedTo(ChronoUnit.SECONDS),
        view.application().metadata().generation());
  }

  private static Condition continued(Condition condition, ApplicationStatus before) {
    Condition last = before.condition(condition.type());
    return last == null || !last.status().equals(condition.status())
        ? condition
        : new Condition(
            condition.type(),
            condition.status(),
            condition.reason(),
            condition.message(),
            last.lastTransitionTime(),
            condition.observedGeneration());
  }
}
