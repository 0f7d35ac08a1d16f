package dev.plumbline.driftdetector.model;

import dev.plumbline.cluster.sync.SyncOptions;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import dev.plumbline.contracts.resources.Application.SyncPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sync has to do.
 *
 * @param needs objects to apply since Git has them, or has them otherwise
 * @param leftovers objects to delete since Git does not have them any more
 * @param extras objects to delete that nobody knows of
 * @param pastHooks objects of hooks to delete, with whatever else is done
 * @param healed objects that are put right
 * @param heals whether any of them differs, and not only in who owns its fields
 * @param contested objects that would be put right, were they not changed back each time
 * @param reason what it is done for
 * @param hooks whether hooks run
 * @param hooksAlone whether there are hooks that run though nothing else is to be done
 */
record Work(
    List<WantedObject> needs,
    List<Inventory.Entry> leftovers,
    List<Prune> extras,
    List<Inventory.Entry> pastHooks,
    List<ObjectRef> healed,
    List<ObjectRef> contested,
    Reason reason,
    boolean hooks,
    boolean hooksAlone) {

  /** Whether there is nothing to be done; hooks alone are something where they are run at all. */
  boolean isEmpty() {
    return needs.isEmpty() && leftovers.isEmpty() && healed.isEmpty() && !hooksAlone;
  }

  static Work of(ApplicationView view, VerdictDraft draft, Comparison comparison) {
    return new Finding(view, draft, comparison).work();
  }

  /** The work being found. */
  private static final class Finding {
    private final ApplicationView view;
    private final VerdictDraft draft;
    private final Comparison comparison;
    private final Pruning pruning;
    private final boolean asked;
    private final boolean syncs;
    private final boolean heals;

    Finding(ApplicationView view, VerdictDraft draft, Comparison comparison) {
      SyncPolicy policy = view.application().spec().syncPolicyOrDefault();
      this.view = view;
      this.draft = draft;
      this.comparison = comparison;
      this.pruning = comparison.pruning();
      this.asked = view.sync() != null;
      this.syncs = asked || policy.automatic();
      this.heals = asked || policy.selfHeals();
    }

    Work work() {
      PassedOver passedOver = PassedOver.of(view, comparison);
      List<WantedObject> needs =
          syncs
              ? comparison.needs().stream().filter(need -> !passedOver.holds(need.ref())).toList()
              : List.of();
      List<ObjectRef> wrong = wrong();
      List<ObjectRef> contested =
          wrong.stream().filter(ref -> !asked && !view.heals().permits(ref, view.now())).toList();
      List<ObjectRef> healed = wrong.stream().filter(ref -> !contested.contains(ref)).toList();
      List<Prune> extras =
          comparison.extras().stream().filter(extra -> healed.contains(extra.ref())).toList();
      List<Inventory.Entry> leftovers =
          comparison.leftovers().stream()
              .filter(entry -> pruning.permits(entry.ref()))
              .filter(entry -> syncs || isConfirmed(entry.ref()))
              .toList();
      boolean differs =
          !extras.isEmpty() || healed.stream().anyMatch(comparison.confirmed()::contains);
      boolean news =
          !needs.isEmpty() || leftovers.stream().anyMatch(entry -> !isConfirmed(entry.ref()));
      Reason reason = reason(news, !leftovers.isEmpty(), differs);
      boolean runs = runsHooks(reason, news);
      return new Work(
          needs,
          leftovers,
          extras,
          pastHooks(),
          healed,
          contested,
          reason,
          runs,
          runs && hasHooksOfSync());
    }

    private boolean isConfirmed(ObjectRef ref) {
      return pruning.confirmedIds().contains(ref.id());
    }

    /** What is to be put right, be it let or not. */
    private List<ObjectRef> wrong() {
      Set<String> needed = new HashSet<>();
      comparison.needs().forEach(manifest -> needed.add(manifest.ref().id()));
      List<ObjectRef> wrong = new ArrayList<>();
      if (heals) {
        wrong.addAll(comparison.confirmed());
      }
      if (syncs) {
        wrong.addAll(comparison.ownershipLost());
      }
      wrong.removeIf(ref -> needed.contains(ref.id()));
      boolean withOthers = syncs && (heals || !comparison.needs().isEmpty());
      comparison.extras().stream()
          .map(Prune::ref)
          .filter(ref -> withOthers || isConfirmed(ref))
          .filter(pruning::permits)
          .forEach(wrong::add);
      return wrong;
    }

    /** Of kinds that hold more than themselves nothing goes along unasked. */
    private List<Inventory.Entry> pastHooks() {
      if (pruning.all() != null || !syncs) {
        return List.of();
      }
      SyncRules rules = SyncRules.of(view.application());
      return comparison.pastHooks().stream()
          .filter(
              entry ->
                  !SyncRules.holdsMore(entry.ref())
                      && rules.prune(SyncRules.lasting(entry)) == SyncOptions.Consent.YES)
          .toList();
    }

    private Reason reason(boolean news, boolean prunes, boolean differs) {
      if (asked) {
        return Reason.MANUAL;
      }
      if (draft.failedAttempts > 0) {
        return Reason.RETRY;
      }
      if (news || isUnfinished()) {
        return Reason.NEW_REVISION;
      }
      if (prunes) {
        return Reason.MANUAL;
      }
      return differs ? Reason.SELF_HEAL : Reason.OWNERSHIP;
    }

    /** A sync of what Git has runs hooks, one that only puts right or deletes does not. */
    private boolean runsHooks(Reason reason, boolean news) {
      return switch (reason) {
        case NEW_REVISION -> true;
        case MANUAL -> asked;
        case RETRY -> news || ranHooks();
        case SELF_HEAL, OWNERSHIP, DELETION -> false;
      };
    }

    private boolean hasHooksOfSync() {
      Wanted desired = view.desired();
      return desired != null && Hooks.runInSync(desired.hooks(), view.installed());
    }

    /** Whether a sync of an earlier revision failed, and this one does not merely repeat it. */
    private boolean isUnfinished() {
      Inventory inventory = view.inventory();
      Wanted desired = view.desired();
      return syncs
          && inventory != null
          && desired != null
          && inventory.phase() == Inventory.Phase.FAILED
          && inventory.desiredSequence() < desired.sequence()
          && ranHooks()
          && hasHooksOfSync();
    }

    /** Whether the plan that failed, which was the last to be made, was one that runs hooks. */
    private boolean ranHooks() {
      PlanShape shape = view.shape();
      if (shape != null) {
        return shape.hooks();
      }
      Trigger.Cause cause = draft.trigger == null ? Trigger.Cause.RETRY : draft.trigger.cause();
      Inventory inventory = view.inventory();
      Inventory.SyncSummary ended = inventory == null ? null : inventory.sync();
      if (inventory == null || ended == null || inventory.phase() != Inventory.Phase.FAILED) {
        return cause != Trigger.Cause.DRIFT && !isConfirmation(draft.trigger);
      }
      return !isConfirmation(ended.trigger())
          && ended.kind() == PlanMade.Kind.APPLY
          && ended.reason() != Reason.SELF_HEAL
          && ended.reason() != Reason.OWNERSHIP
          && (ended.reason() != Reason.RETRY || ended.trigger().cause() != Trigger.Cause.DRIFT);
    }

    /** Whether it is what a person said to deletions that set a plan going: such a one has none. */
    private boolean isConfirmation(@Nullable Trigger trigger) {
      Confirmation word = pruning.confirmed();
      return word != null
          && trigger != null
          && trigger.cause() == Trigger.Cause.COMMAND
          && trigger.at().equals(word.at());
    }
  }
}
