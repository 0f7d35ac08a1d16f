package dev.plumbline.notifier;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.notifier.delivery.Delivery;
import dev.plumbline.notifier.model.Outbox;
import dev.plumbline.notifier.model.Outbox.Result;
import dev.plumbline.notifier.model.Outbox.Settled;
import dev.plumbline.notifier.model.Outcome;
import dev.plumbline.stream.BulkheadFullException;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OutgoingRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries the messages of one partition's outboxes: for each application and destination the oldest
 * one, until its outcome is stored, then the next.
 *
 * <p>An attempt begins from a timer on the application's lane, so none begins while the partition
 * is being drained. It runs on a lane of its own, so that the application's events go on meanwhile
 * and a drain waits for it. Its outcome is stored on the application's lane again.
 */
final class Courier {

  private static final Duration PUT_OFF = Duration.ofSeconds(1);

  private final Share share;
  private final Desk desk;
  private final Set<Leg> underway = ConcurrentHashMap.newKeySet();
  private final Map<Leg, Cancellable> waiting = new ConcurrentHashMap<>();

  Courier(Share share, Desk desk) {
    this.share = share;
    this.desk = desk;
  }

  /** One application's way to one destination. */
  private record Leg(ApplicationKey application, String destination) {
    String lane() {
      return "send " + application + " " + destination;
    }
  }

  /** Sees to it that every message is on its way. Call it on the application's lane. */
  void dispatch(ApplicationKey application) {
    Instant now = desk.clock().instant();
    share
        .find(application)
        .ifPresent(
            state ->
                Outbox.heads(state)
                    .forEach(
                        (destination, head) -> {
                          Leg leg = new Leg(application, destination);
                          if (underway.add(leg)) {
                            Duration delay = until(head.nextAttemptAt(), now);
                            after(leg, desk.retries().bounded(delay));
                          }
                        }));
  }

  /** A provider was changed: what waits for it is tried now. */
  void providerChanged(String destination) {
    for (NotificationState state : share.states()) {
      if (state.outbox().stream().anyMatch(m -> m.destination().equals(destination))) {
        Leg leg = new Leg(state.application(), destination);
        share.partition().submit(state.key(), () -> hurry(leg));
      }
    }
  }

  private CompletionStage<Void> hurry(Leg leg) {
    Cancellable timer = waiting.remove(leg);
    if (timer != null) {
      timer.cancel();
      after(leg, Duration.ZERO);
    } else {
      dispatch(leg.application());
    }
    return done();
  }

  private static Duration until(@Nullable Instant next, Instant now) {
    return next == null || next.isBefore(now) ? Duration.ZERO : Duration.between(now, next);
  }

  private void after(Leg leg, Duration delay) {
    waiting.put(
        leg, share.partition().schedule(leg.application().toString(), delay, () -> begin(leg)));
  }

  private CompletionStage<Void> begin(Leg leg) {
    waiting.remove(leg);
    NotificationState state = share.find(leg.application()).orElse(null);
    Message head = state == null ? null : Outbox.heads(state).get(leg.destination());
    if (state == null || head == null) {
      underway.remove(leg);
      return done();
    }
    Duration pause = desk.pauses().left(leg.destination(), desk.clock().instant());
    if (!pause.isZero() || !share.partition().isOwned()) {
      after(leg, pause.isZero() ? PUT_OFF : pause);
      return done();
    }
    share.remember(Outbox.attempting(state, head.id()));
    share.partition().submit(leg.lane(), () -> attempt(leg, head));
    return done();
  }

  private CompletionStage<Void> attempt(Leg leg, Message message) {
    return desk.bulkheads()
        .call(leg.destination(), () -> deliver(leg, message))
        .handle(Courier::settled)
        .thenAccept(
            delivery ->
                share
                    .partition()
                    .submit(
                        leg.application().toString(),
                        () ->
                            delivery.isPresent()
                                ? settle(leg, message.id(), delivery.get())
                                : postpone(leg, message.id())));
  }

  /**
   * Empty when, while the message waited for its turn, the destination asked for a pause, or it
   * became another's to send.
   */
  private Optional<Delivery> deliver(Leg leg, Message message) throws InterruptedException {
    boolean paused = !desk.pauses().left(leg.destination(), desk.clock().instant()).isZero();
    return paused || !share.partition().isOwned()
        ? Optional.empty()
        : Optional.of(desk.deliverer().deliver(message, leg.application()));
  }

  private static Optional<Delivery> settled(
      @Nullable Optional<Delivery> delivery, @Nullable Throwable failure) {
    if (failure == null && delivery != null) {
      return delivery;
    }
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    return cause instanceof BulkheadFullException
        ? Optional.empty()
        : Optional.of(
            new Delivery(
                "unknown",
                new Outcome.Later(
                    "the attempt broke ("
                        + (cause == null ? "no result" : cause.getClass().getSimpleName())
                        + ")",
                    null)));
  }

  private CompletionStage<Void> postpone(Leg leg, String messageId) {
    share
        .find(leg.application())
        .ifPresent(state -> share.remember(Outbox.postponed(state, messageId)));
    Duration pause = desk.pauses().left(leg.destination(), desk.clock().instant());
    after(leg, pause.isZero() ? PUT_OFF : pause);
    return done();
  }

  private CompletionStage<Void> settle(Leg leg, String messageId, Delivery delivery) {
    Instant now = desk.clock().instant();
    notePause(leg, delivery.outcome(), now);
    Optional<Settled> settled =
        share
            .find(leg.application())
            .flatMap(
                state ->
                    Outbox.settle(
                        state,
                        messageId,
                        delivery.outcome(),
                        desk.retries(),
                        now,
                        desk.random().nextDouble()));
    if (settled.isEmpty() || settled.get().result() == Result.WITHHELD) {
      underway.remove(leg);
      return done();
    }
    return store(leg, settled.get(), now)
        .whenComplete(
            (stored, failure) -> {
              if (failure == null) {
                desk.metrics().settled(delivery.destinationType(), settled.get());
              }
              underway.remove(leg);
              dispatch(leg.application());
            });
  }

  private CompletionStage<Void> store(Leg leg, Settled settled, Instant now) {
    boolean dead = settled.result() == Result.REFUSED || settled.result() == Result.EXPIRED;
    List<OutgoingRecord> letter =
        dead
            ? List.of(
                desk.records()
                    .deadLetter(
                        leg.application().toString(), settled.message(), settled.cause(), now))
            : List.of();
    return share.store(settled.state(), null, letter);
  }

  private void notePause(Leg leg, Outcome outcome, Instant now) {
    Duration asked = null;
    if (outcome instanceof Outcome.Later later) {
      asked = later.after();
    } else if (outcome instanceof Outcome.Delivered delivered) {
      asked = delivered.pause();
    }
    if (asked != null) {
      desk.pauses().pause(leg.destination(), now, now.plus(desk.retries().bounded(asked)));
    }
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
