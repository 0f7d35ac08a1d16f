package dev.plumbline.notifier.model;

import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.Message;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an application on their way. Each destination gets them in order, one at a time:
 * an end never overtakes its beginning.
 */
public final class Outbox {

  private Outbox() {}

  /** How a message's attempt was settled. */
  public enum Result {
    DELIVERED,
    RETRIED,
    REFUSED,
    EXPIRED,
    NOT_NEEDED,
    WITHHELD
  }

  /**
   * A settled attempt.
   *
   * @param state to be stored
   * @param message as it stands now, or stood when it left
   * @param cause what went wrong; null when nothing did
   */
  public record Settled(
      NotificationState state, Message message, Result result, @Nullable String cause) {}

  /** The next message of each destination. */
  public static Map<String, Message> heads(NotificationState state) {
    Map<String, Message> heads = new LinkedHashMap<>();
    state.outbox().forEach(message -> heads.putIfAbsent(message.destination(), message));
    return heads;
  }

  /** The state in which a message's attempt is counted, as it is from when the attempt begins. */
  public static NotificationState attempting(NotificationState state, String messageId) {
    return mapped(
        state, m -> m.id().equals(messageId) ? tried(m, m.attempts() + 1, m.nextAttemptAt()) : m);
  }

  /** The state in which an attempt that did not come about is not counted. */
  public static NotificationState postponed(NotificationState state, String messageId) {
    return mapped(
        state, m -> m.id().equals(messageId) ? tried(m, m.attempts() - 1, m.nextAttemptAt()) : m);
  }

  /**
   * The state as it is found after a restart: the next message of each destination may have been
   * sent just before, so it counts as tried.
   */
  public static NotificationState afterRestart(NotificationState state) {
    Set<String> heads = new HashSet<>();
    Outbox.heads(state).values().forEach(head -> heads.add(head.id()));
    return mapped(
        state,
        m -> heads.contains(m.id()) ? tried(m, Math.max(1, m.attempts()), m.nextAttemptAt()) : m);
  }

  /**
   * Settles an attempt.
   *
   * @return empty when there is no such message
   */
  public static Optional<Settled> settle(
      NotificationState state,
      String messageId,
      Outcome outcome,
      RetryPolicy policy,
      Instant now,
      double jitter) {
    return state.outbox().stream()
        .filter(m -> m.id().equals(messageId))
        .findFirst()
        .map(message -> settle(state, message, outcome, policy, now, jitter));
  }

  private static Settled settle(
      NotificationState state,
      Message message,
      Outcome outcome,
      RetryPolicy policy,
      Instant now,
      double jitter) {
    if (outcome instanceof Outcome.Later later) {
      return policy
          .next(message.attempts(), later.after(), message.createdAt(), now, jitter)
          .map(
              at -> {
                Message waiting = tried(message, message.attempts(), at);
                NotificationState kept =
                    mapped(state, m -> m.id().equals(message.id()) ? waiting : m);
                return new Settled(kept, waiting, Result.RETRIED, later.cause());
              })
          .orElseGet(
              () ->
                  new Settled(
                      without(state, message),
                      message,
                      Result.EXPIRED,
                      "given up after %d attempts within %s: %s"
                          .formatted(message.attempts(), policy.budget(), later.cause())));
    }
    if (outcome instanceof Outcome.Refused refused) {
      return new Settled(without(state, message), message, Result.REFUSED, refused.cause());
    }
    if (outcome instanceof Outcome.Withheld) {
      return new Settled(state, message, Result.WITHHELD, null);
    }
    return new Settled(
        without(state, message),
        message,
        outcome instanceof Outcome.NotNeeded ? Result.NOT_NEEDED : Result.DELIVERED,
        null);
  }

  private static Message tried(Message message, int attempts, @Nullable Instant next) {
    return new Message(
        message.id(),
        message.destination(),
        message.event(),
        message.type(),
        message.severity(),
        message.title(),
        message.text(),
        message.facts(),
        message.incidentId(),
        attempts,
        next,
        message.createdAt());
  }

  private static NotificationState without(NotificationState state, Message gone) {
    return with(state, state.outbox().stream().filter(m -> !m.id().equals(gone.id())).toList());
  }

  private static NotificationState mapped(NotificationState state, UnaryOperator<Message> change) {
    return with(state, state.outbox().stream().map(change).toList());
  }

  private static NotificationState with(NotificationState state, List<Message> outbox) {
    return new NotificationState(
        state.application(),
        state.applicationUid(),
        state.incidents(),
        outbox,
        state.lastSeen(),
        state.reached());
  }
}
