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

/**
 * Serves custom kinds once they are defined, and removes their objects before a definition goes.
 */
final class Definitions implements Reconciler {

  private static final String RESOURCE = "customresourcedefinitions.apiextensions.k8s.io";
  private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

  private final Cluster cluster;

  Definitions(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    Key key = change.now().key();
    if (key.groupResource().equals(RESOURCE)) {
      if (change.kind() == Change.Kind.DELETED) {
        cluster.objects().registry().remove(key.name());
        return List.of();
      }
      return List.of(key);
    }
    boolean instanceGone =
        change.kind() == Change.Kind.DELETED && key.groupResource().contains(".");
    return instanceGone ? List.of(new Key(RESOURCE, "", key.groupResource())) : List.of();
  }

  @Override
  public Duration reconcile(Key key) {
    Stored definition = cluster.get(key).orElse(null);
    if (definition == null) {
      return Duration.ZERO;
    }
    if (Cluster.deleting(definition)) {
      List<Stored> instances = cluster.store().list(key.name(), "").objects();
      instances.stream().filter(s -> !Cluster.deleting(s)).forEach(s -> cluster.delete(s, 0));
      if (cluster.store().list(key.name(), "").objects().isEmpty()) {
        cluster.edit(key, "", "kube-apiserver", Definitions::release);
      }
      return Duration.ZERO;
    }
    cluster.objects().registry().define(definition.object());
    cluster.edit(
        key,
        "status",
        "kube-apiserver",
        object -> establish(object.path("spec"), Json.child(object, "status")));
    return Duration.ZERO;
  }

  private static void release(ObjectNode definition) {
    ObjectNode metadata = Json.child(definition, "metadata");
    ArrayNode kept = Json.array();
    for (JsonNode finalizer : metadata.path("finalizers")) {
      if (!finalizer.asText().equals(FINALIZER)) {
        kept.add(finalizer);
      }
    }
    metadata.set("finalizers", kept);
  }

  private void establish(JsonNode spec, ObjectNode status) {
    status.set("acceptedNames", spec.path("names").deepCopy());
    cluster.condition(status, "NamesAccepted", true, "NoConflicts", "no conflicts found");
    cluster.condition(
        status,
        "Established",
        true,
        "InitialNamesAccepted",
        "the initial names have been accepted");
    ArrayNode stored =
        status.get("storedVersions") instanceof ArrayNode array
            ? array
            : status.putArray("storedVersions");
    for (JsonNode version : spec.path("versions")) {
      String name = version.path("name").asText();
      if (version.path("storage").asBoolean() && !stored.toString().contains('"' + name + '"')) {
        stored.add(name);
      }
    }
  }
}
