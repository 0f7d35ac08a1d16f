package dev.plumbline.cluster.manifest;

import dev.plumbline.contracts.ObjectRef;
import java.util.Comparator;
import java.util.List;

/**
 * The order objects are applied in: what others need comes first. Pruning goes the other way round.
 */
public final class ApplyOrder {

  private static final List<String> FIRST =
      List.of(
          "Namespace",
          "CustomResourceDefinition",
          "PriorityClass",
          "RuntimeClass",
          "StorageClass",
          "IngressClass",
          "GatewayClass",
          "ResourceQuota",
          "LimitRange",
          "ServiceAccount",
          "ClusterRole",
          "ClusterRoleBinding",
          "Role",
          "RoleBinding",
          "NetworkPolicy",
          "PodDisruptionBudget",
          "Secret",
          "ConfigMap",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "Service",
          "Endpoints",
          "EndpointSlice");

  private static final List<String> WORKLOADS =
      List.of("DaemonSet", "StatefulSet", "Deployment", "ReplicaSet", "Pod", "Job", "CronJob");

  private static final List<String> LAST =
      List.of(
          "HorizontalPodAutoscaler",
          "Ingress",
          "APIService",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding",
          "MutatingAdmissionPolicy",
          "MutatingAdmissionPolicyBinding",
          "ValidatingWebhookConfiguration",
          "MutatingWebhookConfiguration");

  /** By rank of kind, then group and kind, namespace and name. */
  public static final Comparator<ObjectRef> COMPARATOR =
      Comparator.comparingInt(ApplyOrder::rank)
          .thenComparing(ObjectRef::group)
          .thenComparing(ObjectRef::kind)
          .thenComparing(ObjectRef::namespace)
          .thenComparing(ObjectRef::name);

  /** The order objects are deleted in. */
  public static final Comparator<ObjectRef> PRUNE_COMPARATOR = COMPARATOR.reversed();

  private ApplyOrder() {}

  /**
   * The rank of a kind: objects of equal rank do not need each other. Other people's kinds come
   * between workloads and what exposes them.
   */
  public static int rank(ObjectRef ref) {
    if (!isKubernetesOwn(ref.group())) {
      return 200;
    }
    int index = FIRST.indexOf(ref.kind());
    if (index >= 0) {
      return index;
    }
    index = WORKLOADS.indexOf(ref.kind());
    if (index >= 0) {
      return 100 + index;
    }
    index = LAST.indexOf(ref.kind());
    return index >= 0 ? 300 + index : 200;
  }

  private static boolean isKubernetesOwn(String group) {
    return !group.contains(".") || group.endsWith(".k8s.io");
  }
}
