package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Tracking;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fields in which Kubernetes itself, or Plumbline, notes something on an object outside its status.
 * They are told by name and not by who wrote them, for any name can be borrowed.
 */
final class Bookkeeping {

  private static final Set<String> ANYWHERE =
      Set.of(
          annotation(Tracking.CLAIM_ANNOTATION),
          annotation("kubectl.kubernetes.io/last-applied-configuration"));

  private static final Map<String, List<String>> BY_KIND =
      Map.ofEntries(
          Map.entry("Deployment", List.of(annotation("deployment.kubernetes.io/revision"))),
          Map.entry(
              "ReplicaSet",
              List.of(
                  annotation("deployment.kubernetes.io/revision"),
                  annotation("deployment.kubernetes.io/desired-replicas"),
                  annotation("deployment.kubernetes.io/max-replicas"))),
          Map.entry("DaemonSet", List.of(annotation("deprecated.daemonset.template.generation"))),
          Map.entry("Job", List.of(annotation("batch.kubernetes.io/job-tracking"))),
          Map.entry(
              "PersistentVolumeClaim",
              List.of(
                  "spec.volumeName",
                  annotation("pv.kubernetes.io/bind-completed"),
                  annotation("pv.kubernetes.io/bound-by-controller"),
                  annotation("volume.kubernetes.io/selected-node"),
                  annotation("volume.kubernetes.io/storage-provisioner"),
                  annotation("volume.beta.kubernetes.io/storage-provisioner"),
                  "metadata.finalizers[=kubernetes.io/pvc-protection]")),
          Map.entry(
              "PersistentVolume",
              List.of(
                  "spec.claimRef",
                  annotation("pv.kubernetes.io/bound-by-controller"),
                  annotation("pv.kubernetes.io/provisioned-by"),
                  "metadata.finalizers[=kubernetes.io/pv-protection]")),
          Map.entry(
              "Service",
              List.of("metadata.finalizers[=service.kubernetes.io/load-balancer-cleanup]")),
          Map.entry(
              "Namespace",
              List.of("spec.finalizers", "metadata.labels[\"kubernetes.io/metadata.name\"]")),
          Map.entry("ServiceAccount", List.of("secrets")),
          Map.entry("Pod", List.of("spec.nodeName", "spec.ephemeralContainers")),
          Map.entry(
              "CustomResourceDefinition",
              List.of("metadata.finalizers[=customresourcecleanup.apiextensions.k8s.io]")));

  private Bookkeeping() {}

  /** Whether a field of that object is one. */
  static boolean of(ObjectNode object, FieldPath path) {
    String text = path.text();
    if (ANYWHERE.contains(text) || text.startsWith("status.") || text.equals("status")) {
      return true;
    }
    if (object.has("aggregationRule") && text.equals("rules")) {
      return true;
    }
    String kind = object.path("kind").asText();
    return BY_KIND.getOrDefault(kind, List.of()).stream()
        .anyMatch(
            field ->
                text.equals(field) || text.startsWith(field + ".") || text.startsWith(field + "["));
  }

  private static String annotation(String name) {
    return FieldPath.ROOT.field("metadata").field("annotations").field(name).text();
  }
}
