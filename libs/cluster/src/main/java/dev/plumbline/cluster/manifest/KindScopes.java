package dev.plumbline.cluster.manifest;

import java.util.Map;
import java.util.Set;

/**
 * Which of Kubernetes' own kinds belong to the whole cluster: enough to name objects before any
 * cluster was asked. Kinds of others are not in it; discovery knows them.
 */
public final class KindScopes {

  private static final Map<String, Set<String>> CLUSTER_SCOPED =
      Map.ofEntries(
          Map.entry("", Set.of("Namespace", "Node", "PersistentVolume", "ComponentStatus")),
          Map.entry("rbac.authorization.k8s.io", Set.of("ClusterRole", "ClusterRoleBinding")),
          Map.entry("apiextensions.k8s.io", Set.of("CustomResourceDefinition")),
          Map.entry("apiregistration.k8s.io", Set.of("APIService")),
          Map.entry(
              "admissionregistration.k8s.io",
              Set.of(
                  "MutatingWebhookConfiguration",
                  "ValidatingWebhookConfiguration",
                  "MutatingAdmissionPolicy",
                  "MutatingAdmissionPolicyBinding",
                  "ValidatingAdmissionPolicy",
                  "ValidatingAdmissionPolicyBinding")),
          Map.entry(
              "storage.k8s.io",
              Set.of(
                  "StorageClass",
                  "CSIDriver",
                  "CSINode",
                  "VolumeAttachment",
                  "VolumeAttributesClass")),
          Map.entry("scheduling.k8s.io", Set.of("PriorityClass")),
          Map.entry("node.k8s.io", Set.of("RuntimeClass")),
          Map.entry("networking.k8s.io", Set.of("IngressClass", "IPAddress", "ServiceCIDR")),
          Map.entry("resource.k8s.io", Set.of("DeviceClass", "ResourceSlice", "DeviceTaintRule")),
          Map.entry(
              "certificates.k8s.io", Set.of("CertificateSigningRequest", "ClusterTrustBundle")),
          Map.entry(
              "flowcontrol.apiserver.k8s.io", Set.of("FlowSchema", "PriorityLevelConfiguration")),
          Map.entry("internal.apiserver.k8s.io", Set.of("StorageVersion")),
          Map.entry("storagemigration.k8s.io", Set.of("StorageVersionMigration")),
          Map.entry("gateway.networking.k8s.io", Set.of("GatewayClass")),
          Map.entry(
              "snapshot.storage.k8s.io", Set.of("VolumeSnapshotClass", "VolumeSnapshotContent")));

  private static final Set<String> BUILT_IN =
      Set.of(
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "apiregistration.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "certificates.k8s.io",
          "coordination.k8s.io",
          "discovery.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "internal.apiserver.k8s.io",
          "networking.k8s.io",
          "node.k8s.io",
          "rbac.authorization.k8s.io",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io",
          "storagemigration.k8s.io");

  private KindScopes() {}

  /**
   * Whether a group is Kubernetes' own, so that all its kinds without namespaces are known here.
   * Groups of Kubernetes' projects that clusters may or may not have are not.
   */
  public static boolean isBuiltIn(String group) {
    return !group.contains(".") || BUILT_IN.contains(group);
  }

  /** Whether the kind is known to have no namespaces. */
  public static boolean isClusterScoped(String group, String kind) {
    return CLUSTER_SCOPED.getOrDefault(group, Set.of()).contains(kind);
  }
}
