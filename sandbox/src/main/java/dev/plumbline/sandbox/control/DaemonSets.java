package dev.plumbline.sandbox.control;

import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One pod on the one node. */
final class DaemonSets implements Reconciler {

  private static final String RESOURCE = "daemonsets.apps";
  private static final String REVISION = "controller-revision-hash";

  private final Cluster cluster;

  DaemonSets(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    return Pods.affected(change, RESOURCE, "DaemonSet", "pods");
  }

  @Override
  public Duration reconcile(Key key) {
    Stored set = cluster.get(key).orElse(null);
    if (set == null || Cluster.deleting(set)) {
      return Duration.ZERO;
    }
    String revision = Cluster.hash(set.object().at("/spec/template"));
    boolean onDelete = set.object().at("/spec/updateStrategy/type").asText().equals("OnDelete");
    List<Stored> pods =
        cluster.owned("pods", set.uid()).stream().filter(p -> !Cluster.deleting(p)).toList();
    if (pods.isEmpty()) {
      cluster.create(
          "pods", key.namespace(), Pods.fromTemplate(set, "", Map.of(REVISION, revision)));
    }
    for (Stored pod : pods) {
      if (!isAt(pod, revision) && !onDelete) {
        cluster.delete(pod, -1);
      }
    }
    long ready = pods.stream().filter(Cluster::ready).count();
    long updated = pods.stream().filter(pod -> isAt(pod, revision)).count();
    cluster.status(
        key,
        status -> {
          status.put("observedGeneration", set.metadata().path("generation").asLong());
          status.put("desiredNumberScheduled", 1);
          status.put("currentNumberScheduled", pods.size());
          status.put("numberMisscheduled", 0);
          status.put("numberReady", ready);
          Pods.count(status, "numberAvailable", ready);
          Pods.count(status, "numberUnavailable", 1 - ready);
          Pods.count(status, "updatedNumberScheduled", updated);
        });
    return Duration.ZERO;
  }

  private static boolean isAt(Stored pod, String revision) {
    return pod.metadata().path("labels").path(REVISION).asText().equals(revision);
  }
}
