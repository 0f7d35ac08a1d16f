package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.stream.Bulkheads;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Tells by the marks that Helm puts on each object that it installs whether a release was there
 * before Plumbline came.
 */
public final class HelmReleases {

  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String NAME = "meta.helm.sh/release-name";
  private static final String NAMESPACE = "meta.helm.sh/release-namespace";

  /** Of a release that is there most objects are: one need not ask for all to find none. */
  private static final int MOST = 100;

  private final Examiner.Eyes eyes;
  private final Bulkheads bulkheads;

  public HelmReleases(Examiner.Eyes eyes, Bulkheads bulkheads) {
    this.eyes = eyes;
    this.bulkheads = bulkheads;
  }

  /**
   * Whether any of the objects is there as one of a release.
   *
   * @param names of releases that it may be one of
   * @param namespace of these releases
   * @return fails with {@link ClusterException}, or when too many reads wait already
   */
  public CompletionStage<Boolean> installed(
      String cluster, List<ObjectRef> objects, Set<String> names, String namespace) {
    return bulkheads.call(
        cluster,
        () -> {
          ClusterClient client = eyes.of(cluster);
          for (ObjectRef ref : objects.subList(0, Math.min(MOST, objects.size()))) {
            if (get(client, ref).filter(live -> isOf(live, names, namespace)).isPresent()) {
              return true;
            }
          }
          return false;
        });
  }

  private static Optional<ObjectNode> get(ClusterClient client, ObjectRef ref)
      throws ClusterException {
    try {
      return client.get(ref);
    } catch (ClusterException e) {
      if (e.reason() == ClusterException.Reason.UNKNOWN_KIND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  static boolean isOf(JsonNode live, Set<String> names, String namespace) {
    JsonNode metadata = live.path("metadata");
    JsonNode annotations = metadata.path("annotations");
    return metadata.path("labels").path(MANAGED_BY).asText().equals("Helm")
        && names.contains(annotations.path(NAME).asText())
        && annotations.path(NAMESPACE).asText(namespace).equals(namespace);
  }
}
