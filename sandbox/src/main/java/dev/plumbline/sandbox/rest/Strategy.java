package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.fields.FieldSet;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Store;
import dev.plumbline.sandbox.store.Stored;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server itself writes into objects when they are created or changed; nobody owns these
 * values.
 */
final class Strategy {

  private static final FieldSet STATUS = FieldSet.ofFields("status");
  private static final FieldSet NOT_STATUS = FieldSet.ofFields("spec", "metadata.labels");
  private static final FieldSet NOT_CUSTOM_STATUS = FieldSet.ofFields("spec", "metadata");

  private static final Pattern ADDRESS = Pattern.compile("10\\.96\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final int ADDRESSES = 65_000;

  private Strategy() {}

  /** Fields that an endpoint does not write. */
  static FieldSet reset(Resource resource, String subresource) {
    if (subresource.equals("status")) {
      return resource.custom() == null ? NOT_STATUS : NOT_CUSTOM_STATUS;
    }
    return resource.has("status") ? STATUS : FieldSet.EMPTY;
  }

  static void onCreate(Resource resource, ObjectNode object, Store store) {
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
      case "Service" -> allocate(object, store);
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

  static void onUpdate(Resource resource, JsonNode old, ObjectNode object, Store store) {
    long generation = old.path("metadata").path("generation").asLong();
    ObjectNode metadata = Json.child(object, "metadata");
    if (generation > 0) {
      metadata.put("generation", specChanged(resource, old, object) ? generation + 1 : generation);
    }
    switch (resource.groupKind()) {
      case "Service" -> {
        keepAddress(old, object);
        allocate(object, store);
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

  private static void allocate(ObjectNode service, Store store) {
    ObjectNode spec = Json.child(service, "spec");
    String type = spec.path("type").asText();
    if (type.equals("ExternalName")) {
      return;
    }
    if (spec.path("clusterIP").asText().isEmpty()) {
      spec.put("clusterIP", freeAddress(store));
    }
    if (!spec.has("clusterIPs")) {
      spec.putArray("clusterIPs").add(spec.path("clusterIP"));
    }
    if (!spec.has("ipFamilies")) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    if (!spec.has("ipFamilyPolicy")) {
      spec.put("ipFamilyPolicy", "SingleStack");
    }
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      Set<Integer> used = nodePorts(store);
      for (JsonNode port : spec.path("ports")) {
        if (port instanceof ObjectNode object && !object.has("nodePort")) {
          int next = 30_000;
          while (!used.add(next)) {
            next++;
          }
          object.put("nodePort", next);
        }
      }
    }
  }

  private static void keepAddress(JsonNode old, ObjectNode service) {
    ObjectNode spec = Json.child(service, "spec");
    String type = spec.path("type").asText();
    if (type.equals("ExternalName")) {
      return;
    }
    for (String field : Set.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      if (!spec.has(field) && old.path("spec").has(field)) {
        spec.set(field, old.path("spec").path(field).deepCopy());
      }
    }
    if (!type.equals("ClusterIP")) {
      for (JsonNode port : spec.path("ports")) {
        for (JsonNode before : old.at("/spec/ports")) {
          boolean match =
              before.has("nodePort")
                  && before.path("port").equals(port.path("port"))
                  && before.path("protocol").equals(port.path("protocol"));
          if (match && port instanceof ObjectNode object && !object.has("nodePort")) {
            object.set("nodePort", before.path("nodePort"));
          }
        }
      }
    }
  }

  private static String freeAddress(Store store) {
    BitSet used = new BitSet();
    for (Stored service : store.list("services", "").objects()) {
      Matcher address = ADDRESS.matcher(service.object().path("spec").path("clusterIP").asText());
      if (address.matches()) {
        used.set(Integer.parseInt(address.group(1)) << 8 | Integer.parseInt(address.group(2)));
      }
    }
    int free = used.nextClearBit(2);
    if (free >= ADDRESSES) {
      throw ApiError.failed("range is full");
    }
    return "10.96." + (free >> 8) + "." + (free & 255);
  }

  private static Set<Integer> nodePorts(Store store) {
    Set<Integer> used = new TreeSet<>();
    store
        .list("services", "")
        .objects()
        .forEach(
            s -> s.object().at("/spec/ports").forEach(p -> used.add(p.path("nodePort").asInt())));
    return used;
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
