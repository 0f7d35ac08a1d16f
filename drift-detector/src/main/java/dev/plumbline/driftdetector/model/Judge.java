package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.driftdetector.model.Planner.Planning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges an application: does the cluster hold what Git wants, is it well, and what is to be done?
 * Each transition is told once: what was told is in the verdict, and judging again with that
 * verdict tells nothing new.
 */
public final class Judge {

  private final Plans plans;
  private final Planner planner;
  private final PruneGuard guard;

  /**
   * @param applyOrder the order in which objects are written
   * @param limits how much may be pruned at once without a person's word
   */
  public Judge(Comparator<ObjectRef> applyOrder, PruneLimits limits) {
    this.plans = new Plans(applyOrder);
    this.planner = new Planner(plans);
    this.guard = new PruneGuard(limits);
  }

  /** What follows from the view. */
  public Decision judge(ApplicationView view) {
    VerdictDraft draft = VerdictDraft.of(view);
    if (view.application().deleting()) {
      return deletion(view, draft);
    }
    Comparison comparison = Comparison.of(view, guard);
    Planning planning = planner.plan(view, draft, comparison);
    Heals heals = view.heals();
    PlanMade plan = planning.plan();
    if (plan != null) {
      draft.openPlan =
          new OpenPlan(plan.planId(), plan.desiredSequence(), plan.inventorySequence());
      draft.retryAt = null;
      draft.trigger = plan.trigger();
      heals = heals.healing(planning.healed(), view.now());
    }
    Outlook outlook = Outlook.of(view, draft, comparison);
    List<DriftEvent> told = new ArrayList<>();
    Waits.tell(view, draft, told);
    if (Planner.standstill(view) == null
        && draft.blocked == null
        && Confirmations.mayBeSettled(view, comparison)) {
      Confirmations.settle(view, draft, comparison.pruning(), told);
    } else {
      Confirmations.keep(view, draft, comparison.pruning());
    }
    Instant doubtedUntil = tellDrift(view, draft, comparison, planning, told);
    tellConvergence(view, draft, outlook, told);
    draft.sync = outlook.sync();
    draft.health = outlook.health();
    StepWatch steps = StepWatch.of(view, draft.openPlan);
    StatusReport report = new StatusReport(view, draft, comparison, outlook, steps, planning);
    draft.message = report.headline();
    boolean nothingSure =
        view.trouble() == null
            && !comparison.complete()
            && comparison.needs().isEmpty()
            && draft.openPlan == null
            && told.isEmpty();
    return new Decision(
        draft.verdict(),
        plan,
        steps,
        told,
        heals,
        nothingSure || view.status() == null ? null : report.status(view.status()),
        first(first(planning.wakeAt(), doubtedUntil), steps.wakeAt()));
  }

  private static @Nullable Instant first(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  private Decision deletion(ApplicationView view, VerdictDraft draft) {
    draft.requests = draft.requests.done();
    OpenPlan open = draft.openPlan;
    PlanMade plan = null;
    Instant wakeAt = null;
    boolean ours = view.application().metadata().finalizers().contains(Tracking.FINALIZER);
    if (!Deletion.trigger(view).equals(draft.trigger)) {
      draft.forgetFailures();
    }
    Comparison comparison = Comparison.of(view, guard);
    Deletion deletion = Deletion.of(view, comparison);
    List<DriftEvent> told = new ArrayList<>();
    Waits.tell(view, draft, told);
    if (ours) {
      Confirmations.settle(view, draft, deletion.pruning(), told);
    }
    if (ours && deletion.pruning().question() != null) {
      draft.trigger = Deletion.trigger(view);
    } else if (ours && (open == null || !VerdictDraft.deletes(open))) {
      boolean refused = view.refusal().isFor(0, view.inventorySequence());
      Instant retryAt = refused ? view.refusal().until() : draft.retryAt;
      Blocked heirs = Heirs.awaited(view).orElse(null);
      Unwritable unwritable = view.unwritable();
      if (unwritable != null && unwritable.isFor(0, view.inventorySequence())) {
        draft.blocked = new Blocked(Unwritable.REASON, unwritable.advice(), true);
      } else if (retryAt != null && retryAt.isAfter(view.now())) {
        wakeAt = retryAt;
      } else if (heirs != null) {
        draft.blocked = heirs;
        wakeAt = Heirs.until(view);
      } else {
        plan = deletion.plan(view, draft, plans);
        draft.openPlan = new OpenPlan(plan.planId(), 0, plan.inventorySequence());
        draft.retryAt = null;
        draft.trigger = plan.trigger();
      }
    }
    Outlook outlook = Outlook.of(view, draft, comparison);
    StepWatch steps = StepWatch.of(view, draft.openPlan);
    StatusReport report =
        new StatusReport(
            view,
            draft,
            comparison.with(deletion.pruning()),
            outlook,
            steps,
            new Planning(plan, List.of(), null, Map.of(), null));
    draft.message = report.headline();
    return new Decision(
        draft.verdict(),
        plan,
        steps,
        told,
        view.heals(),
        view.status() == null ? null : report.status(view.status()),
        first(wakeAt, steps.wakeAt()));
  }

  /**
   * Tells what differs, once.
   *
   * @return until when it is not believed that drift is over, since it came back each time before;
   *     null when nothing is in doubt
   */
  private static @Nullable Instant tellDrift(
      ApplicationView view,
      VerdictDraft draft,
      Comparison comparison,
      Planning planning,
      List<DriftEvent> told) {
    if (view.desired() == null || view.trouble() != null) {
      return null;
    }
    List<ObjectDrift> before =
        draft.drifts.stream()
            .filter(drift -> !comparison.leftAlone().containsKey(drift.ref().id()))
            .toList();
    List<ObjectDrift> drifts = WhyNot.explain(comparison, view, planning);
    if (drifts.isEmpty()) {
      Instant doubted =
          view.heals()
              .trustedFrom(before.stream().map(ObjectDrift::ref).toList(), view.now())
              .orElse(null);
      if (doubted == null && !draft.drifts.isEmpty()) {
        tellCleared(view, draft, told);
      }
      draft.drifts = doubted == null ? List.of() : before;
      return doubted;
    }
    draft.drifts = drifts;
    if (drifts.stream().allMatch(drift -> isTold(drift, before))) {
      return null;
    }
    if (before.isEmpty()) {
      draft.driftSince = view.now();
    }
    String reason = WhyNot.together(drifts);
    told.add(
        new DriftEvent.Detected(
            view.application().key(),
            view.application().uid(),
            draft.revisions,
            drifts,
            reason == null,
            reason,
            view.now()));
    return null;
  }

  private static void tellCleared(ApplicationView view, VerdictDraft draft, List<DriftEvent> told) {
    Instant since = draft.driftSince == null ? view.now() : draft.driftSince;
    draft.drifts = List.of();
    draft.driftSince = null;
    told.add(
        new DriftEvent.Cleared(
            view.application().key(),
            view.application().uid(),
            draft.revisions,
            Math.max(0, Duration.between(since, view.now()).toMillis()),
            view.now()));
  }

  private static boolean isTold(ObjectDrift drift, List<ObjectDrift> before) {
    return before.stream()
        .anyMatch(
            known ->
                known.ref().sameObject(drift.ref())
                    && known.kind() == drift.kind()
                    && (WhyNot.isFight(known) || !WhyNot.isFight(drift))
                    && paths(known).containsAll(paths(drift)));
  }

  /** Whether an object is not put right because somebody changes it back each time. */
  public static boolean isFought(ObjectDrift drift) {
    return WhyNot.isFight(drift);
  }

  private static Set<String> paths(ObjectDrift drift) {
    return drift.paths().stream().map(ObjectDrift.PathDrift::path).collect(Collectors.toSet());
  }

  private static void tellConvergence(
      ApplicationView view, VerdictDraft draft, Outlook outlook, List<DriftEvent> told) {
    if (outlook.converged()) {
      boolean news = draft.convergedSequence != draft.desiredSequence || draft.lost;
      if (news) {
        Trigger trigger = draft.trigger;
        if (trigger == null) {
          trigger = new Trigger(Trigger.Cause.APPLICATION, null, null, view.now());
          draft.trigger = trigger;
        }
        told.add(
            new DriftEvent.ConvergenceReached(
                view.application().key(),
                view.application().uid(),
                draft.revisions,
                trigger,
                Math.max(0, Duration.between(trigger.at(), view.now()).toMillis()),
                view.now()));
      }
      draft.convergedSequence = draft.desiredSequence;
      draft.convergedRevisions = draft.revisions;
      draft.lost = false;
    } else if (outlook.notWell() && draft.openPlan == null && !draft.lost) {
      if (draft.convergedSequence == draft.desiredSequence && draft.desiredSequence > 0) {
        draft.trigger = new Trigger(Trigger.Cause.DRIFT, null, null, view.now());
      }
      draft.lost = true;
      told.add(
          new DriftEvent.ConvergenceLost(
              view.application().key(),
              view.application().uid(),
              draft.revisions,
              outlook.worst(),
              outlook.lossMessage(),
              outlook.unwell(),
              view.now()));
    }
  }
}
