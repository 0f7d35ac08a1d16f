package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.util.List;
import java.util.Map;

/** What all workload controllers do with pods. */
final class Pods {

  private Pods() {}

  /** A pod from its owner's template. An empty name lets the server make one from the owner's. */
  static ObjectNode fromTemplate(Stored owner, String name, Map<String, String> labels) {
    JsonNode template = owner.object().at("/spec/template");
    ObjectNode pod = Json.object();
    ObjectNode metadata = pod.putObject("metadata");
    if (name.isEmpty()) {
      metadata.put("generateName", owner.key().name() + "-");
    } else {
      metadata.put("name", name);
    }
    JsonNode from = template.path("metadata");
    ObjectNode all = metadata.putObject("labels");
    from.path("labels").properties().forEach(e -> all.set(e.getKey(), e.getValue()));
    labels.forEach(all::put);
    if (from.has("annotations")) {
      metadata.set("annotations", from.path("annotations").deepCopy());
    }
    metadata.set("ownerReferences", Cluster.ownerReference(owner.object()));
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  /**
   * The keys a workload controller looks at: its own objects, and the owners of pods (or other
   * children).
   */
  static List<Key> affected(Change change, String resource, String kind, String child) {
    Key key = change.now().key();
    if (key.groupResource().equals(resource)) {
      return change.kind() == Change.Kind.DELETED ? List.of() : List.of(key);
    }
    if (key.groupResource().equals(child)) {
      for (JsonNode reference : change.now().metadata().path("ownerReferences")) {
        if (reference.path("kind").asText().equals(kind)
            && reference.path("controller").asBoolean()) {
          return List.of(new Key(resource, key.namespace(), reference.path("name").asText()));
        }
      }
    }
    return List.of();
  }

  static int replicas(Stored workload) {
    return workload.object().at("/spec/replicas").asInt(1);
  }

  /** Sets a count, or removes it when it is zero and optional. */
  static void count(ObjectNode status, String field, long value) {
    if (value == 0) {
      status.remove(field);
    } else {
      status.put(field, value);
    }
  }
}
