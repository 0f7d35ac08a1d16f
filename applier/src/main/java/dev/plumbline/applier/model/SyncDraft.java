package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.ObjectOutcome;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncAccount.StageTime;
import dev.plumbline.contracts.events.SyncEvent.Counts;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.SyncState.HookRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next record of a sync, being made from the one before. */
final class SyncDraft {

  /** It is kept several times over, and a hook may say as much as it likes. */
  private static final int LONGEST_MESSAGE = 600;

  private static final String UNFINISHED = "it had not ended when the time was over";

  private final SyncState from;
  private int nextWave;
  private boolean awaiting;
  private Counts counts;
  private @Nullable Instant deadline;
  private @Nullable Boolean settled;
  private final List<HookRun> hooks = new ArrayList<>();
  private @Nullable List<ObjectFailure> failures;
  private final List<ObjectOutcome> outcomes = new ArrayList<>();
  private final List<StageTime> stages = new ArrayList<>();
  private @Nullable Instant stageSince;
  private @Nullable Instant writtenAt;

  private SyncDraft(SyncState from) {
    this.from = from;
    this.nextWave = from.nextWave();
    this.awaiting = from.awaitingSettled();
    this.counts = from.counts();
    this.deadline = from.deadline();
    this.settled = from.settled();
    this.failures = from.failures();
    this.stageSince = from.stageSince();
    this.writtenAt = from.writtenAt();
    if (from.hooks() != null) {
      hooks.addAll(from.hooks());
    }
    if (from.outcomes() != null) {
      outcomes.addAll(from.outcomes());
    }
    if (from.stages() != null) {
      stages.addAll(from.stages());
    }
  }

  static SyncDraft of(SyncState from) {
    return new SyncDraft(from);
  }

  /** A plan that is just accepted. */
  static SyncDraft accepted(PlanMade plan, Instant now) {
    SyncDraft draft =
        new SyncDraft(
            new SyncState(
                plan.application(), plan.applicationUid(), plan, 0, false, Counts.NONE, now));
    draft.stageSince = now;
    return draft;
  }

  SyncState made() {
    return new SyncState(
        from.application(),
        from.applicationUid(),
        from.plan(),
        nextWave,
        awaiting,
        counts,
        from.acceptedAt(),
        deadline,
        settled,
        hooks.isEmpty() ? null : hooks,
        failures,
        outcomes.isEmpty() ? null : outcomes,
        stages.isEmpty() ? null : stages,
        stageSince,
        writtenAt);
  }

  SyncDraft until(Instant end) {
    deadline = end;
    return this;
  }

  /** What a round did. */
  SyncDraft did(Tally tally) {
    counts = tally.onto(counts);
    outcomes.addAll(tally.outcomes());
    tally.hooks().forEach(this::created);
    return this;
  }

  private void created(HookRun run) {
    int known = indexOf(run.ref());
    if (known < 0) {
      hooks.add(run);
    } else if (!hooks.get(known).uid().equals(run.uid())) {
      hooks.set(known, run);
    }
  }

  /** A hook's end; what was told of it first holds. */
  SyncDraft ended(HookEnded word) {
    int known = indexOf(word.ref());
    if (known >= 0) {
      HookRun run = hooks.get(known);
      boolean same = run.uid().equals(word.hookUid());
      if (same == (run.succeeded() != null)) {
        return this;
      }
    }
    String message = word.message();
    String kept =
        message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    end(known, new HookRun(word.ref(), word.hookUid(), word.succeeded(), kept));
    return this;
  }

  /** Hooks that have not ended by now have failed. */
  SyncDraft outOfTime() {
    for (int i = 0; i < hooks.size(); i++) {
      HookRun run = hooks.get(i);
      if (run.succeeded() == null) {
        end(i, new HookRun(run.ref(), run.uid(), false, UNFINISHED));
      }
    }
    return this;
  }

  private void end(int known, HookRun run) {
    if (known < 0) {
      hooks.add(run);
    } else {
      hooks.set(known, run);
    }
    Tally tally = Tally.of(run);
    counts = tally.onto(counts);
    outcomes.addAll(tally.outcomes());
  }

  private int indexOf(ObjectRef ref) {
    for (int i = 0; i < hooks.size(); i++) {
      if (hooks.get(i).ref().sameObject(ref)) {
        return i;
      }
    }
    return -1;
  }

  /** The step is written, and has to be waited for. */
  SyncDraft awaits(Instant now) {
    nextWave++;
    awaiting = true;
    writtenAt = now;
    return this;
  }

  /** The step is written, and the next may begin. */
  SyncDraft passes(PlanMade.Step step, Instant now) {
    nextWave++;
    return over(step, now);
  }

  SyncDraft settled() {
    settled = true;
    return this;
  }

  /** Nothing of the step is waited for any more. */
  SyncDraft over(PlanMade.Step step, Instant now) {
    Instant begun = stageSince == null ? from.acceptedAt() : stageSince;
    Instant written = writtenAt == null ? now : writtenAt;
    stages.add(
        new StageTime(
            step.phase(),
            step.number(),
            step.pruning(),
            millis(begun, written),
            millis(written, now)));
    stageSince = now;
    writtenAt = null;
    settled = null;
    awaiting = false;
    return this;
  }

  /** It has failed: from here on it goes through the steps for that case. */
  SyncDraft failing(List<ObjectFailure> why, int next) {
    failures = why;
    nextWave = next;
    awaiting = false;
    return this;
  }

  private static long millis(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }
}
