package dev.plumbline.notifier;

import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.IncidentClass;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.notifier.model.Outbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The account of deliveries for metrics and log. Labels are types, outcomes and reasons only. */
final class NotifierMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(NotifierMetrics.class);

  private final MeterRegistry registry;
  private final Clock clock;

  NotifierMetrics(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Why somebody was not told of something. */
  enum Suppression {
    /** The next word made the message pointless before it was sent. */
    OVERTAKEN,
    /** The provider that a route names is suspended. */
    SUSPENDED,
    /** The provider that a route names is not there. */
    PROVIDER_MISSING,
    /** The event's application is not there, or not any more. */
    APPLICATION_GONE,
    /** The kind of destination has no use for the message. */
    NOT_NEEDED
  }

  void suppressed(Suppression reason, int count) {
    registry
        .counter("plumbline.notify.suppressed", "reason", reason.name().toLowerCase(Locale.ROOT))
        .increment(count);
  }

  void settled(String destinationType, Outbox.Settled settled) {
    if (settled.result() == Outbox.Result.NOT_NEEDED) {
      suppressed(Suppression.NOT_NEEDED, 1);
      return;
    }
    registry
        .counter(
            "plumbline.notify.deliveries",
            "destination_type",
            destinationType,
            "outcome",
            settled.result().name().toLowerCase(Locale.ROOT))
        .increment();
    Message message = settled.message();
    switch (settled.result()) {
      case DELIVERED -> latency(destinationType, message);
      case RETRIED ->
          LOG.warn(
              "Notification failed, will be tried again destination={} attempt={} next={} cause={}",
              message.destination(),
              message.attempts(),
              message.nextAttemptAt(),
              settled.cause());
      case REFUSED, EXPIRED ->
          LOG.error(
              "Notification went to the dead letters destination={} id={} attempts={} cause={}",
              message.destination(),
              message.id(),
              message.attempts(),
              settled.cause());
      default -> LOG.debug("Notification is withheld destination={}", message.destination());
    }
  }

  private void latency(String destinationType, Message message) {
    Timer.builder("plumbline.notify.latency")
        .description("From the event to its delivery")
        .tag("destination_type", destinationType)
        .serviceLevelObjectives(
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofHours(1))
        .register(registry)
        .record(Duration.between(message.createdAt(), clock.instant()));
  }

  /** Shows what is open and waiting in the partitions of this instance. */
  void watch(Supplier<Collection<NotificationState>> states) {
    Gauge.builder("plumbline.notify.outbox.oldest.seconds", () -> oldest(states.get()))
        .description("Age of the oldest message that is not delivered")
        .register(registry);
    for (IncidentClass each : IncidentClass.values()) {
      Gauge.builder("plumbline.incidents.open", () -> open(states.get(), each))
          .description("Incidents that are open")
          .tag("class", each.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private double oldest(Collection<NotificationState> states) {
    Instant now = clock.instant();
    return states.stream()
        .flatMap(state -> state.outbox().stream())
        .map(Message::createdAt)
        .min(Instant::compareTo)
        .map(at -> Duration.between(at, now).toMillis() / 1_000.0)
        .orElse(0.0);
  }

  private static long open(Collection<NotificationState> states, IncidentClass incidentClass) {
    return states.stream()
        .flatMap(state -> state.incidents().stream())
        .filter(incident -> incident.incidentClass() == incidentClass)
        .count();
  }
}
