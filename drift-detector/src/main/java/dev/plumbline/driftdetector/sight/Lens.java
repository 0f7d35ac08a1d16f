package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.ownership.Fingerprint;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.health.HealthRules;

/**
 * Through which objects are seen: what becomes of one when all is dropped that need not be kept.
 *
 * @param manager the field manager of our applies
 * @param health how well each object is
 */
public record Lens(String manager, HealthBook health) {

  /**
   * Reduces an object, or its metadata where its kind has no status worth reading.
   *
   * @param gone whether it was said to be deleted
   */
  public Sighting see(ObjectNode object, boolean gone) {
    JsonNode metadata = object.path("metadata");
    ObjectRef ref =
        ObjectRef.of(
            object.path("apiVersion").asText(),
            object.path("kind").asText(),
            metadata.path("namespace").asText(""),
            metadata.path("name").asText(""));
    HealthRules rules = health.rules(Marks.of(object).orElse(null));
    ObjectHealth found = rules.of(ref, object);
    ObjectHealth apart =
        metadata.hasNonNull("deletionTimestamp") ? rules.apartFromDeletion(ref, object) : null;
    return new Sighting(
        ref, gone, Fingerprint.of(object, manager), found.status(), found.message(), apart);
  }

  /** Whether the health of a kind needs more than metadata: then it must be watched whole. */
  boolean readsStatus(WatchedKind kind) {
    return health.common().readsStatus(kind.group(), kind.kind());
  }
}
