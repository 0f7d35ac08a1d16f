package dev.plumbline.health;

import dev.plumbline.contracts.events.HealthStatus;

/** A state and, for a person, why. */
record Finding(HealthStatus status, String message) {

  static final Finding HEALTHY = new Finding(HealthStatus.Healthy, "");

  static Finding progressing(String message) {
    return new Finding(HealthStatus.Progressing, message);
  }

  static Finding degraded(String message) {
    return new Finding(HealthStatus.Degraded, message);
  }

  static Finding suspended(String message) {
    return new Finding(HealthStatus.Suspended, message);
  }
}
