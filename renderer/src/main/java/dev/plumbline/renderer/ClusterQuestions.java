package dev.plumbline.renderer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterFacts;
import dev.plumbline.cluster.ClusterSchemas;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.manifests.schema.GroupSchema;
import dev.plumbline.service.Clusters;
import dev.plumbline.service.Secrets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/** Asks the clusters that the installation knows. */
final class ClusterQuestions implements ClusterReader {

  private final Secrets secrets;
  private final Clusters clusters;
  private final Map<ClusterClient, ClusterSchemas<GroupSchema>> published =
      Collections.synchronizedMap(new WeakHashMap<>());

  ClusterQuestions(Secrets secrets, Clusters clusters) {
    this.secrets = secrets;
    this.clusters = clusters;
  }

  @Override
  public Optional<Map<String, String>> secret(String namespace, String name)
      throws ClusterException {
    return secrets.read(namespace, name);
  }

  @Override
  public Optional<Map<String, String>> configMap(String namespace, String name)
      throws ClusterException {
    return clusters
        .control()
        .get(new ObjectRef("", "v1", "ConfigMap", namespace, name))
        .map(ClusterQuestions::values);
  }

  private static Map<String, String> values(ObjectNode configMap) {
    Map<String, String> values = new HashMap<>();
    configMap
        .path("data")
        .properties()
        .forEach(field -> values.put(field.getKey(), field.getValue().asText()));
    return values;
  }

  @Override
  public ClusterFacts facts(String cluster) throws ClusterException {
    return clusters.named(cluster).facts();
  }

  @Override
  public Optional<Boolean> namespaced(String cluster, String group, String kind)
      throws ClusterException {
    try {
      return Optional.of(clusters.named(cluster).resolve(group, kind).namespaced());
    } catch (ClusterException e) {
      if (e.reason() == ClusterException.Reason.UNKNOWN_KIND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Schemas schemas(String cluster) throws ClusterException {
    ClusterSchemas<GroupSchema>.View view =
        published
            .computeIfAbsent(clusters.named(cluster), client -> client.schemas(GroupSchema::of))
            .current();
    return apiVersion -> {
      int slash = apiVersion.indexOf('/');
      return view.of(apiVersion.substring(0, Math.max(slash, 0)), apiVersion.substring(slash + 1));
    };
  }
}
