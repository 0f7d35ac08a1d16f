package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.contracts.resources.Application.SyncPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether a plan is made. */
final class Planner {

  /** How a fight with another writer is told, after the name of the other. */
  static final String FIGHT = "changes it back each time it is put right";

  private static final Duration UNTIL_READ = Duration.ofSeconds(1);

  private final Plans plans;

  /**
   * @param plans makes those that are decided on
   */
  Planner(Plans plans) {
    this.plans = plans;
  }

  /**
   * What was planned.
   *
   * @param plan null when none is made
   * @param healed the objects the plan puts right, or takes back
   * @param whyNot why changed objects are left as they are; null when they are put right
   * @param contested id of an object that is changed back each time to why it has to wait
   * @param wakeAt when to think again; null for when something happens
   */
  record Planning(
      @Nullable PlanMade plan,
      List<ObjectRef> healed,
      @Nullable String whyNot,
      Map<String, String> contested,
      @Nullable Instant wakeAt) {
    static Planning none(@Nullable String whyNot, @Nullable Instant wakeAt) {
      return new Planning(null, List.of(), whyNot, Map.of(), wakeAt);
    }
  }

  Planning plan(ApplicationView view, VerdictDraft draft, Comparison comparison) {
    Wanted desired = view.desired();
    if (desired == null) {
      return Planning.none(null, null);
    }
    SyncPolicy policy = view.application().spec().syncPolicyOrDefault();
    boolean asked = view.sync() != null;
    String standstill = standstill(view);
    if (standstill != null) {
      if (standsStill(view)) {
        draft.requests = draft.requests.done();
        draft.admitted = true;
      }
      return Planning.none(standstill, null);
    }
    if (asked || (draft.openPlan == null && policy.automatic() && SharedObjects.handedOver(view))) {
      draft.forgetFailures();
    }
    String whyNot = asked ? null : whyNot(policy, draft);
    OpenPlan open = draft.openPlan;
    if (open != null && open.desiredSequence() == desired.sequence()) {
      if (isWhole(open, draft, desired)) {
        draft.requests = draft.requests.doneBy(open.planId());
      }
      return Planning.none(whyNot, null);
    }
    Instant sooner = RetryPause.cutShort(view, draft, comparison);
    draft.retryAt = sooner == null ? draft.retryAt : sooner;
    Instant wait = waitUntil(view, draft, desired);
    if (wait != null || (draft.gaveUp() && open == null)) {
      return Planning.none(whyNot, wait);
    }
    if (mayBeInstalled(view, desired)) {
      return Planning.none(whyNot, view.now().plus(UNTIL_READ));
    }
    Optional<Blocked> blocked = Admission.blocked(view, draft, comparison);
    if (blocked.isPresent()) {
      draft.blocked = blocked.get();
      return Planning.none(draft.blocked.message(), null);
    }
    draft.admitted = true;
    Work work = Work.of(view, draft, comparison);
    if (work.isEmpty()) {
      if (comparison.complete()) {
        draft.requests = draft.requests.done();
      }
      Instant next = view.heals().nextPermitted(work.contested(), view.now()).orElse(null);
      Instant again = PassedOver.of(view, comparison).next();
      next = next == null || (again != null && again.isBefore(next)) ? again : next;
      return new Planning(null, List.of(), whyNot, contested(view, comparison, work), next);
    }
    Optional<Blocked> heirs = Heirs.awaited(view, draft, work);
    if (heirs.isPresent()) {
      draft.blocked = heirs.get();
      return new Planning(
          null, List.of(), whyNot, contested(view, comparison, work), Heirs.until(view));
    }
    PlanMade plan = plans.sync(view, draft, desired, comparison, work);
    draft.requests = draft.requests.doneBy(plan.planId());
    return new Planning(plan, work.healed(), whyNot, contested(view, comparison, work), null);
  }

  /**
   * Whether hooks of an installation would run though the status, or the objects that are there,
   * could say that it is none, and are not read yet.
   */
  private static boolean mayBeInstalled(ApplicationView view, Wanted desired) {
    return !view.installed()
        && (view.status() == null || view.formerRelease() == null)
        && Hooks.tellInstallation(desired.hooks());
  }

  /** Why nothing at all is planned; null when something may be. */
  static @Nullable String standstill(ApplicationView view) {
    if (view.application().spec().suspended()) {
      return "the application is suspended (spec.suspend)";
    }
    Obstacle obstacle = view.obstacle();
    if (obstacle != null) {
      return obstacle.message();
    }
    RenderFailure failure = view.renderFailure();
    boolean renderFailed =
        failure != null && failure.generation() >= view.application().metadata().generation();
    boolean sameCluster =
        view.inventory() != null
            && view.inventory().cluster().equals(view.application().spec().destination().cluster());
    if (!view.rendered() && !(renderFailed && sameCluster)) {
      return "the application changed and is not rendered anew yet";
    }
    return view.catalogued() ? null : "the cluster has not told its kinds yet";
  }

  /** Whether a standstill lasts until a person ends it: nobody waits for that unknowingly. */
  private static boolean standsStill(ApplicationView view) {
    return view.application().spec().suspended() || view.obstacle() != null;
  }

  /** Whether a plan does all that a person could ask for, and not only puts right what differs. */
  private static boolean isWhole(OpenPlan plan, VerdictDraft draft, Wanted desired) {
    Trigger.Cause cause = draft.trigger == null ? Trigger.Cause.RETRY : draft.trigger.cause();
    return switch (cause) {
      case DRIFT -> false;
      case COMMAND ->
          draft.requests.areDoneBy(plan.planId()) || desired.trigger().equals(draft.trigger);
      default -> true;
    };
  }

  private static @Nullable String whyNot(SyncPolicy policy, VerdictDraft draft) {
    if (!policy.automatic()) {
      return "automated sync is off (spec.syncPolicy.automated)";
    }
    if (!policy.selfHeals()) {
      return "self-healing is off (spec.syncPolicy.automated.selfHeal)";
    }
    if (draft.gaveUp()) {
      return "the last "
          + draft.failedAttempts
          + " syncs failed and spec.syncPolicy.retry.limit is reached";
    }
    return null;
  }

  /** Two writers insist on different values: who the other one is, and when the next attempt is. */
  private static Map<String, String> contested(
      ApplicationView view, Comparison comparison, Work work) {
    Map<String, String> texts = new HashMap<>();
    for (ObjectRef ref : work.contested()) {
      String opponent =
          comparison.changes().stream()
              .filter(drift -> drift.ref().sameObject(ref))
              .map(drift -> opponent(drift.manager()))
              .findFirst()
              .orElse(opponent(null));
      String next =
          view.heals()
              .nextPermitted(List.of(ref), view.now())
              .map(at -> " at " + at.truncatedTo(ChronoUnit.SECONDS))
              .orElse("");
      texts.put(
          ref.id(),
          "%s %s, %d times lately; the next attempt follows%s."
                  .formatted(opponent, FIGHT, view.heals().count(ref, view.now()), next)
              + " Take the field out of Git, ignore it, or stop the other writer");
    }
    return texts;
  }

  /** The other writer, as a person is told of it. */
  static String opponent(@Nullable String manager) {
    return manager == null ? "somebody" : "field manager " + manager;
  }

  private static @Nullable Instant waitUntil(
      ApplicationView view, VerdictDraft draft, Wanted desired) {
    Instant refused =
        view.refusal().isFor(desired.sequence(), view.inventorySequence())
            ? view.refusal().until()
            : null;
    boolean clockWasSetBack = view.refusal().at().isAfter(view.now());
    if (refused != null && refused.isAfter(view.now()) && !clockWasSetBack) {
      return refused;
    }
    Instant retryAt = draft.retryAt;
    return retryAt != null && retryAt.isAfter(view.now()) ? retryAt : null;
  }
}
