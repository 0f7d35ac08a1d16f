package dev.plumbline.health;

import dev.plumbline.contracts.events.HealthStatus;

/** A state and, for a person, why. */
public record Finding(HealthStatus status, String message) {

  static final Finding HEALTHY = new Finding(HealthStatus.Healthy, "");

  /** What a controller is still at. */
  public static Finding progressing(String message) {
    return new Finding(HealthStatus.Progressing, message);
  }

  static Finding healthy(String message) {
    return new Finding(HealthStatus.Healthy, message);
  }

  static Finding degraded(String message) {
    return new Finding(HealthStatus.Degraded, message);
  }

  static Finding suspended(String message) {
    return new Finding(HealthStatus.Suspended, message);
  }

  /** What could not be judged. */
  public static Finding unknown(String message) {
    return new Finding(HealthStatus.Unknown, message);
  }
}
