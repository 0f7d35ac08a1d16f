package dev.plumbline.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectHealth;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * How an object does. Kubernetes' own kinds by their own rules; all others by the common conditions
 * Stalled, Reconciling and Ready and by observedGeneration; what publishes none of these is healthy
 * as soon as it is there.
 */
public final class Health {

  private static final Map<String, Function<JsonNode, Finding>> RULES =
      Map.ofEntries(
          Map.entry("apps/Deployment", Workloads::deployment),
          Map.entry("apps/StatefulSet", Workloads::statefulSet),
          Map.entry("apps/DaemonSet", Workloads::daemonSet),
          Map.entry("apps/ReplicaSet", Workloads::replicaSet),
          Map.entry("batch/Job", Workloads::job),
          Map.entry("batch/CronJob", Workloads::cronJob),
          Map.entry("/Pod", Pods::of),
          Map.entry("/Service", Health::service),
          Map.entry("/PersistentVolumeClaim", Health::volumeClaim),
          Map.entry("/Namespace", Health::namespace),
          Map.entry("autoscaling/HorizontalPodAutoscaler", Health::autoscaler),
          Map.entry("apiextensions.k8s.io/CustomResourceDefinition", Health::definition),
          Map.entry("apiregistration.k8s.io/APIService", Health::apiService));

  /** Kinds whose health is that they are there; metadata is all one needs of them. */
  private static final Map<String, Set<String>> WITHOUT_STATUS =
      Map.of(
          "",
          Set.of(
              "ConfigMap",
              "Secret",
              "ServiceAccount",
              "LimitRange",
              "ResourceQuota",
              "Endpoints",
              "Event",
              "PodTemplate"),
          "rbac.authorization.k8s.io",
          Set.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"),
          "networking.k8s.io",
          Set.of("NetworkPolicy", "IngressClass", "Ingress"),
          "storage.k8s.io",
          Set.of("StorageClass", "CSIDriver", "CSINode", "CSIStorageCapacity"),
          "scheduling.k8s.io",
          Set.of("PriorityClass"),
          "node.k8s.io",
          Set.of("RuntimeClass"),
          "coordination.k8s.io",
          Set.of("Lease"),
          "discovery.k8s.io",
          Set.of("EndpointSlice"),
          "admissionregistration.k8s.io",
          Set.of(
              "MutatingWebhookConfiguration",
              "ValidatingWebhookConfiguration",
              "MutatingAdmissionPolicy",
              "MutatingAdmissionPolicyBinding",
              "ValidatingAdmissionPolicyBinding"));

  private static final Set<String> AUTOSCALER_FAILURES =
      Set.of(
          "FailedGetScale",
          "FailedUpdateScale",
          "FailedGetResourceMetric",
          "FailedGetContainerResourceMetric",
          "FailedGetPodsMetric",
          "FailedGetObjectMetric",
          "FailedGetExternalMetric",
          "InvalidSelector",
          "InvalidMetricSourceType",
          "SelectorRequired");

  private Health() {}

  /**
   * The health of one object.
   *
   * @param object whole, or metadata only for kinds that {@link #readsStatus} denies
   */
  public static ObjectHealth of(ObjectRef ref, ObjectNode object) {
    Finding finding = find(ref, object);
    return new ObjectHealth(ref, finding.status(), finding.message());
  }

  /** Whether the health of a kind needs more than metadata: then it must be watched whole. */
  public static boolean readsStatus(String group, String kind) {
    return !WITHOUT_STATUS.getOrDefault(group, Set.of()).contains(kind);
  }

  /**
   * Why a pod will not come up until somebody does something, with container and image; empty while
   * it may yet come up by itself.
   */
  public static Optional<String> podTrouble(ObjectNode pod) {
    return Pods.trouble(pod);
  }

  /**
   * What a pod waits for that may yet come by itself, such as room on a node; empty when it waits
   * for nothing.
   */
  public static Optional<String> podWaiting(ObjectNode pod) {
    return Pods.waiting(pod);
  }

  private static Finding find(ObjectRef ref, ObjectNode object) {
    if (object.path("metadata").hasNonNull("deletionTimestamp")) {
      return deleting(object);
    }
    if (!readsStatus(ref.group(), ref.kind())) {
      return Finding.HEALTHY;
    }
    return RULES.getOrDefault(ref.group() + "/" + ref.kind(), Conditions::common).apply(object);
  }

  private static Finding deleting(ObjectNode object) {
    StringJoiner finalizers = new StringJoiner(", ", ", held by ", "").setEmptyValue("");
    object.path("metadata").path("finalizers").forEach(f -> finalizers.add(f.asText()));
    return Finding.progressing("it is being deleted" + finalizers);
  }

  private static Finding service(JsonNode object) {
    if (!object.path("spec").path("type").asText().equals("LoadBalancer")) {
      return Finding.HEALTHY;
    }
    return object.path("status").path("loadBalancer").path("ingress").isEmpty()
        ? Finding.progressing("the load balancer has no address yet")
        : Finding.HEALTHY;
  }

  private static Finding volumeClaim(JsonNode object) {
    return switch (object.path("status").path("phase").asText("")) {
      case "Bound" -> Finding.HEALTHY;
      case "Lost" -> Finding.degraded("the bound volume is gone");
      default -> Finding.progressing("no volume is bound yet");
    };
  }

  private static Finding namespace(JsonNode object) {
    return object.path("status").path("phase").asText("Active").equals("Active")
        ? Finding.HEALTHY
        : Finding.progressing("the namespace is being deleted");
  }

  private static Finding autoscaler(JsonNode object) {
    boolean seen = false;
    for (JsonNode condition : object.path("status").path("conditions")) {
      seen = true;
      if (AUTOSCALER_FAILURES.contains(condition.path("reason").asText())
          && condition.path("status").asText().equals("False")) {
        return Finding.degraded(Conditions.message(condition));
      }
    }
    return seen ? Finding.HEALTHY : Finding.progressing("the autoscaler has not looked at it yet");
  }

  private static Finding definition(JsonNode object) {
    Optional<JsonNode> refused =
        Conditions.find(object, "NamesAccepted")
            .filter(condition -> condition.path("status").asText().equals("False"));
    if (refused.isPresent()) {
      return Finding.degraded("its names are taken: " + Conditions.message(refused.get()));
    }
    return Conditions.is(object, "Established", "True")
        ? Finding.HEALTHY
        : Finding.progressing("the new kind is not served yet");
  }

  private static Finding apiService(JsonNode object) {
    return Conditions.is(object, "Available", "True")
        ? Finding.HEALTHY
        : Finding.progressing(
            Conditions.find(object, "Available")
                .map(Conditions::message)
                .orElse("its availability is not known yet"));
  }
}
