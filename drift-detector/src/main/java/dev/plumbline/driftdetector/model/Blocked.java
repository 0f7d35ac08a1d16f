package dev.plumbline.driftdetector.model;

/**
 * An application waits for others.
 *
 * @param reason of the condition
 * @param message for whom and why, for a person
 * @param stands whether it stays so until somebody changes an application
 */
public record Blocked(String reason, String message, boolean stands) {

  static final String NOT_READY = "DependencyNotReady";
  static final String CYCLE = "DependencyCycle";
  static final String MISSING = "DependencyMissing";
  static final String OTHERS = "OthersNotRendered";
  static final String EXPRESSION = "DependencyExpressionInvalid";
  static final String NOT_PERMITTED = "DependencyNotPermitted";

  /** Whether it waits for what {@code spec.dependsOn} names, and not for a moment only. */
  boolean onDependencies() {
    return reason.startsWith("Dependency");
  }
}
