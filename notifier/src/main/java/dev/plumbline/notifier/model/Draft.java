package dev.plumbline.notifier.model;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.Incident;
import dev.plumbline.contracts.events.NotificationState.IncidentClass;
import dev.plumbline.contracts.events.NotificationState.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A notification state being changed. It keeps the outbox short whatever happens while a
 * destination does not answer: what was never tried gives way to newer word of the same.
 */
final class Draft {

  private static final String OPENED = "opened";
  private static final String UPDATED = "updated";
  private static final String RESOLVED = "resolved";
  private static final String INFO = "info";

  private final NotificationState before;
  private final Map<String, String> lastSeen;
  private final List<Incident> incidents;
  private final List<Message> outbox;
  private @Nullable String reached;
  private int overtaken;

  Draft(NotificationState before) {
    this.before = before;
    this.lastSeen = new HashMap<>(before.lastSeen());
    this.incidents = new ArrayList<>(before.incidents());
    this.outbox = new ArrayList<>(before.outbox());
    this.reached = before.reached();
  }

  String uid() {
    return before.applicationUid();
  }

  @Nullable String reached() {
    return reached;
  }

  Optional<Incident> open(IncidentClass incidentClass) {
    return incidents.stream().filter(i -> i.incidentClass() == incidentClass).findFirst();
  }

  void begin(Incident incident, Notice notice) {
    incidents.add(incident);
    for (String destination : incident.told()) {
      outbox.add(message(incident, OPENED, destination, notice, incident.openedAt()));
    }
  }

  /** Tells those who know of the incident that it is another now. */
  void update(Incident incident, Signal signal, Instant at) {
    Incident next = next(incident, signal.fingerprint());
    incidents.set(incidents.indexOf(incident), next);
    for (String destination : incident.told()) {
      drop(m -> m.event().equals(UPDATED) && isOf(m, incident, destination) && untried(m));
      outbox.add(message(next, UPDATED, destination, signal.notice(), at));
    }
  }

  /** Tells those who know of the incident of its end; who was not reached yet need not know. */
  void end(Incident incident, Notice notice, Instant at) {
    Incident last = next(incident, null);
    incidents.remove(incident);
    for (String destination : incident.told()) {
      boolean unaware =
          outbox.stream()
              .anyMatch(
                  m -> m.event().equals(OPENED) && isOf(m, incident, destination) && untried(m));
      if (unaware) {
        drop(m -> isOf(m, incident, destination));
      } else {
        outbox.add(message(last, RESOLVED, destination, notice, at));
      }
    }
  }

  void inform(Occurrence event, Signal signal, List<String> destinations) {
    reached = signal.fingerprint();
    for (String destination : destinations) {
      drop(m -> isOf(m, signal, destination) && untried(m));
      String id = Json.sha256(event.eventId() + "\n" + destination);
      outbox.add(message(id, INFO, destination, signal.notice(), null, event.time()));
    }
  }

  /** A question is the same while its fingerprint is, whoever tells of it again. */
  void ask(Occurrence event, Signal signal, List<String> destinations) {
    for (String destination : destinations) {
      String id = Json.sha256(uid() + "\n" + signal.fingerprint() + "\n" + destination);
      if (outbox.stream().noneMatch(message -> message.id().equals(id))) {
        drop(m -> isOf(m, signal, destination) && untried(m));
        outbox.add(message(id, INFO, destination, signal.notice(), null, event.time()));
      }
    }
  }

  boolean isChanged() {
    return !incidents.equals(before.incidents()) || !outbox.equals(before.outbox());
  }

  Draft seen(Occurrence event) {
    lastSeen.put(event.topic(), Long.toString(event.offset()));
    return this;
  }

  Incidents.Step step() {
    return new Incidents.Step(
        new NotificationState(
            before.application(), before.applicationUid(), incidents, outbox, lastSeen, reached),
        overtaken);
  }

  private void drop(Predicate<Message> pointless) {
    int size = outbox.size();
    outbox.removeIf(pointless);
    overtaken += size - outbox.size();
  }

  private static boolean untried(Message message) {
    return message.attempts() == 0;
  }

  private static boolean isOf(Message message, Signal signal, String destination) {
    return message.event().equals(INFO)
        && message.type().equals(signal.notice().type())
        && message.destination().equals(destination);
  }

  private static boolean isOf(Message message, Incident incident, String destination) {
    return incident.id().equals(message.incidentId()) && message.destination().equals(destination);
  }

  private static Incident next(Incident incident, @Nullable String fingerprint) {
    return new Incident(
        incident.id(),
        incident.incidentClass(),
        incident.version() + 1,
        incident.openedAt(),
        incident.told(),
        fingerprint);
  }

  private static Message message(
      Incident incident, String event, String destination, Notice notice, Instant at) {
    String id = Json.sha256(incident.id() + "\n" + incident.version() + "\n" + destination);
    return message(id, event, destination, notice, incident.id(), at);
  }

  private static Message message(
      String id,
      String event,
      String destination,
      Notice notice,
      @Nullable String incidentId,
      Instant at) {
    return new Message(
        id,
        destination,
        event,
        notice.type(),
        notice.severity(),
        notice.title(),
        notice.text(),
        notice.facts(),
        incidentId,
        0,
        null,
        at);
  }
}
