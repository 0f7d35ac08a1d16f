package dev.plumbline.sandbox.control;

import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.List;

/** Gives an address to services that ask for a load balancer. */
final class LoadBalancers implements Reconciler {

  private final Cluster cluster;

  LoadBalancers(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    boolean waiting =
        change.now().key().groupResource().equals("services")
            && change.kind() != Change.Kind.DELETED
            && change.now().object().at("/spec/type").asText().equals("LoadBalancer");
    return waiting ? List.of(change.now().key()) : List.of();
  }

  @Override
  public Duration reconcile(Key key) {
    Stored service = cluster.get(key).orElse(null);
    boolean waiting =
        service != null
            && service.object().at("/spec/type").asText().equals("LoadBalancer")
            && service.object().at("/status/loadBalancer/ingress").isEmpty();
    if (service != null && waiting) {
      String address =
          service.object().at("/spec/clusterIP").asText().replaceFirst("10\\.96\\.", "10.97.");
      cluster.edit(
          key,
          "status",
          "cloud-controller-manager",
          object ->
              Json.child(Json.child(object, "status"), "loadBalancer")
                  .putArray("ingress")
                  .addObject()
                  .put("ip", address)
                  .put("ipMode", "VIP"));
    }
    return Duration.ZERO;
  }
}
