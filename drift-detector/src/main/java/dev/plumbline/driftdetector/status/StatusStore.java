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

  /**
   * What stands.
   *
   * @param version the application's resourceVersion, which every write of whomever changes
   * @param status an empty object for none
   */
  record Standing(String version, JsonNode status) {}

  /** The status as it stands; empty if no application has that uid. */
  Optional<Standing> read(ApplicationKey key, String uid) throws ClusterException;

  /**
   * Patches the status, if the application still has that uid and that version.
   *
   * @return what stands then
   * @throws ClusterException {@code CONFLICT} when somebody wrote the application since
   */
  Standing patch(ApplicationKey key, String uid, String version, ObjectNode statusPatch)
      throws ClusterException;

  /**
   * On a cluster.
   *
   * @param manager who the writes are put down to
   */
  static StatusStore on(ClusterClient control, String manager) {
    return new StatusStore() {
      @Override
      public Optional<Standing> read(ApplicationKey key, String uid) throws ClusterException {
        return control
            .get(ref(key))
            .filter(application -> application.path("metadata").path("uid").asText().equals(uid))
            .map(StatusStore::standing);
      }

      @Override
      public Standing patch(ApplicationKey key, String uid, String version, ObjectNode statusPatch)
          throws ClusterException {
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.putObject("metadata").put("uid", uid).put("resourceVersion", version);
        patch.set("status", statusPatch);
        return standing(control.patch(ref(key), "status", PatchType.MERGE, patch, manager));
      }
    };
  }

  private static Standing standing(ObjectNode application) {
    JsonNode status = application.path("status");
    return new Standing(
        application.path("metadata").path("resourceVersion").asText(),
        status.isObject() ? status : Json.mapper().createObjectNode());
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
