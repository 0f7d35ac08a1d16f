package dev.plumbline.gitpoller;

import dev.plumbline.cluster.ClusterException;
import java.util.Map;
import java.util.Optional;

/** Reads Secrets of the control cluster. */
interface SecretReader {

  /** The data of a Secret, decoded; empty when there is none. */
  Optional<Map<String, String>> read(String namespace, String name) throws ClusterException;
}
