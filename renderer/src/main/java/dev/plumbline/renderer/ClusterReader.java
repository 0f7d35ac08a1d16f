package dev.plumbline.renderer;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterFacts;
import dev.plumbline.manifests.schema.GroupSchema;
import java.util.Map;
import java.util.Optional;

/** What the renderer asks of clusters; calls block. */
interface ClusterReader {

  /** The decoded values of a Secret of the control cluster; empty if it is absent. */
  Optional<Map<String, String>> secret(String namespace, String name) throws ClusterException;

  /** The values of a ConfigMap of the control cluster; empty if it is absent. */
  Optional<Map<String, String>> configMap(String namespace, String name) throws ClusterException;

  /** Version and APIs of a cluster. */
  ClusterFacts facts(String cluster) throws ClusterException;

  /** Whether a kind has namespaces on a cluster; empty when the cluster has no such kind. */
  Optional<Boolean> namespaced(String cluster, String group, String kind) throws ClusterException;

  /**
   * The schemas that a cluster publishes now, by apiVersion; empty where it publishes none. What is
   * returned may ask the cluster when it is asked.
   */
  Schemas schemas(String cluster) throws ClusterException;

  /** Schemas as a cluster published them at one moment. */
  @FunctionalInterface
  interface Schemas {
    Optional<GroupSchema> of(String apiVersion) throws ClusterException;
  }
}
