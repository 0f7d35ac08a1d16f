package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Store;
import dev.plumbline.sandbox.store.Stored;
import java.time.temporal.ChronoUnit;

/**
 * Deletion with preconditions, grace, finalizers and propagation policies. Dependents are left to
 * the garbage collector.
 */
public final class Deletion {

  private static final String FOREGROUND = "foregroundDeletion";
  private static final String DEFINITION = "customresourcecleanup.apiextensions.k8s.io";
  private static final String ORPHAN = "orphan";

  private final Objects objects;
  private final Store store;

  public Deletion(Objects objects) {
    this.objects = objects;
    this.store = objects.store();
  }

  /**
   * What became of the object.
   *
   * @param gone whether it was removed, rather than marked for deletion
   */
  public record Deleted(ObjectNode object, boolean gone) {}

  /** Deletes, or marks for deletion; options are a DeleteOptions object, possibly empty. */
  public Deleted delete(
      Resource resource, String namespace, String name, JsonNode options, boolean dryRun) {
    return store.atomically(
        () -> {
          Key key = Strategy.key(resource, namespace, name);
          Stored stored = store.get(key).orElseThrow(() -> ApiError.notFound(resource, name));
          checkPreconditions(resource, name, stored, options.path("preconditions"));
          ObjectNode old = Objects.inVersion(resource, stored.object());
          ObjectNode marked = old.deepCopy();
          finalizers(resource, marked, options);
          if (resource.isBuiltIn("CustomResourceDefinition")) {
            holdDefinition(marked);
          }
          long grace = grace(resource, marked, options);
          boolean namespaceContent =
              resource.isBuiltIn("Namespace") && !marked.at("/spec/finalizers").isEmpty();
          if (marked.at("/metadata/finalizers").isEmpty() && grace == 0 && !namespaceContent) {
            return dryRun ? new Deleted(old, true) : new Deleted(remove(key, old), true);
          }
          mark(resource, marked, grace);
          if (dryRun || Json.same(marked, old)) {
            return new Deleted(marked, false);
          }
          return new Deleted(store.put(key, marked).object(), false);
        });
  }

  private ObjectNode remove(Key key, ObjectNode old) {
    return store.delete(key).map(Stored::object).orElse(old);
  }

  private void mark(Resource resource, ObjectNode object, long grace) {
    ObjectNode metadata = Json.child(object, "metadata");
    if (!metadata.has("deletionTimestamp")) {
      metadata.put(
          "deletionTimestamp",
          objects.clock().instant().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS).toString());
      if (!resource.isBuiltIn("CustomResourceDefinition")) {
        Strategy.bumpGeneration(object);
      }
      if (resource.isBuiltIn("Namespace")) {
        Json.child(object, "status").put("phase", "Terminating");
      }
    }
    if (!resource.isBuiltIn("Namespace") && !resource.isBuiltIn("CustomResourceDefinition")) {
      metadata.put("deletionGracePeriodSeconds", grace);
    }
  }

  private static long grace(Resource resource, JsonNode object, JsonNode options) {
    boolean running =
        resource.isBuiltIn("Pod")
            && !object.at("/spec/nodeName").asText("").isEmpty()
            && !object.at("/status/phase").asText().matches("Succeeded|Failed");
    if (!running) {
      return 0;
    }
    JsonNode asked = options.path("gracePeriodSeconds");
    return asked.isNumber()
        ? asked.asLong()
        : object.at("/spec/terminationGracePeriodSeconds").asLong(30);
  }

  /** A definition stays until its objects are gone. */
  private static void holdDefinition(ObjectNode definition) {
    ObjectNode metadata = Json.child(definition, "metadata");
    ArrayNode finalizers =
        metadata.get("finalizers") instanceof ArrayNode array
            ? array
            : metadata.putArray("finalizers");
    if (!finalizers.toString().contains(DEFINITION)) {
      finalizers.add(DEFINITION);
    }
  }

  private static void finalizers(Resource resource, ObjectNode object, JsonNode options) {
    ObjectNode metadata = Json.child(object, "metadata");
    String policy = options.path("propagationPolicy").asText();
    boolean orphan =
        policy.equals("Orphan")
            || options.path("orphanDependents").asBoolean()
            || orphansUnlessAsked(resource, metadata, options);
    boolean foreground = policy.equals("Foreground");
    boolean background = policy.equals("Background");
    if (!orphan && !foreground && !background) {
      return;
    }
    ArrayNode kept = Json.array();
    for (JsonNode finalizer : metadata.path("finalizers")) {
      String text = finalizer.asText();
      if (!text.equals(FOREGROUND) && !text.equals(ORPHAN)) {
        kept.add(text);
      }
    }
    if (orphan) {
      kept.add(ORPHAN);
    }
    if (foreground) {
      kept.add(FOREGROUND);
    }
    if (kept.isEmpty()) {
      metadata.remove("finalizers");
    } else {
      metadata.set("finalizers", kept);
    }
  }

  /** Of a Job alone what it owns stays unless the request says otherwise. */
  private static boolean orphansUnlessAsked(
      Resource resource, JsonNode metadata, JsonNode options) {
    return resource.groupKind().equals("Job.batch")
        && !options.has("propagationPolicy")
        && !options.has("orphanDependents")
        && !metadata.path("finalizers").toString().contains('"' + FOREGROUND + '"');
  }

  private static void checkPreconditions(
      Resource resource, String name, Stored stored, JsonNode wanted) {
    String uid = wanted.path("uid").asText("");
    if (wanted.hasNonNull("uid") && !uid.equals(stored.uid())) {
      throw ApiError.precondition(
          resource,
          name,
          "the UID in the precondition ("
              + uid
              + ") does not match the UID in record ("
              + stored.uid()
              + "). The object might have been deleted and then recreated");
    }
    String version = wanted.path("resourceVersion").asText("");
    String current = stored.metadata().path("resourceVersion").asText();
    if (wanted.hasNonNull("resourceVersion") && !version.equals(current)) {
      throw ApiError.precondition(
          resource,
          name,
          "the ResourceVersion in the precondition ("
              + version
              + ") does not match the ResourceVersion in record ("
              + current
              + "). The object might have been modified");
    }
  }
}
