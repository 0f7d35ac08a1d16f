package dev.plumbline.notifier.delivery;

import dev.plumbline.cluster.ClusterException;
import java.util.Map;
import java.util.Optional;

/** Reads Secrets at the moment they are needed, so that a rotated one counts at once. */
@FunctionalInterface
public interface SecretReader {

  /**
   * The decoded values of a Secret; empty when it is absent.
   *
   * @throws ClusterException when the API server does not answer or refuses
   */
  Optional<Map<String, String>> read(String namespace, String name) throws ClusterException;
}
