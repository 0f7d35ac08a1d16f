package dev.plumbline.gitpoller;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Health of the poller. A standby is as healthy as the leader. */
final class GitPollerChecks {

  private GitPollerChecks() {}

  /** Down when the leader's loop has come to a stand. */
  @Liveness
  @ApplicationScoped
  static class Alive implements HealthCheck {
    private final GitPollerService service;

    Alive(GitPollerService service) {
      this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.named("git-poller-alive").status(service.alive()).build();
    }
  }

  /** Up once it stands for election. */
  @Readiness
  @ApplicationScoped
  static class Ready implements HealthCheck {
    private final GitPollerService service;

    Ready(GitPollerService service) {
      this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.named("git-poller-ready").status(service.ready()).build();
    }
  }
}
