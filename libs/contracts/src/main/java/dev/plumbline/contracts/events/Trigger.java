package dev.plumbline.contracts.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What set a chain of events going. It is handed on unchanged from event to event, so that the time
 * from a push to convergence can be told at the end.
 *
 * @param cause what kind of thing it was
 * @param by who pushed, edited or asked, as far as is known; never a secret
 * @param eventId id of the CloudEvent that started the chain; null where no event did
 * @param at when Plumbline first learned of it
 */
public record Trigger(Cause cause, @Nullable String by, @Nullable String eventId, Instant at) {

  /** Kinds of triggers. */
  public enum Cause {
    WEBHOOK,
    POLL,
    APPLICATION,
    INTERVAL,
    DRIFT,
    RETRY,
    COMMAND
  }
}
