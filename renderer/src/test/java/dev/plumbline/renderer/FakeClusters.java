package dev.plumbline.renderer;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Clusters as a test says that they are. */
final class FakeClusters implements ClusterReader {

  /** By namespace and name. */
  final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();

  /** By namespace and name. */
  final Map<String, Map<String, String>> configMaps = new ConcurrentHashMap<>();

  /** By group and kind: whether it has namespaces. */
  final Map<String, Boolean> kinds = new ConcurrentHashMap<>();

  /** None: the cluster is not known. */
  volatile @Nullable ClusterFacts facts = new ClusterFacts("v1.36.3", List.of("apps/v1", "v1"));

  /** None: the cluster does not answer. */
  volatile @Nullable Schemas schemas;

  @Override
  public Optional<Map<String, String>> secret(String namespace, String name) {
    return Optional.ofNullable(secrets.get(namespace + "/" + name));
  }

  @Override
  public Optional<Map<String, String>> configMap(String namespace, String name) {
    return Optional.ofNullable(configMaps.get(namespace + "/" + name));
  }

  @Override
  public ClusterFacts facts(String cluster) throws ClusterException {
    ClusterFacts given = facts;
    if (given == null) {
      throw new ClusterException(ClusterException.Reason.UNKNOWN_CLUSTER, 0, "no Secret names it");
    }
    return given;
  }

  @Override
  public Optional<Boolean> namespaced(String cluster, String group, String kind) {
    return Optional.ofNullable(kinds.get(group + "/" + kind));
  }

  @Override
  public Schemas schemas(String cluster) throws ClusterException {
    Schemas given = schemas;
    if (given == null) {
      throw new ClusterException(ClusterException.Reason.UNREACHABLE, 0, "it does not answer");
    }
    return given;
  }
}
