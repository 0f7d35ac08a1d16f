package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Marks;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.stream.Bulkheads;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Finds objects in namespaces that nobody of Plumbline's applied and that nothing else brought
 * forth, by lists of metadata: of the kinds that people make by hand, and of those that the
 * application has itself.
 */
public final class StrangersIn {

  private static final int MOST = 100;

  private static final Map<String, Set<String>> KINDS =
      Map.of(
          "",
          Set.of(
              "ConfigMap", "Secret", "Service", "ServiceAccount", "PersistentVolumeClaim", "Pod"),
          "apps",
          Set.of("Deployment", "StatefulSet", "DaemonSet"),
          "batch",
          Set.of("Job", "CronJob"),
          "networking.k8s.io",
          Set.of("Ingress", "NetworkPolicy"),
          "rbac.authorization.k8s.io",
          Set.of("Role", "RoleBinding"),
          "autoscaling",
          Set.of("HorizontalPodAutoscaler"),
          "policy",
          Set.of("PodDisruptionBudget"));

  /** What every namespace gets by itself. */
  private static final Set<String> FURNITURE =
      Set.of("ConfigMap/kube-root-ca.crt", "ServiceAccount/default");

  private final Examiner.Eyes eyes;
  private final Bulkheads bulkheads;
  private final String installation;

  /**
   * Looks for nothing yet.
   *
   * @param installation whose marks count
   */
  public StrangersIn(Examiner.Eyes eyes, Bulkheads bulkheads, String installation) {
    this.eyes = eyes;
    this.bulkheads = bulkheads;
    this.installation = installation;
  }

  /** The objects, at most a hundred. */
  public CompletionStage<Set<ObjectRef>> find(Inventory inventory, Set<String> namespaces) {
    return bulkheads.call(inventory.cluster(), () -> read(inventory, namespaces));
  }

  private Set<ObjectRef> read(Inventory inventory, Set<String> namespaces) throws ClusterException {
    ClusterClient client = eyes.of(inventory.cluster());
    Set<WatchedKind> kinds = new LinkedHashSet<>();
    KINDS.forEach(
        (group, names) ->
            names.forEach(kind -> kinds.add(new WatchedKind(inventory.cluster(), group, kind))));
    inventory
        .objects()
        .forEach(entry -> kinds.add(WatchedKind.of(inventory.cluster(), entry.ref())));
    Set<ObjectRef> found = new HashSet<>();
    for (WatchedKind kind : kinds) {
      Optional<ApiResource> resource = resolve(client, kind);
      if (resource.isPresent() && resource.get().namespaced()) {
        for (String namespace : namespaces) {
          for (ObjectNode object : client.list(resource.get(), namespace, null, true).items()) {
            ObjectRef ref =
                resource.get().ref(namespace, object.path("metadata").path("name").asText());
            if (found.size() < MOST && isStrange(object, ref)) {
              found.add(ref);
            }
          }
        }
      }
    }
    return found;
  }

  private static Optional<ApiResource> resolve(ClusterClient client, WatchedKind kind)
      throws ClusterException {
    try {
      return Optional.of(client.resolve(kind.group(), kind.kind()));
    } catch (ClusterException e) {
      if (e.reason() == ClusterException.Reason.UNKNOWN_KIND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isStrange(ObjectNode object, ObjectRef ref) {
    JsonNode metadata = object.path("metadata");
    boolean ours =
        Marks.of(object)
            .filter(mark -> mark.installation().equals(installation) && mark.names(ref))
            .isPresent();
    return !ours
        && metadata.path("ownerReferences").isEmpty()
        && !metadata.hasNonNull("deletionTimestamp")
        && !metadata.path("annotations").has(Tracking.CLAIM_ANNOTATION)
        && !FURNITURE.contains(ref.kind() + "/" + ref.name());
  }
}
