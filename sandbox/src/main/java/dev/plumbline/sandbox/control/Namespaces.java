package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.List;

/** Gives a namespace its service account; empties it before it goes. */
final class Namespaces implements Reconciler {

  private final Cluster cluster;

  Namespaces(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    Key key = change.now().key();
    if (key.groupResource().equals("namespaces")) {
      return List.of(key);
    }
    boolean contentGone = change.kind() == Change.Kind.DELETED && !key.namespace().isEmpty();
    return contentGone ? List.of(new Key("namespaces", "", key.namespace())) : List.of();
  }

  @Override
  public Duration reconcile(Key key) {
    Stored namespace = cluster.get(key).orElse(null);
    if (namespace == null) {
      return Duration.ZERO;
    }
    if (!Cluster.deleting(namespace)) {
      Key account = new Key("serviceaccounts", key.name(), "default");
      if (cluster.get(account).isEmpty()) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", "default");
        cluster.create("serviceaccounts", key.name(), object);
      }
      return Duration.ZERO;
    }
    for (Stored content : cluster.store().inNamespace(key.name())) {
      if (!Cluster.deleting(content)) {
        cluster.delete(content, -1);
      }
    }
    if (cluster.store().inNamespace(key.name()).isEmpty()) {
      cluster.edit(
          key,
          "finalize",
          Cluster.MANAGER,
          object -> Json.child(object, "spec").remove("finalizers"));
    }
    return Duration.ZERO;
  }
}
