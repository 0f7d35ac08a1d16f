package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.List;

/** Binds volume claims, as if any storage class could provision at once. */
final class Claims implements Reconciler {

  private static final String RESOURCE = "persistentvolumeclaims";

  private final Cluster cluster;

  Claims(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    Key key = change.now().key();
    boolean ours =
        key.groupResource().equals(RESOURCE) || key.groupResource().equals("persistentvolumes");
    return ours && change.kind() != Change.Kind.DELETED ? List.of(key) : List.of();
  }

  private static void unprotect(ObjectNode object) {
    ObjectNode metadata = Json.child(object, "metadata");
    ArrayNode kept = Json.array();
    for (JsonNode finalizer : metadata.path("finalizers")) {
      if (!finalizer.asText().endsWith("-protection")) {
        kept.add(finalizer);
      }
    }
    metadata.set("finalizers", kept);
  }

  @Override
  public Duration reconcile(Key key) {
    Stored claim = cluster.get(key).orElse(null);
    if (claim != null && Cluster.deleting(claim)) {
      cluster.edit(key, "", Cluster.MANAGER, Claims::unprotect);
      return Duration.ZERO;
    }
    if (claim == null
        || !key.groupResource().equals(RESOURCE)
        || !claim.object().at("/status/phase").asText().equals("Pending")) {
      return Duration.ZERO;
    }
    cluster.edit(
        key,
        "",
        Cluster.MANAGER,
        object -> {
          ObjectNode spec = Json.child(object, "spec");
          if (!spec.has("volumeName")) {
            spec.put("volumeName", "pvc-" + claim.uid());
          }
          Json.child(Json.child(object, "metadata"), "annotations")
              .put("pv.kubernetes.io/bind-completed", "yes");
        });
    cluster.status(
        key,
        status -> {
          status.put("phase", "Bound");
          status.set("accessModes", claim.object().at("/spec/accessModes").deepCopy());
          status.set("capacity", claim.object().at("/spec/resources/requests").deepCopy());
        });
    return Duration.ZERO;
  }
}
