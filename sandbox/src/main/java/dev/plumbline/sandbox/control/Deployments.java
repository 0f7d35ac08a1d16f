package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Rolls a deployment over its replica sets, one for each template, and tells how far it is. */
final class Deployments implements Reconciler {

  private static final String RESOURCE = "deployments.apps";
  private static final String SETS = "replicasets.apps";
  private static final String HASH = "pod-template-hash";
  private static final String REVISION = "deployment.kubernetes.io/revision";

  private final Cluster cluster;
  private final Map<String, Progress> progress = new ConcurrentHashMap<>();

  /**
   * The state last seen and when it began: no change for the deadline means that progress has
   * stopped.
   */
  private record Progress(String state, Instant since) {}

  Deployments(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    if (change.kind() == Change.Kind.DELETED
        && change.now().key().groupResource().equals(RESOURCE)) {
      progress.remove(change.now().uid());
    }
    return Pods.affected(change, RESOURCE, "Deployment", SETS);
  }

  @Override
  public Duration reconcile(Key key) {
    Stored deployment = cluster.get(key).orElse(null);
    if (deployment == null || Cluster.deleting(deployment)) {
      return Duration.ZERO;
    }
    boolean paused = deployment.object().at("/spec/paused").asBoolean();
    String hash = Cluster.hash(deployment.object().at("/spec/template"));
    Stored current = null;
    List<Stored> old = new ArrayList<>();
    for (Stored set : cluster.owned(SETS, deployment.uid())) {
      if (set.metadata().path("labels").path(HASH).asText().equals(hash)) {
        current = set;
      } else {
        old.add(set);
      }
    }
    if (!paused) {
      roll(deployment, current, old, hash);
      prune(deployment, old);
    }
    return report(deployment, current, old);
  }

  private void roll(Stored deployment, @Nullable Stored current, List<Stored> old, String hash) {
    int wanted = Pods.replicas(deployment);
    boolean recreate = deployment.object().at("/spec/strategy/type").asText().equals("Recreate");
    boolean oldRunning = old.stream().anyMatch(set -> count(set, "replicas") > 0);
    if (recreate && oldRunning) {
      old.forEach(set -> scale(set, 0));
      return;
    }
    if (current == null) {
      cluster.create(SETS, deployment.key().namespace(), replicaSet(deployment, old, hash, wanted));
      return;
    }
    int newest = old.stream().mapToInt(Deployments::revisionOf).max().orElse(0);
    if (revisionOf(current) <= newest) {
      cluster.edit(
          current.key(),
          "",
          Cluster.MANAGER,
          o ->
              Json.child(Json.child(o, "metadata"), "annotations")
                  .put(REVISION, String.valueOf(newest + 1)));
    }
    scale(current, wanted);
    long keep = Math.max(0, wanted - count(current, "availableReplicas"));
    for (Stored set : old) {
      long share = Math.min(keep, Pods.replicas(set));
      scale(set, share);
      keep -= share;
    }
  }

  private static int revisionOf(Stored set) {
    String text = set.metadata().path("annotations").path(REVISION).asText("0");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }

  private void prune(Stored deployment, List<Stored> old) {
    int limit = deployment.object().at("/spec/revisionHistoryLimit").asInt(10);
    List<Stored> idle =
        old.stream()
            .filter(set -> Pods.replicas(set) == 0 && count(set, "replicas") == 0)
            .sorted(java.util.Comparator.comparing(Deployments::revisionOf))
            .toList();
    idle.stream().limit(Math.max(0, idle.size() - limit)).forEach(set -> cluster.delete(set, -1));
  }

  private ObjectNode replicaSet(Stored deployment, List<Stored> old, String hash, int replicas) {
    int revision = old.stream().mapToInt(Deployments::revisionOf).max().orElse(0) + 1;
    ObjectNode set = Json.object();
    ObjectNode metadata = set.putObject("metadata");
    metadata.put("name", deployment.key().name() + "-" + hash);
    JsonNode template = deployment.object().at("/spec/template");
    ObjectNode labels = metadata.putObject("labels");
    template.at("/metadata/labels").properties().forEach(e -> labels.set(e.getKey(), e.getValue()));
    labels.put(HASH, hash);
    metadata.putObject("annotations").put(REVISION, String.valueOf(revision));
    metadata.set("ownerReferences", Cluster.ownerReference(deployment.object()));
    ObjectNode spec = set.putObject("spec");
    spec.put("replicas", replicas);
    spec.set("selector", deployment.object().at("/spec/selector").deepCopy());
    Json.child(Json.child(spec, "selector"), "matchLabels").put(HASH, hash);
    spec.set("template", template.deepCopy());
    Json.child(Json.child(Json.child(spec, "template"), "metadata"), "labels").put(HASH, hash);
    return set;
  }

  private void scale(Stored set, long replicas) {
    if (Pods.replicas(set) != replicas) {
      cluster.edit(
          set.key(), "", Cluster.MANAGER, o -> Json.child(o, "spec").put("replicas", replicas));
    }
  }

  private static long count(Stored set, String field) {
    return set.object().path("status").path(field).asLong();
  }

  private Duration report(Stored deployment, @Nullable Stored current, List<Stored> old) {
    List<Stored> all = new ArrayList<>(old);
    if (current != null) {
      all.add(current);
    }
    long total = sum(all, "replicas");
    long available = sum(all, "availableReplicas");
    long updated = current == null ? 0 : count(current, "replicas");
    int wanted = Pods.replicas(deployment);
    boolean complete =
        current != null && updated == wanted && total == wanted && available >= wanted;
    String name = current == null ? deployment.key().name() : current.key().name();
    Instant now = cluster.now();
    String state = name + total + "/" + updated + "/" + available + "/" + wanted;
    Progress seen =
        progress.compute(
            deployment.uid(),
            (uid, p) -> p == null || !p.state().equals(state) ? new Progress(state, now) : p);
    long deadline = deployment.object().at("/spec/progressDeadlineSeconds").asLong(600);
    boolean late = !complete && !now.isBefore(seen.since().plusSeconds(deadline));
    cluster.edit(
        deployment.key(),
        "status",
        Cluster.MANAGER,
        object -> {
          if (current != null) {
            Json.child(Json.child(object, "metadata"), "annotations")
                .put(REVISION, String.valueOf(revisionOf(current)));
          }
          ObjectNode status = Json.child(object, "status");
          status.put("observedGeneration", deployment.metadata().path("generation").asLong());
          Pods.count(status, "replicas", total);
          Pods.count(status, "updatedReplicas", updated);
          Pods.count(status, "readyReplicas", sum(all, "readyReplicas"));
          Pods.count(status, "availableReplicas", available);
          Pods.count(
              status, "unavailableReplicas", Math.max(0, Math.max(total, wanted) - available));
          conditions(deployment, status, available, complete, late, name);
        });
    return complete || late
        ? Duration.ZERO
        : Duration.between(now, seen.since().plusSeconds(deadline)).plusMillis(10);
  }

  private static long sum(List<Stored> sets, String field) {
    return sets.stream().mapToLong(set -> count(set, field)).sum();
  }

  private void conditions(
      Stored deployment,
      ObjectNode status,
      long available,
      boolean complete,
      boolean late,
      String set) {
    boolean enough = available >= Pods.replicas(deployment) - maxUnavailable(deployment);
    cluster.condition(
        status,
        "Available",
        enough,
        enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        enough
            ? "Deployment has minimum availability."
            : "Deployment does not have minimum availability.");
    String subject = "ReplicaSet \"" + set + "\" ";
    if (complete) {
      cluster.condition(
          status,
          "Progressing",
          true,
          "NewReplicaSetAvailable",
          subject + "has successfully progressed.");
    } else if (late) {
      cluster.condition(
          status,
          "Progressing",
          false,
          "ProgressDeadlineExceeded",
          subject + "has timed out progressing.");
    } else {
      cluster.condition(
          status, "Progressing", true, "ReplicaSetUpdated", subject + "is progressing.");
    }
  }

  private static int maxUnavailable(Stored deployment) {
    JsonNode limit = deployment.object().at("/spec/strategy/rollingUpdate/maxUnavailable");
    if (limit.isIntegralNumber()) {
      return limit.asInt();
    }
    String text = limit.asText("0%").replace("%", "");
    return text.matches("\\d{1,3}") ? Pods.replicas(deployment) * Integer.parseInt(text) / 100 : 0;
  }
}
