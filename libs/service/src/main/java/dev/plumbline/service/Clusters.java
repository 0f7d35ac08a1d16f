package dev.plumbline.service;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.RequestLimits;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Application.Destination;
import dev.plumbline.service.clusters.ClusterAccess;
import dev.plumbline.service.clusters.ClusterSecret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clusters that objects go to: the control cluster itself, as {@code in-cluster}, and those
 * that Secrets in the installation's namespace name, which may come, change and go at any time. A
 * client stays the same while its Secret names the same cluster at the same address, whatever
 * becomes of the credentials.
 */
@ApplicationScoped
public class Clusters {

  private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

  private final ApiMetrics metrics;
  private final ClusterClient control;
  private final ClusterSecrets secrets;
  private final Map<String, Remote> remotes = new HashMap<>();
  private final CopyOnWriteArrayList<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private boolean closed;

  public Clusters(KubernetesClient client, PlumblineConfig config, MeterRegistry registry) {
    RequestLimits limits =
        new RequestLimits(
            config.clusters().requestsInFlight(),
            config.clusters().qps(),
            config.clusters().burst());
    this.metrics = new ApiMetrics(registry);
    this.control =
        ClusterClient.of(Destination.IN_CLUSTER, client, metrics.of(Destination.IN_CLUSTER));
    control.limit(limits);
    this.secrets = new ClusterSecrets(control, config.namespace(), limits, this::changed);
  }

  private record Remote(ClusterSecret secret, ClusterClient client) {}

  /** The cluster that holds Plumbline's own resources. */
  public ClusterClient control() {
    return control;
  }

  /**
   * The cluster of that name, or of the server with that URL. May wait for the control cluster, at
   * the first question.
   *
   * @throws ClusterException {@code UNKNOWN_CLUSTER} when not just one Secret names it, or it
   *     cannot be used; as usual when the control cluster does not answer
   */
  public ClusterClient named(String name) throws ClusterException {
    if (name.equals(Destination.IN_CLUSTER)) {
      return control;
    }
    secrets.find(name);
    return connected(name);
  }

  /**
   * As {@link #named}, for writing an object.
   *
   * @param project of the application that it belongs to
   * @throws ClusterException {@code FORBIDDEN} also when the Secret does not grant it
   */
  public ClusterClient granted(String name, String project, ObjectRef object)
      throws ClusterException {
    if (!name.equals(Destination.IN_CLUSTER)) {
      ClusterSecret secret = secrets.find(name);
      String refusal = secret.grant().refusal(project, object).orElse("");
      if (!refusal.isEmpty()) {
        throw new ClusterException(
            Reason.FORBIDDEN,
            0,
            "cluster '%s' %s, says its Secret %s".formatted(name, refusal, secret.secret()));
      }
    }
    return named(name);
  }

  /**
   * Whether two names or URLs are those of one cluster. Of what cannot be told, only what is
   * written the same is the same.
   */
  public boolean same(String one, String other) {
    try {
      return one.equals(other) || named(one) == named(other);
    } catch (ClusterException e) {
      return false;
    }
  }

  /**
   * Tells a listener, from now on, of each name and URL that may mean another client, or none, or
   * one again: whoever has a client asks {@link #named} anew. It is told on a watch's thread and
   * must not block.
   */
  public void onChange(Consumer<String> listener) {
    listeners.add(listener);
    secrets.start();
  }

  private void changed(Set<String> names) {
    LOG.info("Clusters changed names={}", names);
    reconsider();
    for (Consumer<String> listener : listeners) {
      for (String name : names) {
        try {
          listener.accept(name);
        } catch (RuntimeException e) {
          LOG.error("A listener to clusters failed name={}", name, e);
        }
      }
    }
  }

  /** Lets go of clients whose Secret went, and gives the others what their Secrets say now. */
  private synchronized void reconsider() {
    Map<String, ClusterSecret> now = secrets.usable();
    for (Remote remote : Map.copyOf(remotes).values()) {
      ClusterSecret secret = now.get(remote.secret().secret());
      ClusterAccess access = secret == null ? null : secret.access();
      if (secret == null || access == null || !secret.continues(remote.secret())) {
        remotes.remove(remote.secret().secret());
        remote.client().close();
      } else {
        try {
          connect(remote, secret, access);
        } catch (ClusterException e) {
          LOG.warn("{}", e.getMessage());
        }
      }
    }
  }

  /** Asks for the Secret once more, so that nobody goes back to what it said a moment ago. */
  private synchronized ClusterClient connected(String name) throws ClusterException {
    if (closed) {
      throw new ClusterException(Reason.UNREACHABLE, 0, "Plumbline is about to stop");
    }
    ClusterSecret secret = secrets.find(name);
    ClusterAccess access = secret.access();
    if (access == null) {
      return control;
    }
    Remote known = remotes.get(secret.secret());
    if (known != null && !secret.continues(known.secret())) {
      known.client().close();
      known = null;
    }
    return connect(known, secret, access);
  }

  private ClusterClient connect(@Nullable Remote known, ClusterSecret secret, ClusterAccess access)
      throws ClusterException {
    if (known != null && known.secret().equals(secret)) {
      return known.client();
    }
    ClusterClient client;
    if (known == null) {
      client = ClusterClient.of(secret.name(), open(secret, access), metrics.of(secret.name()));
    } else {
      client = known.client();
      if (!access.equals(known.secret().access())) {
        client.reconnect(open(secret, access));
      }
    }
    client.limit(secret.limits());
    remotes.put(secret.secret(), new Remote(secret, client));
    return client;
  }

  private static KubernetesClient open(ClusterSecret secret, ClusterAccess access)
      throws ClusterException {
    try {
      return ServiceClients.builder(access.config()).build();
    } catch (RuntimeException e) {
      throw new ClusterException(
          Reason.UNKNOWN_CLUSTER,
          0,
          "Secret %s of cluster '%s' cannot be used: a certificate or key in it is not valid"
              .formatted(secret.secret(), secret.name()));
    }
  }

  @PreDestroy
  synchronized void close() {
    closed = true;
    remotes.values().forEach(remote -> remote.client().close());
    remotes.clear();
    control.close();
  }
}
