package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.fields.FieldSet;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Key;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the server itself writes into objects when they are created or changed; nobody owns these
 * values.
 */
final class Strategy {

  private static final FieldSet STATUS = FieldSet.ofFields("status");
  private static final FieldSet NOT_STATUS = FieldSet.ofFields("spec", "metadata.labels");
  private static final FieldSet NOT_CUSTOM_STATUS = FieldSet.ofFields("spec", "metadata");

  private Strategy() {}

  /** Fields that an endpoint does not write. */
  static FieldSet reset(Resource resource, String subresource) {
    if (subresource.equals("status")) {
      return resource.custom() == null ? NOT_STATUS : NOT_CUSTOM_STATUS;
    }
    return resource.has("status") ? STATUS : FieldSet.EMPTY;
  }

  static void onCreate(Resource resource, ObjectNode object, ServiceAddresses addresses) {
    ObjectNode metadata = Json.child(object, "metadata");
    if (resource.custom() != null || Validation.rules(resource).has("generation")) {
      metadata.put("generation", 1);
    }
    switch (resource.groupKind()) {
      case "Namespace" -> {
        ObjectNode spec = Json.child(object, "spec");
        if (spec.path("finalizers").isEmpty()) {
          spec.putArray("finalizers").add("kubernetes");
        }
      }
      case "Service" -> addresses.allocate(object);
      case "Job.batch" -> jobSelector(object);
      case "Pod" -> podAdmission(object);
      case "PersistentVolumeClaim" -> protect(object, "kubernetes.io/pvc-protection");
      case "PersistentVolume" -> {
        protect(object, "kubernetes.io/pv-protection");
        Json.child(object, "status")
            .set("lastPhaseTransitionTime", metadata.path("creationTimestamp"));
      }
      case "CustomResourceDefinition.apiextensions.k8s.io" -> definitionStatus(object);
      default -> {}
    }
    qualityOfService(resource, object);
  }

  static void onUpdate(
      Resource resource, JsonNode old, ObjectNode object, ServiceAddresses addresses) {
    long generation = old.path("metadata").path("generation").asLong();
    ObjectNode metadata = Json.child(object, "metadata");
    if (generation > 0) {
      metadata.put("generation", specChanged(resource, old, object) ? generation + 1 : generation);
    }
    switch (resource.groupKind()) {
      case "Service" -> {
        ServiceAddresses.keep(old, object);
        addresses.allocate(object);
      }
      default -> {}
    }
  }

  private static boolean specChanged(Resource resource, JsonNode old, JsonNode object) {
    if (resource.custom() != null) {
      Set<String> names = new TreeSet<>();
      old.fieldNames().forEachRemaining(names::add);
      object.fieldNames().forEachRemaining(names::add);
      names.remove("metadata");
      names.remove("apiVersion");
      if (resource.has("status")) {
        names.remove("status");
      }
      return names.stream().anyMatch(name -> !Json.same(old.get(name), object.get(name)));
    }
    for (JsonNode field : Validation.rules(resource).path("generation")) {
      if (!Json.same(old.get(field.asText()), object.get(field.asText()))) {
        return true;
      }
    }
    return resource.groupKind().equals("Deployment.apps")
        && !annotations(old).equals(annotations(object));
  }

  /** Of a Deployment they count as wanted, but for the one that is written with its status. */
  private static ObjectNode annotations(JsonNode deployment) {
    ObjectNode annotations = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> annotation :
        deployment.path("metadata").path("annotations").properties()) {
      if (!annotation.getKey().equals("deployment.kubernetes.io/revision")) {
        annotations.set(annotation.getKey(), annotation.getValue());
      }
    }
    return annotations;
  }

  /** A deletion in progress counts as a change of what is wanted. */
  static void bumpGeneration(ObjectNode object) {
    ObjectNode metadata = Json.child(object, "metadata");
    if (metadata.has("generation")) {
      metadata.put("generation", metadata.path("generation").asLong() + 1);
    }
  }

  private static void jobSelector(ObjectNode job) {
    ObjectNode spec = Json.child(job, "spec");
    ObjectNode labels = Json.child(Json.child(Json.child(spec, "template"), "metadata"), "labels");
    if (!spec.path("manualSelector").asBoolean() && !spec.has("selector")) {
      String uid = job.at("/metadata/uid").asText();
      String name = job.at("/metadata/name").asText();
      labels.put("batch.kubernetes.io/controller-uid", uid);
      labels.put("batch.kubernetes.io/job-name", name);
      labels.put("controller-uid", uid);
      labels.put("job-name", name);
      spec.putObject("selector")
          .putObject("matchLabels")
          .put("batch.kubernetes.io/controller-uid", uid);
    }
    ObjectNode metadata = Json.child(job, "metadata");
    if (metadata.path("labels").isEmpty()) {
      metadata.set("labels", labels.deepCopy());
    }
  }

  private static void podAdmission(ObjectNode pod) {
    ObjectNode spec = Json.child(pod, "spec");
    if (!spec.has("serviceAccountName")) {
      spec.put("serviceAccountName", "default").put("serviceAccount", "default");
    }
    if (!spec.has("priority")) {
      spec.put("priority", 0);
    }
    ArrayNode tolerations =
        spec.get("tolerations") instanceof ArrayNode array ? array : spec.putArray("tolerations");
    for (String taint : List.of("not-ready", "unreachable")) {
      String key = "node.kubernetes.io/" + taint;
      boolean tolerated = false;
      for (JsonNode toleration : tolerations) {
        tolerated |= toleration.path("key").asText(key).equals(key);
      }
      if (!tolerated) {
        tolerations
            .addObject()
            .put("key", key)
            .put("operator", "Exists")
            .put("effect", "NoExecute")
            .put("tolerationSeconds", 300);
      }
    }
    if (!spec.has("preemptionPolicy")) {
      spec.put("preemptionPolicy", "PreemptLowerPriority");
    }
  }

  private static void protect(ObjectNode object, String finalizer) {
    ObjectNode metadata = Json.child(object, "metadata");
    ArrayNode finalizers =
        metadata.get("finalizers") instanceof ArrayNode array
            ? array
            : metadata.putArray("finalizers");
    finalizers.add(finalizer);
  }

  private static void qualityOfService(Resource resource, ObjectNode object) {
    if (!resource.isBuiltIn("Pod")) {
      return;
    }
    boolean any = false;
    boolean guaranteed = true;
    for (JsonNode container : object.at("/spec/containers")) {
      JsonNode limits = container.at("/resources/limits");
      any |= !container.path("resources").isEmpty();
      guaranteed &=
          limits.has("cpu")
              && limits.has("memory")
              && Json.same(limits, container.at("/resources/requests"));
    }
    String quality = !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    Json.child(object, "status").put("qosClass", quality);
  }

  private static void definitionStatus(ObjectNode definition) {
    ObjectNode status = Json.child(definition, "status");
    status.putNull("conditions");
    ArrayNode stored = status.putArray("storedVersions");
    for (JsonNode version : definition.at("/spec/versions")) {
      if (version.path("storage").asBoolean()) {
        stored.add(version.path("name"));
      }
    }
  }

  /** The key that an object of this kind has in the store. */
  static Key key(Resource resource, String namespace, String name) {
    return new Key(resource.groupResource(), resource.namespaced() ? namespace : "", name);
  }
}
