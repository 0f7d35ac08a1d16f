package dev.plumbline.renderer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterFacts;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.service.Clusters;
import dev.plumbline.service.Secrets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Asks the clusters that the installation knows. */
record ClusterQuestions(Secrets secrets, Clusters clusters) implements ClusterReader {

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
}
