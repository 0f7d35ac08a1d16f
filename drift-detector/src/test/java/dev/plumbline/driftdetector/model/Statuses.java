package dev.plumbline.driftdetector.model;

/** Statuses that tests start from. */
final class Statuses {
  static final ApplicationStatus EMPTY = ApplicationStatus.EMPTY;

  private Statuses() {}

  static String reason(ApplicationStatus status, String condition) {
    ApplicationStatus.Condition found = status.condition(condition);
    return found == null ? "absent" : found.status() + "/" + found.reason();
  }

  static String message(ApplicationStatus status, String condition) {
    return status.condition(condition).message();
  }
}
