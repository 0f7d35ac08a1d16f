package dev.plumbline.cluster;

import java.util.List;

/**
 * What a template may ask of the cluster that its objects go to.
 *
 * @param kubeVersion the server's own, such as {@code v1.36.3}
 * @param apiVersions every {@code group/version} and {@code group/version/Kind} that it serves,
 *     sorted; subresources' kinds too, as a connected Helm has them in {@code
 *     .Capabilities.APIVersions}
 */
public record ClusterFacts(String kubeVersion, List<String> apiVersions) {

  public ClusterFacts {
    apiVersions = List.copyOf(apiVersions);
  }
}
