package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.rest.ApiError;
import dev.plumbline.sandbox.rest.Deletion;
import dev.plumbline.sandbox.rest.Objects;
import dev.plumbline.sandbox.rest.WriteOptions;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Store;
import dev.plumbline.sandbox.store.Stored;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The API as controllers use it. */
final class Cluster {

  static final String MANAGER = "kube-controller-manager";

  private final Objects objects;
  private final Deletion deletion;

  Cluster(Objects objects, Deletion deletion) {
    this.objects = objects;
    this.deletion = deletion;
  }

  Store store() {
    return objects.store();
  }

  Objects objects() {
    return objects;
  }

  Instant now() {
    return objects.clock().instant().truncatedTo(ChronoUnit.SECONDS);
  }

  Optional<Stored> get(Key key) {
    return store().get(key);
  }

  Resource resource(String groupResource) {
    return objects.registry().stored(groupResource).orElseThrow();
  }

  /** Objects of a resource that a controller owns. */
  List<Stored> owned(String groupResource, String uid) {
    return store().ownedBy(uid).stream()
        .filter(stored -> stored.key().groupResource().equals(groupResource))
        .toList();
  }

  /** Creates an object; one of that name being there already is no failure. */
  void create(String groupResource, String namespace, ObjectNode object) {
    try {
      objects.create(resource(groupResource), namespace, object, WriteOptions.as(MANAGER));
    } catch (ApiError e) {
      ignoring(e, 409);
    }
  }

  /**
   * Edits an object through a subresource ("" for the object itself); one that is gone is no
   * failure. An edit that changes nothing is not written: controllers find most things in order.
   */
  void edit(Key key, String subresource, String manager, Consumer<ObjectNode> edit) {
    Stored found = get(key).orElse(null);
    if (found == null) {
      return;
    }
    ObjectNode edited = found.object().deepCopy();
    edit.accept(edited);
    if (Json.same(edited, found.object())) {
      return;
    }
    try {
      objects.update(
          resource(key.groupResource()),
          key.namespace(),
          key.name(),
          subresource,
          WriteOptions.as(manager),
          Objects.Origin.BODY,
          stored -> {
            ObjectNode copy = stored.deepCopy();
            edit.accept(copy);
            return copy;
          });
    } catch (ApiError e) {
      ignoring(e, 404);
    }
  }

  void status(Key key, Consumer<ObjectNode> edit) {
    edit(key, "status", MANAGER, object -> edit.accept(Json.child(object, "status")));
  }

  /** Deletes an object, and then what it owns, if it is still this one. */
  void delete(Stored stored, long graceSeconds) {
    delete(stored, "Background", graceSeconds);
  }

  void delete(Stored stored, String propagation, long graceSeconds) {
    ObjectNode options = Json.object().put("propagationPolicy", propagation);
    options.putObject("preconditions").put("uid", stored.uid());
    if (graceSeconds >= 0) {
      options.put("gracePeriodSeconds", graceSeconds);
    }
    Key key = stored.key();
    try {
      deletion.delete(resource(key.groupResource()), key.namespace(), key.name(), options, false);
    } catch (ApiError e) {
      ignoring(e, 404, 409);
    }
  }

  private static void ignoring(ApiError error, int... codes) {
    for (int code : codes) {
      if (error.code() == code) {
        return;
      }
    }
    throw error;
  }

  /** An owner reference to a controller. */
  static ArrayNode ownerReference(JsonNode owner) {
    ArrayNode references = Json.array();
    references
        .addObject()
        .put("apiVersion", owner.path("apiVersion").asText())
        .put("kind", owner.path("kind").asText())
        .put("name", owner.at("/metadata/name").asText())
        .put("uid", owner.at("/metadata/uid").asText())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    return references;
  }

  /** Sets a condition; its transition time moves only when its status does. */
  void condition(ObjectNode status, String type, boolean holds, String reason, String message) {
    ArrayNode conditions =
        status.get("conditions") instanceof ArrayNode array ? array : status.putArray("conditions");
    ObjectNode condition = null;
    for (JsonNode item : conditions) {
      if (item.path("type").asText().equals(type) && item instanceof ObjectNode object) {
        condition = object;
      }
    }
    if (condition == null) {
      condition = conditions.addObject().put("type", type);
    }
    String value = holds ? "True" : "False";
    boolean moved = !condition.path("status").asText().equals(value);
    boolean changed = moved || !condition.path("reason").asText().equals(reason);
    condition.put("status", value).put("reason", reason).put("message", message);
    if (moved) {
      condition.put("lastTransitionTime", now().toString());
    }
    if (changed && (type.equals("Available") || type.equals("Progressing"))) {
      condition.put("lastUpdateTime", now().toString());
    }
  }

  static boolean isTrue(JsonNode object, String conditionType) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(conditionType)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  static boolean deleting(Stored stored) {
    return stored.metadata().has("deletionTimestamp");
  }

  static boolean ready(Stored pod) {
    return isTrue(pod.object(), "Ready") && !deleting(pod);
  }

  /** A short name for a template: equal templates, equal names. */
  static String hash(JsonNode template) {
    return Integer.toUnsignedString(Json.canonical(template).hashCode(), 36);
  }
}
