package dev.plumbline.applier.cluster;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;

/** Finds clusters by the names that plans give them. */
@FunctionalInterface
public interface ClusterDirectory {

  /**
   * The cluster of that name, for an application that is to write an object there.
   *
   * @throws ClusterException {@code UNKNOWN_CLUSTER} when there is none; {@code FORBIDDEN} when it
   *     is not for that application or that object
   */
  ClusterClient granted(String cluster, ApplicationKey application, ObjectRef object)
      throws ClusterException;
}
