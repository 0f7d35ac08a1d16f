package dev.plumbline.cluster.ownership;

import static dev.plumbline.cluster.ownership.OwnershipManifests.DEPLOYMENT;
import static dev.plumbline.cluster.ownership.OwnershipRow.same;

import java.util.ArrayList;
import java.util.List;

/** Section H: what controllers write. */
final class ControllerRows {

  private ControllerRows() {}

  static List<OwnershipRow> all() {
    List<OwnershipRow> all = new ArrayList<>();
    all.addAll(controllers());
    return all;
  }

  /** None of it is drift. */
  private static List<OwnershipRow> controllers() {
    return List.of(
        same(
            "claim bound",
            "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec:"
                + " {accessModes: [ReadWriteOnce], storageClassName: none,"
                + " resources: {requests: {storage: 1Gi}}}}",
            o -> {
              o.merge("{metadata: {annotations: {pv.kubernetes.io/bind-completed: 'yes'}}}");
              o.merge("{spec: {volumeName: pv-1}}");
            }),
        same(
            "token given to a service account",
            "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}",
            o -> o.merge("{secrets: [{name: token}]}")),
        same(
            "rules of an aggregated role written, of which our manifest had some",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r},"
                + " aggregationRule: {clusterRoleSelectors: [{matchLabels: {nobody: has-this}}]},"
                + " rules: []}",
            o -> o.merge("{metadata: {annotations: {aggregated: 'yes'}}}")),
        same(
            "revision noted on a deployment, of which our manifest had one",
            DEPLOYMENT.replace(
                "labels: {tier",
                "annotations: {deployment.kubernetes.io/revision: '5'}\n  labels: {tier"),
            o -> o.merge("{metadata: {annotations: {deployment.kubernetes.io/revision: '6'}}}")),
        same(
            "status of a deployment written again and again",
            DEPLOYMENT,
            o -> {
              for (int i = 2; i < 8; i++) {
                o.status("{status: {observedGeneration: 1, replicas: %d}}".formatted(i));
              }
            }));
  }
}
