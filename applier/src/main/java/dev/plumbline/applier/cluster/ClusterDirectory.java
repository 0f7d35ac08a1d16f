package dev.plumbline.applier.cluster;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;

/** Finds clusters by the names that plans give them. */
@FunctionalInterface
public interface ClusterDirectory {

  /**
   * The cluster of that name.
   *
   * @throws ClusterException {@code UNKNOWN_CLUSTER} when there is none
   */
  ClusterClient named(String cluster) throws ClusterException;
}
