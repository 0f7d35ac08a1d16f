package dev.plumbline.contracts.resources;

import static dev.plumbline.contracts.resources.ResourceKind.APPLICATION;
import static dev.plumbline.contracts.resources.ResourceKind.HEALTH_RULE;
import static dev.plumbline.contracts.resources.ResourceKind.NOTIFICATION_PROVIDER;
import static dev.plumbline.contracts.resources.ResourceKind.NOTIFICATION_ROUTE;
import static dev.plumbline.contracts.resources.ResourceKind.PROJECT;
import static dev.plumbline.contracts.resources.ResourceKind.WEBHOOK_SOURCE;

import java.util.Map;
import java.util.Set;

/**
 * Which custom resources each service lists and watches: the one source of what the API server
 * permits it.
 */
public final class FollowedResources {

  private static final Map<String, Set<ResourceKind>> BY_SERVICE =
      Map.of(
          "webhook-ingest", Set.of(WEBHOOK_SOURCE),
          "git-poller", Set.of(APPLICATION),
          "renderer", Set.of(APPLICATION, PROJECT),
          "drift-detector", Set.of(APPLICATION, PROJECT, HEALTH_RULE),
          "applier", Set.of(APPLICATION, PROJECT),
          "notifier", Set.of(APPLICATION, NOTIFICATION_PROVIDER, NOTIFICATION_ROUTE));

  private FollowedResources() {}

  /**
   * The kinds that a service follows.
   *
   * @param service its role
   * @throws IllegalArgumentException when there is no such service
   */
  public static Set<ResourceKind> of(String service) {
    Set<ResourceKind> kinds = BY_SERVICE.get(service);
    if (kinds == null) {
      throw new IllegalArgumentException("there is no service '" + service + "'");
    }
    return kinds;
  }
}
