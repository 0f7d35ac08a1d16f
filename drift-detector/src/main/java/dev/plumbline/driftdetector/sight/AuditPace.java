package dev.plumbline.driftdetector.sight;

import java.time.Duration;

/**
 * How often and how gently watches are audited.
 *
 * @param interval between two audits of a kind; zero for none at all
 * @param grace what a watch may take to tell what the cluster has
 * @param pause between two pages
 */
public record AuditPace(Duration interval, Duration grace, Duration pause) {

  /** Audits in that interval, as gently as is usual. */
  public static AuditPace every(Duration interval) {
    return new AuditPace(interval, Duration.ofSeconds(10), Duration.ofMillis(500));
  }
}
