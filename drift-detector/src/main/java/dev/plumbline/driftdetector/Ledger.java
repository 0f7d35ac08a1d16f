package dev.plumbline.driftdetector;

import dev.plumbline.contracts.events.Command.Confirm;
import dev.plumbline.contracts.events.Command.Sync;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderResult.Unchanged;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.Verdict.SyncRequest;
import dev.plumbline.driftdetector.model.ApplicationStatus;
import dev.plumbline.driftdetector.model.Heals;
import dev.plumbline.driftdetector.model.Hooks;
import dev.plumbline.driftdetector.model.PlanShape;
import dev.plumbline.driftdetector.model.Refusal;
import dev.plumbline.driftdetector.model.RenderFailure;
import dev.plumbline.driftdetector.model.StepsTold;
import dev.plumbline.driftdetector.model.Unwritable;
import dev.plumbline.driftdetector.model.Wanted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one application's events said, newest first to count. Lives on the application's lane; what
 * of it comes from state topics survives a restart, the rest is made good for by looking again.
 */
final class Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  @Nullable Wanted desired;
  @Nullable Inventory inventory;
  @Nullable Verdict verdict;
  @Nullable RenderFailure renderFailure;
  @Nullable Unchanged unchanged;

  /** Whether a render ended since we came: then it is known whether the last one failed. */
  boolean renderSeen;

  /** What a person asked for, until it is in the verdict. */
  @Nullable Sync sync;

  @Nullable Confirm confirm;
  Refusal refusal = Refusal.none();
  Heals heals = Heals.NONE;
  @Nullable PlanShape shape;
  StepsTold stepsTold = StepsTold.NONE;
  @Nullable ApplicationStatus status;
  @Nullable TraceParent trace;

  @Nullable Unwritable unwritable;

  /** What was applied when the cluster's store turned out to be older than that; null for never. */
  @Nullable Inventory rewoundAt;

  private String openPlan = "";
  private Instant openSince = Instant.EPOCH;
  private String wanted = "";
  private Instant since = Instant.EPOCH;

  /** Takes an event; false if it changes nothing. */
  boolean take(Event event, TraceParent from, Instant now) {
    if (event instanceof Desired next) {
      desired = Wanted.of(next);
      trace = from;
    } else if (event instanceof Inventory next) {
      inventory = next;
    } else if (event instanceof RenderResult result) {
      return takeRender(result);
    } else if (event instanceof SyncEvent.Superseded superseded) {
      return takeRefusal(superseded, now);
    } else if (event instanceof Sync command) {
      sync = command;
      trace = from;
    } else if (event instanceof Confirm command) {
      confirm = command;
      trace = from;
    } else {
      return false;
    }
    return true;
  }

  /** That it succeeded is no news where none had failed: what it came to is told by itself. */
  private boolean takeRender(RenderResult result) {
    RenderFailure before = renderFailure;
    renderSeen = true;
    renderFailure = result instanceof RenderResult.Failed failed ? RenderFailure.of(failed) : null;
    if (result instanceof Unchanged same) {
      unchanged = same;
      return true;
    }
    return before != null || renderFailure != null;
  }

  private boolean takeRefusal(SyncEvent.Superseded superseded, Instant now) {
    Verdict standing = verdict;
    Verdict.OpenPlan open = standing == null ? null : standing.openPlan();
    if (open == null || !open.planId().equals(superseded.planId())) {
      return false;
    }
    refusal =
        Refusal.of(open.planId(), open.desiredSequence(), open.inventorySequence(), refusal, now);
    return true;
  }

  /** The inventory was deleted: the applier was heard of. */
  void inventoryErased() {
    inventory = null;
    openPlan = "";
  }

  /** Whether nothing was applied since the cluster's store turned out to be older than it was. */
  boolean isRewound() {
    Inventory then = rewoundAt;
    return then != null && inventory != null && inventory.sequence() == then.sequence();
  }

  /** Since when the open plan is known to be open. */
  Instant openSince(Instant now) {
    Verdict standing = verdict;
    Verdict.OpenPlan open = standing == null ? null : standing.openPlan();
    String id = open == null ? "" : open.planId();
    if (!id.equals(openPlan)) {
      openPlan = id;
      openSince = now;
    }
    return openSince;
  }

  /** When what Git wants now was heard of first here, or that the application is to be deleted. */
  Instant since(boolean deleting, Instant now) {
    Wanted stands = desired;
    String basis = deleting ? "nothing" : stands == null ? "" : "" + stands.sequence();
    if (!basis.equals(wanted)) {
      wanted = basis;
      since = now;
    }
    return since;
  }

  /** What was confirmed is written down, or was not what is asked. */
  void confirmationTaken() {
    Confirm word = confirm;
    Verdict standing = verdict;
    if (word == null || standing == null) {
      return;
    }
    Verdict.Confirmation kept = standing.confirmed();
    if (kept != null && kept.digest().equals(word.digest())) {
      LOG.info(
          "Confirmed application={} by={} digest={}", word.application(), word.by(), kept.digest());
      confirm = null;
    } else if (!word.digest().equals(standing.asked())) {
      LOG.warn(
          "Confirmation is not for what is asked, and is left out of account application={} by={}"
              + " given={} asked={}",
          word.application(),
          word.by(),
          word.digest(),
          standing.asked());
      confirm = null;
    }
  }

  /** What a person asked for is in the verdict, waiting or answered. */
  void requestTaken() {
    Sync command = sync;
    Verdict standing = verdict;
    if (command == null || standing == null) {
      return;
    }
    List<SyncRequest> requests = standing.requests();
    String plan =
        (requests == null ? List.<SyncRequest>of() : requests)
            .stream()
                .filter(one -> one.at().equals(command.at()) && one.by().equals(command.by()))
                .map(one -> one.planId() == null ? "waits" : one.planId())
                .findFirst()
                .orElse("");
    LOG.info(
        "Sync asked for application={} by={} plan={}",
        command.application(),
        command.by(),
        plan.isEmpty() ? "none" : plan);
    sync = null;
  }

  /** Whether a sync would run hooks of an installation, as far as is known here. */
  boolean mayBeInstallation(Wanted wanted) {
    Verdict standing = verdict;
    return Hooks.tellInstallation(wanted.hooks())
        && !Hooks.installed(inventory)
        && (standing == null || standing.installed() == null);
  }

  /** A plan was made. */
  void planned(PlanMade plan) {
    shape = PlanShape.of(plan);
  }

  /** The status that stands was read: it also tells what was said of the last render. */
  void statusRead(ApplicationStatus stands) {
    status = stands;
    if (!renderSeen) {
      renderFailure = RenderFailure.told(stands);
    }
  }

  /** Forgets what was asked of an application that is gone. */
  void forgetCommands() {
    sync = null;
    confirm = null;
  }

  /** Forgets what was of an application that is gone or was made anew. */
  void forgetResource() {
    status = null;
    renderFailure = null;
    unchanged = null;
    refusal = Refusal.none();
    unwritable = null;
    rewoundAt = null;
    heals = Heals.NONE;
    shape = null;
    stepsTold = StepsTold.NONE;
  }
}
