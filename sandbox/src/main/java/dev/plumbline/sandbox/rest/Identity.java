package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the server alone decides about an object: its identity, and which part of it a request may
 * write.
 */
final class Identity {

  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final Random random = new Random();

  /** Completes a generateName with five random characters. */
  void generateName(ObjectNode metadata) {
    String prefix = metadata.path("generateName").asText();
    if (metadata.path("name").asText().isEmpty() && !prefix.isEmpty()) {
      StringBuilder name = new StringBuilder(prefix.substring(0, Math.min(prefix.length(), 58)));
      for (int i = 0; i < 5; i++) {
        name.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
      }
      metadata.put("name", name.toString());
    }
  }

  /** Makes an object a new one, whatever identity was sent with it. */
  void fresh(Resource resource, ObjectNode object, String namespace, Instant now) {
    ObjectNode metadata = Json.child(object, "metadata");
    String stated = metadata.path("namespace").asText(namespace);
    if (resource.namespaced() && !stated.isEmpty() && !stated.equals(namespace)) {
      throw ApiError.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    metadata.remove(
        List.of(
            "selfLink",
            "generation",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "namespace",
            "resourceVersion"));
    if (resource.namespaced()) {
      metadata.put("namespace", namespace);
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now.toString());
  }

  /** Keeps what no client may change. */
  static void keep(ObjectNode old, ObjectNode object) {
    ObjectNode metadata = Json.child(object, "metadata");
    JsonNode before = old.path("metadata");
    for (String field :
        List.of(
            "uid",
            "name",
            "namespace",
            "creationTimestamp",
            "generation",
            "generateName",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "resourceVersion")) {
      if (before.has(field)) {
        metadata.set(field, before.path(field));
      } else if (!field.equals("generateName")) {
        metadata.remove(field);
      }
    }
    metadata.remove("selfLink");
  }

  /** Only what the endpoint may write is taken from what was sent. */
  static ObjectNode limit(Resource resource, String subresource, ObjectNode old, ObjectNode sent) {
    if (subresource.equals("status")) {
      ObjectNode limited = old.deepCopy();
      if (sent.has("status")) {
        limited.set("status", sent.path("status"));
      } else {
        limited.remove("status");
      }
      JsonNode annotations = sent.at("/metadata/annotations");
      if (resource.custom() == null && !annotations.isMissingNode()) {
        Json.child(limited, "metadata").set("annotations", annotations);
      }
      JsonNode entries = sent.at("/metadata/managedFields");
      if (!entries.isMissingNode()) {
        Json.child(limited, "metadata").set("managedFields", entries);
      }
      return limited;
    }
    if (subresource.isEmpty()) {
      clearReset(resource, sent, old);
    }
    return sent;
  }

  /** Takes the status from the object as it is, where the endpoint does not write it. */
  static void clearReset(Resource resource, ObjectNode object, @Nullable ObjectNode old) {
    if (resource.has("status")) {
      object.remove("status");
      if (old != null && old.has("status")) {
        object.set("status", old.path("status"));
      }
    }
  }
}
