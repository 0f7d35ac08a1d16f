package dev.plumbline.notifier.provider;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.notifier.model.Outcome;
import java.time.Instant;
import java.util.Optional;

/** A destination of one kind: how a message is said to it, and how its answer is understood. */
public interface Target {

  /**
   * The request that delivers a message; the same message always gives the same body.
   *
   * @return empty when this kind of destination has no use for the message
   */
  Optional<HttpCall> call(Message message, ApplicationKey application, Instant now);

  /** What the answer means. */
  Outcome judge(HttpAnswer answer, Instant now);
}
