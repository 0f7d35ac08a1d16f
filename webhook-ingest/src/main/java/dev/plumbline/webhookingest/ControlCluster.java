package dev.plumbline.webhookingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.resources.ResourceMeta;
import dev.plumbline.service.Clusters;
import dev.plumbline.service.PlumblineConfig;
import dev.plumbline.service.Secrets;
import java.util.Map;
import java.util.Optional;

/** The control cluster's part in webhook sources. */
final class ControlCluster implements WebhookSources.Cluster {

  private final Clusters clusters;
  private final Secrets secrets;
  private final String fieldManager;

  ControlCluster(Clusters clusters, Secrets secrets, PlumblineConfig config) {
    this.clusters = clusters;
    this.secrets = secrets;
    this.fieldManager = config.installation();
  }

  @Override
  public Optional<Map<String, String>> secret(String namespace, String name)
      throws ClusterException {
    return secrets.read(namespace, name);
  }

  @Override
  public Optional<ObjectNode> source(ResourceMeta source) throws ClusterException {
    return clusters.control().get(ref(source));
  }

  @Override
  public void patchStatus(ResourceMeta source, ObjectNode patch) throws ClusterException {
    clusters.control().patch(ref(source), "status", PatchType.MERGE, patch, fieldManager);
  }

  private static ObjectRef ref(ResourceMeta source) {
    return new ObjectRef(
        ResourceKind.GROUP,
        ResourceKind.VERSION,
        ResourceKind.WEBHOOK_SOURCE.kind(),
        source.namespace(),
        source.name());
  }
}
