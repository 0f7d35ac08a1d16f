package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a sync may take, and what it goes through once it has failed.
 *
 * @param standard where the plan does not say
 */
record Deadline(Duration standard) {

  /** Whatever is asked for: beyond it clocks and timers may overflow. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final Duration LONGEST_FAILING = Duration.ofMinutes(10);

  /** How long the plan may take. */
  Duration allowed(PlanMade plan) {
    return shorter(
        plan.timeoutMillis() == null ? standard : Duration.ofMillis(plan.timeoutMillis()), LONGEST);
  }

  /** How long the hooks may take that run when it has failed. */
  Duration allowedFailing(PlanMade plan) {
    return shorter(allowed(plan), LONGEST_FAILING);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** When the sync is to be over, or the stage after it has failed. */
  Instant of(SyncState state) {
    return state.deadline() == null
        ? state.acceptedAt().plus(allowed(state.plan()))
        : state.deadline();
  }

  /** Rings when the time is over, whatever becomes of the clock until then. */
  Effect alarm(SyncState state, Instant now) {
    Duration most = state.failures() == null ? allowed(state.plan()) : allowedFailing(state.plan());
    Duration left = Duration.between(now, of(state));
    if (left.compareTo(most) > 0) {
      left = most;
    }
    return new Effect.FailLater(
        state.plan().planId(), of(state), left.isNegative() ? Duration.ZERO : left);
  }
}
