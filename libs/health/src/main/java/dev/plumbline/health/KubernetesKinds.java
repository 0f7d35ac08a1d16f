package dev.plumbline.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The health of Kubernetes' own kinds, each by its own rule. */
final class KubernetesKinds {

  private static final Map<String, Function<JsonNode, Finding>> RULES =
      Map.ofEntries(
          Map.entry("apps/Deployment", Workloads::deployment),
          Map.entry("apps/StatefulSet", Workloads::statefulSet),
          Map.entry("apps/DaemonSet", Workloads::daemonSet),
          Map.entry("apps/ReplicaSet", Workloads::replicaSet),
          Map.entry("batch/Job", Workloads::job),
          Map.entry("batch/CronJob", Workloads::cronJob),
          Map.entry("/ReplicationController", Workloads::replicaSet),
          Map.entry("/Pod", Pods::of),
          Map.entry("networking.k8s.io/Ingress", KubernetesKinds::ingress),
          Map.entry("extensions/Ingress", KubernetesKinds::ingress),
          Map.entry("/Service", KubernetesKinds::service),
          Map.entry("/PersistentVolumeClaim", KubernetesKinds::volumeClaim),
          Map.entry("/Namespace", KubernetesKinds::namespace),
          Map.entry("autoscaling/HorizontalPodAutoscaler", Autoscalers::of),
          Map.entry("apiextensions.k8s.io/CustomResourceDefinition", KubernetesKinds::definition),
          Map.entry("apiregistration.k8s.io/APIService", KubernetesKinds::apiService));

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
          Set.of("NetworkPolicy", "IngressClass"),
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

  /** Reasons of a definition that is served soon. */
  private static final Set<String> INSTALLING = Set.of("", "Installing");

  private KubernetesKinds() {}

  /** Whether there is more to the health of a kind than that the object is there. */
  static boolean haveStatus(String group, String kind) {
    return !WITHOUT_STATUS.getOrDefault(group, Set.of()).contains(kind);
  }

  /** The rule of a kind; empty for kinds that are not Kubernetes' own. */
  static Optional<Function<JsonNode, Finding>> rule(String group, String kind) {
    return Optional.ofNullable(RULES.get(group + "/" + kind));
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

  private static Finding ingress(JsonNode object) {
    return object.path("status").path("loadBalancer").path("ingress").isEmpty()
        ? Finding.progressing("no controller has given it an address yet")
        : Finding.HEALTHY;
  }

  private static Finding namespace(JsonNode object) {
    if (object.path("status").path("phase").asText("Active").equals("Active")) {
      return Finding.HEALTHY;
    }
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("status").asText().equals("True")) {
        return Finding.progressing(
            "the namespace is being deleted: " + Conditions.message(condition));
      }
    }
    return Finding.progressing("the namespace is being deleted");
  }

  private static Finding definition(JsonNode object) {
    if (Conditions.is(object, "Terminating", "True")) {
      return Finding.progressing("the kind and its objects are being deleted");
    }
    Optional<JsonNode> refused = Conditions.with(object, "NamesAccepted", "False");
    if (refused.isPresent()) {
      return Finding.degraded("its names are taken: " + Conditions.message(refused.get()));
    }
    Optional<JsonNode> violations = Conditions.with(object, "NonStructuralSchema", "True");
    if (violations.isPresent()) {
      return Finding.degraded("its schema is wrong: " + Conditions.message(violations.get()));
    }
    if (Conditions.is(object, "Established", "True")) {
      return Finding.HEALTHY;
    }
    return Conditions.with(object, "Established", "False")
        .filter(condition -> !INSTALLING.contains(condition.path("reason").asText("")))
        .map(why -> Finding.degraded("the new kind is not served: " + Conditions.message(why)))
        .orElse(Finding.progressing("the new kind is not served yet"));
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
