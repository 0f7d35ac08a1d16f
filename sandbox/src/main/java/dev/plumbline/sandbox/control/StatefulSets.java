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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods with fixed names, started and replaced in order unless they may go in parallel. */
final class StatefulSets implements Reconciler {

  private static final String RESOURCE = "statefulsets.apps";
  private static final String REVISION = "controller-revision-hash";

  private final Cluster cluster;

  StatefulSets(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    return Pods.affected(change, RESOURCE, "StatefulSet", "pods");
  }

  @Override
  public Duration reconcile(Key key) {
    Stored set = cluster.get(key).orElse(null);
    if (set == null || Cluster.deleting(set)) {
      return Duration.ZERO;
    }
    String revision = key.name() + "-" + Cluster.hash(set.object().at("/spec/template"));
    List<Stored> pods = cluster.owned("pods", set.uid());
    fill(set, pods, revision);
    report(set, pods, revision);
    return Duration.ZERO;
  }

  private void fill(Stored set, List<Stored> pods, String revision) {
    int wanted = Pods.replicas(set);
    int start = set.object().at("/spec/ordinals/start").asInt();
    boolean parallel = set.object().at("/spec/podManagementPolicy").asText().equals("Parallel");
    for (int i = start; i < start + wanted; i++) {
      Stored pod = named(pods, set.key().name() + "-" + i);
      if (pod == null) {
        claims(set, i);
        create(set, i, revision);
      }
      if (!parallel && (pod == null || !Cluster.ready(pod))) {
        return;
      }
    }
    for (Stored pod : pods) {
      if (ordinal(pod) >= start + wanted && !Cluster.deleting(pod)) {
        cluster.delete(pod, -1);
        return;
      }
    }
    boolean onDelete = set.object().at("/spec/updateStrategy/type").asText().equals("OnDelete");
    boolean allReady = pods.stream().allMatch(Cluster::ready);
    if (!onDelete && allReady) {
      int partition = set.object().at("/spec/updateStrategy/rollingUpdate/partition").asInt();
      for (int i = start + wanted - 1; i >= Math.max(start, partition); i--) {
        Stored pod = named(pods, set.key().name() + "-" + i);
        if (pod != null && !isAt(pod, revision)) {
          cluster.delete(pod, -1);
          return;
        }
      }
    }
  }

  private void create(Stored set, int ordinal, String revision) {
    String name = set.key().name() + "-" + ordinal;
    ObjectNode pod =
        Pods.fromTemplate(
            set,
            name,
            Map.of(
                REVISION,
                revision,
                "statefulset.kubernetes.io/pod-name",
                name,
                "apps.kubernetes.io/pod-index",
                String.valueOf(ordinal)));
    ObjectNode spec = Json.child(pod, "spec");
    spec.put("hostname", name);
    spec.put("subdomain", set.object().at("/spec/serviceName").asText(""));
    for (JsonNode template : set.object().at("/spec/volumeClaimTemplates")) {
      String volume = template.at("/metadata/name").asText();
      ArrayNode volumes =
          spec.get("volumes") instanceof ArrayNode array ? array : spec.putArray("volumes");
      volumes
          .addObject()
          .put("name", volume)
          .putObject("persistentVolumeClaim")
          .put("claimName", volume + "-" + name);
    }
    cluster.create("pods", set.key().namespace(), pod);
  }

  private void claims(Stored set, int ordinal) {
    for (JsonNode template : set.object().at("/spec/volumeClaimTemplates")) {
      ObjectNode claim = template.deepCopy();
      claim.remove("status");
      Json.child(claim, "metadata")
          .put(
              "name",
              template.at("/metadata/name").asText() + "-" + set.key().name() + "-" + ordinal);
      cluster.create("persistentvolumeclaims", set.key().namespace(), claim);
    }
  }

  private static @Nullable Stored named(List<Stored> pods, String name) {
    for (Stored pod : pods) {
      if (pod.key().name().equals(name)) {
        return pod;
      }
    }
    return null;
  }

  private static int ordinal(Stored pod) {
    String name = pod.key().name();
    String number = name.substring(name.lastIndexOf('-') + 1);
    return number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0;
  }

  private static boolean isAt(Stored pod, String revision) {
    return pod.metadata().path("labels").path(REVISION).asText().equals(revision);
  }

  private void report(Stored set, List<Stored> pods, String revision) {
    List<Stored> alive = pods.stream().filter(pod -> !Cluster.deleting(pod)).toList();
    long ready = alive.stream().filter(Cluster::ready).count();
    long updated = alive.stream().filter(pod -> isAt(pod, revision)).count();
    boolean complete = updated == Pods.replicas(set) && ready == updated;
    cluster.status(
        set.key(),
        status -> {
          String before = status.path("currentRevision").asText(revision);
          status.put("observedGeneration", set.metadata().path("generation").asLong());
          status.put("replicas", alive.size());
          status.put("availableReplicas", ready);
          Pods.count(status, "readyReplicas", ready);
          Pods.count(status, "updatedReplicas", updated);
          Pods.count(
              status,
              "currentReplicas",
              alive.stream().filter(pod -> isAt(pod, complete ? revision : before)).count());
          status.put("currentRevision", complete ? revision : before);
          status.put("updateRevision", revision);
          status.put("collisionCount", 0);
        });
  }
}
