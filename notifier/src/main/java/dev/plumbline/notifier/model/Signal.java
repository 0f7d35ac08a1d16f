package dev.plumbline.notifier.model;

import dev.plumbline.contracts.events.NotificationState.IncidentClass;
import dev.plumbline.contracts.resources.NotificationRoute.Subject;

/**
 * What an event means for the incidents of its application.
 *
 * @param subject what routes call it
 * @param fingerprint digest of the parts whose change is news; empty where nothing is compared
 */
public record Signal(Kind kind, Subject subject, String fingerprint, Notice notice) {

  /** What a signal does. */
  public enum Kind {
    /** Something is wrong: opens an incident, or changes the open one. */
    TROUBLE,
    /** It is right again: ends the incident, if one is open. */
    RELIEF,
    /** Worth knowing, and no incident. */
    INFORMATION,
    /** A person has to say something: told once each, and no incident. */
    QUESTION
  }

  /** The class of incident that a subject belongs to. */
  static IncidentClass classOf(Subject subject) {
    return switch (subject) {
      case Drift -> IncidentClass.DRIFT;
      case RenderFailed -> IncidentClass.RENDER_FAILURE;
      case SyncFailed, ConfirmationRequired -> IncidentClass.SYNC_FAILURE;
      case ConvergenceLost, ConvergenceReached -> IncidentClass.CONVERGENCE;
    };
  }
}
