package dev.plumbline.sandbox.control;

import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Keeps as many pods as a replica set asks for. */
final class ReplicaSets implements Reconciler {

  private static final String RESOURCE = "replicasets.apps";

  private final Cluster cluster;

  ReplicaSets(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    return Pods.affected(change, RESOURCE, "ReplicaSet", "pods");
  }

  @Override
  public Duration reconcile(Key key) {
    Stored set = cluster.get(key).orElse(null);
    if (set == null || Cluster.deleting(set)) {
      return Duration.ZERO;
    }
    List<Stored> pods =
        cluster.owned("pods", set.uid()).stream()
            .filter(pod -> !Cluster.deleting(pod))
            .sorted(Comparator.comparing(Cluster::ready).thenComparing(Stored::version))
            .toList();
    int wanted = Pods.replicas(set);
    for (int i = pods.size(); i < wanted; i++) {
      cluster.create("pods", key.namespace(), Pods.fromTemplate(set, "", Map.of()));
    }
    pods.stream().limit(Math.max(0, pods.size() - wanted)).forEach(pod -> cluster.delete(pod, -1));
    long ready = pods.stream().filter(Cluster::ready).count();
    cluster.status(
        key,
        status -> {
          status.put("replicas", pods.size());
          Pods.count(status, "fullyLabeledReplicas", pods.size());
          Pods.count(status, "readyReplicas", ready);
          Pods.count(status, "availableReplicas", ready);
          status.put("observedGeneration", set.metadata().path("generation").asLong());
        });
    return Duration.ZERO;
  }
}
