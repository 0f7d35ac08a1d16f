package dev.plumbline.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.resources.Application.Destination;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The clusters that objects go to: the control cluster itself, as {@code in-cluster}, and those
 * whose kubeconfig lies in a Secret labelled {@code plumbline.dev/cluster: NAME} in the
 * installation's namespace, under the key {@code kubeconfig}.
 */
@ApplicationScoped
public class Clusters {

  private static final String LABEL = "plumbline.dev/cluster";
  private static final String KEY = "kubeconfig";
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  private final PlumblineConfig config;
  private final ApiMetrics metrics;
  private final ClusterClient control;
  private final Map<String, Remote> remotes = new HashMap<>();

  public Clusters(KubernetesClient client, PlumblineConfig config, MeterRegistry registry) {
    this.config = config;
    this.metrics = new ApiMetrics(registry);
    this.control =
        ClusterClient.of(Destination.IN_CLUSTER, client, metrics.of(Destination.IN_CLUSTER));
  }

  /** The cluster that holds Plumbline's own resources. */
  public ClusterClient control() {
    return control;
  }

  /**
   * The cluster of that name: the same client for as long as the process runs. A changed kubeconfig
   * takes effect at the next call, for whoever has the client already too.
   *
   * @throws ClusterException {@code UNKNOWN_CLUSTER} when no Secret names it, or its kubeconfig
   *     cannot be read; as usual when the control cluster does not answer
   */
  public ClusterClient named(String name) throws ClusterException {
    if (name.equals(Destination.IN_CLUSTER)) {
      return control;
    }
    return connected(name, secretOf(name));
  }

  private synchronized ClusterClient connected(String name, ObjectNode secret)
      throws ClusterException {
    JsonNode metadata = secret.path("metadata");
    String version =
        metadata.path("uid").asText() + "/" + metadata.path("resourceVersion").asText();
    Remote known = remotes.get(name);
    if (known == null) {
      known = new Remote(version, ClusterClient.of(name, open(name, secret), metrics.of(name)));
      remotes.put(name, known);
    } else if (!known.version().equals(version)) {
      known.client().reconnect(open(name, secret));
      remotes.put(name, new Remote(version, known.client()));
    }
    return known.client();
  }

  @PreDestroy
  synchronized void close() {
    remotes.values().forEach(remote -> remote.client().close());
    remotes.clear();
    control.close();
  }

  private ObjectNode secretOf(String name) throws ClusterException {
    if (!NAME.matcher(name).matches()) {
      throw unknown("'" + name + "' is no name of a cluster: no label can have that value");
    }
    List<ObjectNode> found =
        control
            .list(control.resolve("", "Secret"), config.namespace(), LABEL + "=" + name, false)
            .items();
    if (found.size() != 1) {
      throw unknown(
          "%d Secrets in namespace %s are labelled %s=%s; exactly one must be, with a kubeconfig"
                  .formatted(found.size(), config.namespace(), LABEL, name)
              + " under the key "
              + KEY);
    }
    return found.get(0);
  }

  private static KubernetesClient open(String name, ObjectNode secret) throws ClusterException {
    JsonNode encoded = secret.path("data").path(KEY);
    if (!encoded.isTextual()) {
      throw unknown(
          "Secret %s of cluster '%s' has no key %s"
              .formatted(secret.path("metadata").path("name").asText(), name, KEY));
    }
    try {
      byte[] kubeconfig = Base64.getDecoder().decode(encoded.textValue());
      return new KubernetesClientBuilder()
          .withConfig(
              ApiClients.tuned(
                  Config.fromKubeconfig(new String(kubeconfig, StandardCharsets.UTF_8))))
          .build();
    } catch (RuntimeException e) {
      throw unknown("the kubeconfig of cluster '" + name + "' is not valid");
    }
  }

  private static ClusterException unknown(String message) {
    return new ClusterException(ClusterException.Reason.UNKNOWN_CLUSTER, 0, message);
  }

  private record Remote(String version, ClusterClient client) {}
}
