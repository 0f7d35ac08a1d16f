package dev.plumbline.notifier.model;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.Incident;
import dev.plumbline.contracts.events.NotificationState.IncidentClass;
import dev.plumbline.contracts.resources.NotificationRoute.Subject;
import dev.plumbline.notifier.model.Signal.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens, changes and ends an application's incidents, and writes the messages that tell of it.
 * Messages are made on transitions only, and the same event taken twice makes none the second time.
 */
public final class Incidents {

  private Incidents() {}

  /**
   * What an event led to.
   *
   * @param state the new state; the old one itself when nothing is to be stored
   * @param overtaken messages dropped since the next word made them pointless before they were sent
   */
  public record Step(NotificationState state, int overtaken) {}

  /** Nothing known and nothing to send. */
  public static NotificationState blank(ApplicationKey application, String uid) {
    return new NotificationState(application, uid, List.of(), List.of(), Map.of(), null);
  }

  /** Whether an event was taken before. */
  public static boolean isSeen(NotificationState state, Occurrence event) {
    String last = state.lastSeen().get(event.topic());
    return last != null && event.offset() <= Long.parseLong(last);
  }

  /**
   * Takes an event's signals.
   *
   * @param audience who a route says is to be told of a subject; asked only for a new incident or
   *     for information, so that who comes later is not told of what is old
   */
  public static Step take(
      NotificationState state,
      Occurrence event,
      List<Signal> signals,
      Function<Subject, List<String>> audience) {
    if (isSeen(state, event)) {
      return new Step(state, 0);
    }
    Draft draft = new Draft(state);
    for (Signal signal : signals) {
      switch (signal.kind()) {
        case INFORMATION -> inform(draft, signal, event, audience.apply(signal.subject()));
        case QUESTION -> draft.ask(event, signal, audience.apply(signal.subject()));
        case TROUBLE, RELIEF -> transition(draft, signal, event, audience);
      }
    }
    return draft.isChanged() ? draft.seen(event).step() : new Step(state, 0);
  }

  private static void transition(
      Draft draft, Signal signal, Occurrence event, Function<Subject, List<String>> audience) {
    IncidentClass incidentClass = Signal.classOf(signal.subject());
    Optional<Incident> open = draft.open(incidentClass);
    if (open.isEmpty()) {
      if (signal.kind() == Kind.TROUBLE) {
        open(draft, signal, event, audience.apply(signal.subject()));
      }
    } else if (signal.kind() == Kind.RELIEF) {
      draft.end(open.get(), signal.notice(), event.time());
    } else if (!signal.fingerprint().equals(open.get().fingerprint())) {
      draft.update(open.get(), signal, event.time());
    }
  }

  private static void open(
      Draft draft, Signal signal, Occurrence event, List<String> destinations) {
    IncidentClass incidentClass = Signal.classOf(signal.subject());
    String id =
        Json.sha256(draft.uid() + "\n" + incidentClass + "\n" + event.topic() + event.eventId());
    draft.begin(
        new Incident(id, incidentClass, 1, event.time(), destinations, signal.fingerprint()),
        signal.notice());
  }

  private static void inform(
      Draft draft, Signal signal, Occurrence event, List<String> destinations) {
    if (!destinations.isEmpty() && !signal.fingerprint().equals(draft.reached())) {
      draft.inform(event, signal, destinations);
    }
  }

  /**
   * The application is gone: whoever was told of a problem is told that it went with it.
   *
   * @param at when that was noticed
   */
  public static Step applicationGone(NotificationState state, Instant at) {
    Draft draft = new Draft(state);
    Notice notice =
        new Notice(
            EventType.PREFIX + "application.deleted",
            Notice.INFO,
            state.application() + " was deleted",
            "The Application was deleted, and this problem with it.",
            Map.of("application", state.application().toString()));
    for (Incident incident : state.incidents()) {
      draft.end(incident, notice, at);
    }
    return draft.isChanged() ? draft.step() : new Step(state, 0);
  }

  /** The application was deleted and made again under its name: its incidents end. */
  public static Step madeAgain(NotificationState state, String newUid, Instant at) {
    Step gone = applicationGone(state, at);
    NotificationState old = gone.state();
    return new Step(
        new NotificationState(
            old.application(), newUid, List.of(), old.outbox(), old.lastSeen(), null),
        gone.overtaken());
  }

  /** Whether nothing is open and nothing is left to send. */
  public static boolean isIdle(NotificationState state) {
    return state.incidents().isEmpty() && state.outbox().isEmpty();
  }
}
