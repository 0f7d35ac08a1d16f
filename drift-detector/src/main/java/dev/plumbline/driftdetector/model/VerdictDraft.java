package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.contracts.resources.Application;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next verdict while it is being found, starting from the one that stands. */
final class VerdictDraft {
  private final Application application;
  long generation;
  List<SourceRevision> revisions = List.of();
  long desiredSequence;
  SyncStatus sync = SyncStatus.Unknown;
  HealthStatus health = HealthStatus.Progressing;
  String message = "";
  long convergedSequence;
  List<SourceRevision> convergedRevisions = List.of();
  boolean lost;
  List<ObjectDrift> drifts = List.of();
  @Nullable Instant driftSince;
  @Nullable Trigger trigger;
  @Nullable OpenPlan openPlan;
  int failedAttempts;
  @Nullable Instant retryAt;
  @Nullable String asked;
  @Nullable Confirmation confirmed;
  SyncRequests requests;
  @Nullable Instant waitsSince;
  @Nullable Boolean installed;

  /** Why nothing is planned though something is to be done; null when no other is waited for. */
  @Nullable Blocked blocked;

  /** Whether it was asked which applications are to be waited for, and there are none. */
  boolean admitted;

  private VerdictDraft(Application application, SyncRequests requests) {
    this.application = application;
    this.requests = requests;
  }

  /** The draft, brought up to the view's desired state and to how its open plan ended. */
  static VerdictDraft of(ApplicationView view) {
    Verdict verdict = view.verdict();
    VerdictDraft draft =
        new VerdictDraft(
            view.application(),
            SyncRequests.of(view.application(), verdict, view.refusal(), view.sync()));
    if (verdict != null) {
      draft.take(verdict);
      draft.notTooFarAway(view);
    }
    if (Boolean.TRUE.equals(view.formerRelease())) {
      draft.installed = true;
    }
    draft.takeDesired(view);
    draft.endPlan(view);
    return draft;
  }

  private void take(Verdict verdict) {
    generation = verdict.generation();
    revisions = verdict.revisions();
    desiredSequence = verdict.desiredSequence();
    sync = verdict.sync();
    health = verdict.health();
    message = verdict.message();
    convergedSequence = verdict.convergedSequence();
    convergedRevisions = verdict.convergedRevisions();
    lost = verdict.lost();
    drifts = verdict.drifts();
    driftSince = verdict.driftSince();
    trigger = verdict.trigger();
    openPlan = verdict.openPlan();
    failedAttempts = verdict.failedAttempts();
    retryAt = verdict.retryAt();
    asked = verdict.asked();
    confirmed = verdict.confirmed();
    waitsSince = verdict.waitsSince();
    installed = verdict.installed();
  }

  /** A retry is never further away than its pause: the clock was set back since it was put off. */
  private void notTooFarAway(ApplicationView view) {
    if (retryAt != null && failedAttempts > 0) {
      Duration pause = RetryPause.of(view, failedAttempts, RetryPause.isForGit(view));
      Instant latest = view.now().plus(Jitter.longest(pause));
      retryAt = retryAt.isAfter(latest) ? latest : retryAt;
    }
  }

  private void takeDesired(ApplicationView view) {
    Wanted desired = view.desired();
    if (desired == null) {
      return;
    }
    boolean changed = view.renderedGeneration() > generation;
    generation = view.renderedGeneration();
    if (changed) {
      forgetFailures();
    }
    if (desired.sequence() != desiredSequence) {
      desiredSequence = desired.sequence();
      revisions = desired.revisions();
      trigger = desired.trigger();
      forgetFailures();
    }
    view.unchangedSinceRender()
        .map(RenderResult.Unchanged::revisions)
        .filter(newer -> !newer.isEmpty())
        .ifPresent(newer -> revisions = newer);
  }

  private void endPlan(ApplicationView view) {
    OpenPlan open = openPlan;
    if (open == null) {
      return;
    }
    Inventory inventory = view.inventory();
    if (view.refusal().planId().equals(open.planId())) {
      openPlan = null;
    } else if (lost(view, open)) {
      openPlan = null;
      failed(view, open, false);
    } else if (inventory != null
        && inventory.planId().equals(open.planId())
        && inventory.phase().ended()) {
      openPlan = null;
      if (inventory.phase() == Inventory.Phase.SUCCEEDED) {
        forgetFailures();
      } else if (inventory.phase() == Inventory.Phase.FAILED
          && (view.desired() == null
              || open.desiredSequence() >= desiredSequence
              || deletes(open))) {
        failed(view, open, RetryPause.isForGit(view));
      }
    }
  }

  private static boolean lost(ApplicationView view, OpenPlan open) {
    Instant lostAt = Acceptance.lostAt(open, view.inventory(), view.openSince());
    return lostAt != null && !lostAt.isAfter(view.now());
  }

  /** Whether that plan deletes the application's objects: such a plan is made from no render. */
  static boolean deletes(OpenPlan plan) {
    return plan.desiredSequence() == 0;
  }

  private void failed(ApplicationView view, OpenPlan plan, boolean forGit) {
    failedAttempts++;
    Application.SyncPolicy policy = application.spec().syncPolicyOrDefault();
    Application.Retry retry = policy.retryOrDefault();
    boolean again = application.deleting() || (retry.permits(failedAttempts) && policy.automatic());
    Duration pause = RetryPause.of(view, failedAttempts, forGit);
    retryAt = again ? view.now().plus(Jitter.of(plan.planId()).apply(pause)) : null;
  }

  /** The next failure is the first again. */
  void forgetFailures() {
    failedAttempts = 0;
    retryAt = null;
  }

  /** Whether as many attempts failed as the retry policy allows. */
  boolean gaveUp() {
    return failedAttempts > 0 && retryAt == null;
  }

  Verdict verdict() {
    return new Verdict(
        application.key(),
        application.uid(),
        generation,
        revisions,
        desiredSequence,
        sync,
        health,
        message,
        convergedSequence,
        convergedRevisions,
        lost,
        drifts,
        driftSince,
        trigger,
        openPlan,
        failedAttempts,
        retryAt,
        asked,
        confirmed,
        requests.lately(),
        waitsSince,
        installed);
  }
}
