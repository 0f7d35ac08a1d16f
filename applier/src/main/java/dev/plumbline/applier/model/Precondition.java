package dev.plumbline.applier.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.Inventory;
import org.jspecify.annotations.Nullable;

/**
 * What an object must be for a write to it to be made: that version of that object, or none at all.
 * The API server refuses the write as a conflict when it is otherwise.
 *
 * @param uid null where there must be no object
 * @param resourceVersion one that no object has where there must be none
 */
public record Precondition(@Nullable String uid, String resourceVersion) {

  /** There is no object. One that is there has another version than the first of all. */
  public static final Precondition ABSENT = new Precondition(null, "1");

  /** As it was read; null when it was not there. */
  public static Precondition read(@Nullable JsonNode live) {
    return live == null
        ? ABSENT
        : new Precondition(
            live.path("metadata").path("uid").asText(),
            live.path("metadata").path("resourceVersion").asText());
  }

  /** As our last apply left it; without one, as if nobody had made it. */
  static Precondition left(Inventory.@Nullable Applied last) {
    return last == null ? ABSENT : new Precondition(last.uid(), last.resourceVersion());
  }

  /** A manifest that the API server applies only if this holds. */
  public ObjectNode on(ObjectNode manifest) {
    ObjectNode conditional = manifest.deepCopy();
    ObjectNode metadata = conditional.withObject("/metadata");
    if (uid != null) {
      metadata.put("uid", uid);
    }
    metadata.put("resourceVersion", resourceVersion);
    return conditional;
  }
}
