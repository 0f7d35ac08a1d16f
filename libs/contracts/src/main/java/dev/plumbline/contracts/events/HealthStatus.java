package dev.plumbline.contracts.events;

import java.util.Collection;

/** Argo CD's six states of health, best first; an application has the worst of its objects'. */
public enum HealthStatus {
  Healthy,
  Suspended,
  Progressing,
  Missing,
  Degraded,
  Unknown;

  /** The worst of several; {@link #Healthy} of none. */
  public static HealthStatus worst(Collection<HealthStatus> all) {
    return all.stream().max(Enum::compareTo).orElse(Healthy);
  }
}
