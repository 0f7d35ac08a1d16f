package dev.plumbline.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ObjectRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads Secrets of the control cluster, each time anew, so that a rotated one counts at once. */
@ApplicationScoped
public class Secrets {

  private final Clusters clusters;

  public Secrets(Clusters clusters) {
    this.clusters = clusters;
  }

  /**
   * The decoded values of a Secret; empty if it is absent. The caller must not log them.
   *
   * @throws ClusterException when the API server does not answer or refuses
   */
  public Optional<Map<String, String>> read(String namespace, String name) throws ClusterException {
    Optional<ObjectNode> secret =
        clusters.control().get(new ObjectRef("", "v1", "Secret", namespace, name));
    return secret.map(Secrets::decode);
  }

  private static Map<String, String> decode(ObjectNode secret) {
    Map<String, String> values = new HashMap<>();
    secret
        .path("data")
        .properties()
        .forEach(
            field ->
                values.put(
                    field.getKey(),
                    new String(
                        Base64.getDecoder().decode(field.getValue().asText()),
                        StandardCharsets.UTF_8)));
    return values;
  }
}
