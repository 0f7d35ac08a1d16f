package dev.plumbline.webhookingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.resources.ResourceMeta;
import dev.plumbline.contracts.resources.WebhookSource;
import dev.plumbline.webhookingest.intake.Route;
import dev.plumbline.webhookingest.intake.SourceState;
import dev.plumbline.webhookingest.intake.SourceStatus;
import dev.plumbline.webhookingest.provider.Providers;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the open routes and the resources' status in step with the {@code WebhookSource}s and their
 * Secrets. Used by one thread at a time.
 */
final class WebhookSources {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookSources.class);

  /** What is asked of the control cluster. */
  interface Cluster {

    /** The decoded values of a Secret; empty if it is absent. */
    Optional<Map<String, String>> secret(String namespace, String name) throws ClusterException;

    /** A source as it is now; empty if it is gone. */
    Optional<ObjectNode> source(ResourceMeta source) throws ClusterException;

    /** Merges into a source's status. */
    void patchStatus(ResourceMeta source, ObjectNode patch) throws ClusterException;
  }

  private final Cluster cluster;
  private final OpenRoutes routes;
  private final Providers providers;
  private final Clock clock;
  private final Map<String, Told> told = new HashMap<>();

  WebhookSources(Cluster cluster, OpenRoutes routes, Providers providers, Clock clock) {
    this.cluster = cluster;
    this.routes = routes;
    this.providers = providers;
    this.clock = clock;
  }

  /**
   * Looks at a source and its Secret. While the API server does not answer, what was known holds: a
   * route does not close because a Secret could not be read.
   */
  void refresh(WebhookSource source) {
    ResourceMeta meta = source.metadata();
    try {
      SourceState state =
          SourceState.of(
              source,
              cluster.secret(meta.namespace(), source.spec().secretRef().name()),
              providers);
      Route route = state.route();
      String path = route == null ? null : HookRoute.path(meta, route.secret());
      if (route == null) {
        routes.close(key(meta));
      } else {
        routes.open(HookRoute.token(meta, route.secret()), route);
      }
      Told now = new Told(meta.uid(), meta.generation(), state.reason(), state.message(), path);
      if (!now.equals(told.get(key(meta)))) {
        tell(meta, state, path);
        told.put(key(meta), now);
        LOG.info("Webhook source judged source={} reason={}", key(meta), state.reason());
      }
    } catch (ClusterException e) {
      LOG.warn(
          "Webhook source cannot be judged now source={} reason={} message={}",
          key(meta),
          e.reason(),
          e.getMessage());
    }
  }

  /** Closes the route of a source that is gone. */
  void forget(WebhookSource source) {
    routes.close(key(source.metadata()));
    told.remove(key(source.metadata()));
  }

  private void tell(ResourceMeta meta, SourceState state, @Nullable String path)
      throws ClusterException {
    Optional<ObjectNode> live = cluster.source(meta);
    if (live.isPresent()) {
      Optional<ObjectNode> patch = SourceStatus.patch(live.get(), state, path, clock.instant());
      if (patch.isPresent()) {
        cluster.patchStatus(meta, patch.get());
      }
    }
  }

  private static String key(ResourceMeta meta) {
    return meta.namespace() + "/" + meta.name();
  }

  /** What the status was last made to say; the path is as secret as the status is. */
  private record Told(
      String uid, long generation, String reason, String message, @Nullable String path) {}
}
