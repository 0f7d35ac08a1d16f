package dev.plumbline.renderer;

import dev.plumbline.cluster.ClusterException;
import java.util.Map;
import java.util.Optional;

/** Reads the Secrets that hold credentials. */
@FunctionalInterface
interface CredentialsReader {

  /** The decoded values of a Secret; empty when it does not exist. */
  Optional<Map<String, String>> read(String namespace, String name) throws ClusterException;
}
