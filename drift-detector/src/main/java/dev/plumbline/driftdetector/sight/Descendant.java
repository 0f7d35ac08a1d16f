package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.health.HealthRules;
import java.util.Optional;

/**
 * An object that another one brought forth, such as a pod: all that is kept of it.
 *
 * @param owner uid of the object that brought it forth
 * @param revision of a ReplicaSet, which one of its Deployment's it is; 0 of anything else
 * @param message on the health, for a person; empty of what is well
 */
record Descendant(
    String uid, ObjectRef ref, String owner, long revision, HealthStatus health, String message) {

  private static final String REVISION = "deployment.kubernetes.io/revision";

  /** Reduces an object; empty when nobody brought it forth. */
  static Optional<Descendant> of(ObjectNode object, HealthRules rules, boolean metadataOnly) {
    JsonNode metadata = object.path("metadata");
    Optional<String> owner = owner(metadata.path("ownerReferences"));
    if (owner.isEmpty()) {
      return Optional.empty();
    }
    ObjectRef ref =
        ObjectRef.of(
            object.path("apiVersion").asText(),
            object.path("kind").asText(),
            metadata.path("namespace").asText(""),
            metadata.path("name").asText(""));
    ObjectHealth health =
        metadataOnly ? new ObjectHealth(ref, HealthStatus.Healthy, "") : rules.of(ref, object);
    return Optional.of(
        new Descendant(
            metadata.path("uid").asText(),
            ref,
            owner.get(),
            metadata.path("annotations").path(REVISION).asLong(0),
            health.status(),
            health.status() == HealthStatus.Healthy ? "" : health.message()));
  }

  /** The controller, or the first owner where none says that it is one. */
  private static Optional<String> owner(JsonNode references) {
    String first = null;
    for (JsonNode reference : references) {
      String uid = reference.path("uid").asText("");
      if (reference.path("controller").asBoolean()) {
        return Optional.of(uid);
      }
      first = first == null ? uid : first;
    }
    return Optional.ofNullable(first);
  }
}
