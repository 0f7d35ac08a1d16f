package dev.plumbline.driftdetector.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.ResourceKind;
import java.util.Optional;

/** Where statuses stand: the status subresource of {@code Application}s on the control cluster. */
public interface StatusStore {

  /** The status as it stands, an empty object for none; empty if no application has that uid. */
  Optional<JsonNode> read(ApplicationKey key, String uid) throws ClusterException;

  /** Patches the status, if the application still has that uid. */
  void patch(ApplicationKey key, String uid, ObjectNode statusPatch) throws ClusterException;

  /**
   * On a cluster.
   *
   * @param manager who the writes are put down to
   */
  static StatusStore on(ClusterClient control, String manager) {
    return new StatusStore() {
      @Override
      public Optional<JsonNode> read(ApplicationKey key, String uid) throws ClusterException {
        return control
            .get(ref(key))
            .filter(application -> application.path("metadata").path("uid").asText().equals(uid))
            .map(
                application ->
                    application.path("status").isObject()
                        ? application.path("status")
                        : Json.mapper().createObjectNode());
      }

      @Override
      public void patch(ApplicationKey key, String uid, ObjectNode statusPatch)
          throws ClusterException {
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.putObject("metadata").put("uid", uid);
        patch.set("status", statusPatch);
        control.patch(ref(key), "status", PatchType.MERGE, patch, manager);
      }
    };
  }

  private static ObjectRef ref(ApplicationKey key) {
    return new ObjectRef(
        ResourceKind.GROUP,
        ResourceKind.VERSION,
        ResourceKind.APPLICATION.kind(),
        key.namespace(),
        key.name());
  }
}
