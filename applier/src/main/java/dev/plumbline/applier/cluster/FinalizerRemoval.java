package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.PruneJudgement;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.resources.ResourceKind;
import java.util.Optional;

/** Lets a deleted {@code Application} go, once nothing of it is left on its cluster. */
public final class FinalizerRemoval {

  private final ClusterClient control;
  private final String fieldManager;

  public FinalizerRemoval(ClusterClient control, String fieldManager) {
    this.control = control;
    this.fieldManager = fieldManager;
  }

  /**
   * Takes our finalizer off, if the resource is there, has that uid and bears it.
   *
   * @throws ClusterException also when somebody changed the finalizers at the same time: try again
   */
  public void remove(ApplicationKey application, String uid) throws ClusterException {
    ObjectRef ref =
        new ObjectRef(
            ResourceKind.GROUP,
            ResourceKind.VERSION,
            ResourceKind.APPLICATION.kind(),
            application.namespace(),
            application.name());
    Optional<ObjectNode> live = control.get(ref);
    if (live.isEmpty() || !uid.equals(live.get().path("metadata").path("uid").asText())) {
      return;
    }
    int index = PruneJudgement.finalizers(live.get()).indexOf(Tracking.FINALIZER);
    if (index >= 0) {
      control.patch(ref, null, PatchType.JSON, patch(uid, index), fieldManager);
    }
  }

  private static JsonNode patch(String uid, int index) {
    String path = "/metadata/finalizers/" + index;
    ArrayNode patch = Json.mapper().createArrayNode();
    patch.addObject().put("op", "test").put("path", "/metadata/uid").put("value", uid);
    patch.addObject().put("op", "test").put("path", path).put("value", Tracking.FINALIZER);
    patch.addObject().put("op", "remove").put("path", path);
    return patch;
  }
}
