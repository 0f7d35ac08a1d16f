package dev.plumbline.service;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.TreeSet;

/** Which services run in this process. */
@ApplicationScoped
public class Roles {

  /** Every service there is. */
  public static final Set<String> ALL =
      Set.of("webhook-ingest", "git-poller", "renderer", "drift-detector", "applier", "notifier");

  private final Set<String> enabled;

  /**
   * Takes the roles from configuration.
   *
   * @throws IllegalArgumentException naming a role that does not exist
   */
  public Roles(PlumblineConfig config) {
    this.enabled = Set.copyOf(config.roles().orElse(ALL));
    for (String role : enabled) {
      if (!ALL.contains(role)) {
        throw new IllegalArgumentException(
            "plumbline.roles names '" + role + "'; roles are " + new TreeSet<>(ALL));
      }
    }
  }

  /** Whether the service of that module name runs here. */
  public boolean has(String role) {
    return enabled.contains(role);
  }
}
