package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.ObjectFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an attempt's end makes of its round.
 *
 * @param pause after which it is tried again; empty when it is over
 */
record Settlement(Round round, Optional<Duration> pause) {

  static Settlement of(
      Stage.Busy stage, int index, TaskOutcome outcome, RetrySchedule retries, Circumstances at) {
    Round round = stage.round();
    Round.Attempt attempt = round.open().getOrDefault(index, Round.Attempt.FIRST);
    if (outcome instanceof TaskOutcome.Failed failed) {
      return failed(stage, index, attempt, failed, retries, at);
    }
    if (outcome instanceof TaskOutcome.StillThere held) {
      return held(round, index, attempt, held, retries, at);
    }
    if (outcome instanceof TaskOutcome.NotTried) {
      return round.halted()
          ? over(round.dropped(index, outcome))
          : new Settlement(
              round.with(index, attempt.asPaused()), Optional.of(retries.notYet(at.jitter())));
    }
    return over(round.endedWell(index, afterAll(outcome, attempt)));
  }

  private static Settlement failed(
      Stage.Busy stage,
      int index,
      Round.Attempt attempt,
      TaskOutcome.Failed failed,
      RetrySchedule retries,
      Circumstances at) {
    Round round = stage.round();
    ObjectTask task = round.tasks().get(index);
    Fault fault = failed.fault();
    int failures = attempt.failed() + 1;
    Optional<Duration> pause = retries.after(fault, failures, at.jitter());
    ObjectFailure failure = FailureText.of(task, fault, stage.sync().plan().cluster());
    if (pause.isPresent() && !round.halted()) {
      Round.Attempt again =
          new Round.Attempt(
              false,
              failures,
              attempt.looks(),
              attempt.heldSince(),
              failure.message(),
              attempt.leftBy(task, failed));
      return new Settlement(round.with(index, again), pause);
    }
    if (isTidying(task)) {
      return over(round.dropped(index, failed));
    }
    Round without = round.failed(index, failure, failed);
    boolean hopeless =
        fault.cause().concernsTheCluster() || task instanceof ObjectTask.EnsureNamespace;
    return over(hopeless ? without.halt() : without);
  }

  private static Settlement held(
      Round round,
      int index,
      Round.Attempt attempt,
      TaskOutcome.StillThere held,
      RetrySchedule retries,
      Circumstances at) {
    ObjectTask task = round.tasks().get(index);
    if (round.halted()) {
      return over(round.dropped(index, held));
    }
    Instant since = attempt.heldSince() == null ? at.now() : attempt.heldSince();
    int looks = attempt.looks() + 1;
    ObjectFailure failure = FailureText.held(task, held.finalizers());
    Optional<Duration> pause =
        task instanceof ObjectTask.DeleteHook hook && !hook.mayRun()
            ? retries.untilTidy(looks, at.jitter())
            : retries.untilGone(looks, Duration.between(since, at.now()), at.jitter());
    if (pause.isPresent()) {
      Round.Attempt again =
          new Round.Attempt(
              false, attempt.failed(), looks, since, failure.message(), attempt.leftBy(task, held));
      return new Settlement(round.with(index, again), pause);
    }
    return over(isTidying(task) ? round.dropped(index, held) : round.failed(index, failure, held));
  }

  /** What is left over of hooks does no harm: a sync does not fail because it stays. */
  private static boolean isTidying(ObjectTask task) {
    return task instanceof ObjectTask.DeleteHook;
  }

  /** An object that was made when the one before it was gone has taken that one's place. */
  private static TaskOutcome afterAll(TaskOutcome outcome, Round.Attempt attempt) {
    return outcome instanceof TaskOutcome.Applied applied
            && applied.created()
            && attempt.looks() > 0
        ? new TaskOutcome.Applied(applied.applied(), true, true)
        : outcome;
  }

  private static Settlement over(Round round) {
    return new Settlement(round, Optional.empty());
  }
}
