package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes what has lost its owners, and carries out foreground deletion and orphaning. */
final class GarbageCollector implements Reconciler {

  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";

  private final Cluster cluster;

  GarbageCollector(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    List<Key> keys = new ArrayList<>();
    if (change.kind() == Change.Kind.DELETED) {
      cluster.store().ownedBy(change.now().uid()).forEach(s -> keys.add(s.key()));
      // An owner that waits for its dependents may now be free to go.
      for (JsonNode reference : change.now().metadata().path("ownerReferences")) {
        owner(reference, change.now().key().namespace()).ifPresent(s -> keys.add(s.key()));
      }
    } else if (change.now().metadata().has("ownerReferences") || Cluster.deleting(change.now())) {
      keys.add(change.now().key());
    }
    return keys;
  }

  @Override
  public Duration reconcile(Key key) {
    Stored stored = cluster.get(key).orElse(null);
    if (stored == null) {
      return Duration.ZERO;
    }
    if (Cluster.deleting(stored)) {
      finish(stored);
      return Duration.ZERO;
    }
    JsonNode references = stored.metadata().path("ownerReferences");
    boolean anyAlive = false;
    for (JsonNode reference : references) {
      anyAlive |= owner(reference, key.namespace()).isPresent();
    }
    if (!references.isEmpty() && !anyAlive) {
      cluster.delete(stored, -1);
    }
    return Duration.ZERO;
  }

  private Optional<Stored> owner(JsonNode reference, String namespace) {
    Optional<Resource> resource =
        cluster
            .objects()
            .registry()
            .byKind(reference.path("apiVersion").asText(), reference.path("kind").asText());
    return resource
        .flatMap(
            r ->
                cluster.get(
                    new Key(
                        r.groupResource(),
                        r.namespaced() ? namespace : "",
                        reference.path("name").asText())))
        .filter(s -> s.uid().equals(reference.path("uid").asText()));
  }

  private void finish(Stored stored) {
    String finalizers = stored.metadata().path("finalizers").toString();
    List<Stored> dependents = cluster.store().ownedBy(stored.uid());
    if (finalizers.contains('"' + ORPHAN + '"')) {
      dependents.forEach(
          d -> cluster.edit(d.key(), "", Cluster.MANAGER, o -> release(o, stored.uid())));
      removeFinalizer(stored.key(), ORPHAN);
    } else if (finalizers.contains('"' + FOREGROUND + '"')) {
      dependents.stream().filter(d -> !Cluster.deleting(d)).forEach(this::deleteAll);
      boolean blocked =
          cluster.store().ownedBy(stored.uid()).stream().anyMatch(d -> blocks(d, stored.uid()));
      if (!blocked) {
        removeFinalizer(stored.key(), FOREGROUND);
      }
    }
  }

  /** Whoever waits for this one waits for what it owns too. */
  private void deleteAll(Stored dependent) {
    boolean owns =
        cluster.store().ownedBy(dependent.uid()).stream()
            .anyMatch(next -> blocks(next, dependent.uid()));
    cluster.delete(dependent, owns ? "Foreground" : "Background", -1);
  }

  private static boolean blocks(Stored dependent, String ownerUid) {
    for (JsonNode reference : dependent.metadata().path("ownerReferences")) {
      if (reference.path("uid").asText().equals(ownerUid)
          && reference.path("blockOwnerDeletion").asBoolean()) {
        return true;
      }
    }
    return false;
  }

  private static void release(ObjectNode object, String ownerUid) {
    ObjectNode metadata = Json.child(object, "metadata");
    ArrayNode kept = Json.array();
    for (JsonNode reference : metadata.path("ownerReferences")) {
      if (!reference.path("uid").asText().equals(ownerUid)) {
        kept.add(reference);
      }
    }
    metadata.set("ownerReferences", kept);
  }

  private void removeFinalizer(Key key, String finalizer) {
    cluster.edit(
        key,
        "",
        Cluster.MANAGER,
        object -> {
          ObjectNode metadata = Json.child(object, "metadata");
          ArrayNode kept = Json.array();
          for (JsonNode item : metadata.path("finalizers")) {
            if (!item.asText().equals(finalizer)) {
              kept.add(item);
            }
          }
          metadata.set("finalizers", kept);
        });
  }
}
