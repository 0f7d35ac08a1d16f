package dev.plumbline.sandbox.control;

import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.List;

/** Publishes an address on every ingress, as an ingress controller does. */
final class Ingresses implements Reconciler {

  private static final String ADDRESS = "10.97.0.1";

  private final Cluster cluster;

  Ingresses(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    boolean waiting =
        change.now().key().groupResource().equals("ingresses.networking.k8s.io")
            && change.kind() != Change.Kind.DELETED
            && hasNone(change.now());
    return waiting ? List.of(change.now().key()) : List.of();
  }

  @Override
  public Duration reconcile(Key key) {
    Stored ingress = cluster.get(key).orElse(null);
    if (ingress != null && hasNone(ingress)) {
      cluster.edit(
          key,
          "status",
          "ingress-controller",
          object ->
              Json.child(Json.child(object, "status"), "loadBalancer")
                  .putArray("ingress")
                  .addObject()
                  .put("ip", ADDRESS));
    }
    return Duration.ZERO;
  }

  private static boolean hasNone(Stored ingress) {
    return ingress.object().at("/status/loadBalancer/ingress").isEmpty();
  }
}
