package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a plan may be carried out. A plan names the state it was made from; carrying one
 * out on another state could undo what a newer plan did, so such a plan is refused and the detector
 * plans again.
 */
final class PlanGate {

  private PlanGate() {}

  /** What becomes of a plan. */
  enum Answer {
    ACCEPT,
    /** It is the plan under way, or the one that ended last: nothing to do or to say. */
    DUPLICATE,
    /** Our view of the application seems to be behind the planner's: ask again when it moves. */
    WAIT,
    REFUSE
  }

  /**
   * An answer.
   *
   * @param cause for a person, why it was refused or has to wait; empty otherwise
   */
  record Decision(Answer answer, String cause) {
    private static final Decision ACCEPT = new Decision(Answer.ACCEPT, "");
    private static final Decision DUPLICATE = new Decision(Answer.DUPLICATE, "");
  }

  /**
   * Decides.
   *
   * @param inventory the newest inventory under the plan's application key, whatever its uid; null
   *     when there is none
   * @param patience how old a plan may be for its application's absence to be a matter of our view;
   *     null when that time is over
   */
  static Decision decide(
      PlanMade plan, @Nullable Inventory inventory, Circumstances at, @Nullable Duration patience) {
    if (inventory != null && inventory.planId().equals(plan.planId())) {
      return Decision.DUPLICATE;
    }
    String unseen = notSeenYet(plan, at.application());
    if (unseen != null) {
      boolean fresh = patience != null && plan.madeAt().plus(patience).isAfter(at.now());
      return new Decision(fresh ? Answer.WAIT : Answer.REFUSE, unseen);
    }
    String stale = stale(plan, inventory, at.application());
    return stale == null ? Decision.ACCEPT : new Decision(Answer.REFUSE, stale);
  }

  /** What the planner must have seen and we have not; it may be on its way to us. */
  private static @Nullable String notSeenYet(PlanMade plan, @Nullable ApplicationView seen) {
    if (seen == null) {
      return "there is no application " + plan.application() + " any more";
    }
    if (!seen.uid().equals(plan.applicationUid())) {
      return "the plan is for an application "
          + plan.application()
          + " with another uid: it was deleted and created again";
    }
    if (plan.kind() == PlanMade.Kind.DELETE && !seen.deleting()) {
      return "application " + plan.application() + " is not being deleted";
    }
    return null;
  }

  private static @Nullable String stale(
      PlanMade plan, @Nullable Inventory inventory, @Nullable ApplicationView seen) {
    boolean delete = plan.kind() == PlanMade.Kind.DELETE;
    if (seen != null && seen.deleting() && !delete) {
      return "application " + plan.application() + " is being deleted";
    }
    if (seen != null && delete && !seen.finalized()) {
      return "application " + plan.application() + " has no finalizer any more: its objects stay";
    }
    boolean same = inventory != null && inventory.applicationUid().equals(plan.applicationUid());
    long sequence = same && inventory != null ? inventory.sequence() : 0;
    if (plan.inventorySequence() != sequence) {
      return "the plan was made from inventory %d, and the current one is %d"
          .formatted(plan.inventorySequence(), sequence);
    }
    if (same
        && inventory != null
        && !inventory.objects().isEmpty()
        && !inventory.cluster().equals(plan.cluster())) {
      return "the plan is for cluster %s, and the objects are on %s"
          .formatted(plan.cluster(), inventory.cluster());
    }
    if (!delete
        && same
        && inventory != null
        && plan.desiredSequence() < inventory.desiredSequence()) {
      return "the plan brings desired state %d, and %d was planned already"
          .formatted(plan.desiredSequence(), inventory.desiredSequence());
    }
    return null;
  }
}
