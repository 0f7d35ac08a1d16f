package dev.plumbline.cluster.ownership;

import static dev.plumbline.cluster.ownership.OwnershipManifests.CONTAINER;
import static dev.plumbline.cluster.ownership.OwnershipManifests.DEPLOYMENT;
import static dev.plumbline.cluster.ownership.OwnershipManifests.SERVICE;
import static dev.plumbline.cluster.ownership.OwnershipManifests.container;
import static dev.plumbline.cluster.ownership.OwnershipManifests.inJob;
import static dev.plumbline.cluster.ownership.OwnershipManifests.job;
import static dev.plumbline.cluster.ownership.OwnershipManifests.pod;
import static dev.plumbline.cluster.ownership.OwnershipRow.drift;
import static dev.plumbline.cluster.ownership.OwnershipRow.same;

import java.util.ArrayList;
import java.util.List;

/** Section B: lists, sets and unions. */
final class ListRows {

  private static final String CA = "Q0E=";

  private static final String POLICY =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: p}
      spec: {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]}]}
      """;

  private static final String INGRESS =
      """
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: i}
      spec:
        rules:
        - host: shop.example.com
          http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: w, port: {number: 80}}}}]}
      """;

  private static final String BINDING =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: b}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
      subjects: [{kind: ServiceAccount, name: ours, namespace: default}]
      """;

  private static final String AUTOSCALER =
      """
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: h}
      spec:
        scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}
        minReplicas: 1
        maxReplicas: 3
        metrics:
        - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
      """;

  private static final String WEBHOOKS =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: w}
      webhooks:
      - name: a.example.com
        admissionReviewVersions: [v1]
        sideEffects: None
        failurePolicy: Fail
        clientConfig: {url: "https://127.0.0.1:1/"}
        namespaceSelector: {matchLabels: {nobody: has-this}}
        rules: [{apiGroups: [nothing.example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]
      - name: b.example.com
        admissionReviewVersions: [v1]
        sideEffects: None
        failurePolicy: Fail
        clientConfig: {url: "https://127.0.0.1:1/"}
        namespaceSelector: {matchLabels: {nobody: has-this}}
        rules: [{apiGroups: [nothing.example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]
      """;

  private static final String OWNED =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: c
        ownerReferences:
        - {apiVersion: v1, kind: ConfigMap, name: owner, uid: OWNER_UID, blockOwnerDeletion: false}
      data: {a: "1"}
      """;

  private ListRows() {}

  static List<OwnershipRow> all() {
    List<OwnershipRow> all = new ArrayList<>();
    all.addAll(atomic());
    all.addAll(keyed());
    all.addAll(empty());
    all.addAll(unions());
    return all;
  }

  /** Lists and maps that are one value to the server. */
  private static List<OwnershipRow> atomic() {
    String policy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: p}
        spec: {podSelector: {}, policyTypes: [Egress], egress: []}
        """;
    String role =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: r}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
        """;
    return List.of(
        drift(
            "egress rules of a network policy appended to",
            POLICY,
            o -> o.json("[{op: add, path: /spec/egress/-, value: {}}]"),
            "spec.egress"),
        drift(
            "ingress rules changed",
            INGRESS,
            o -> o.json("[{op: replace, path: /spec/rules/0/host, value: evil.example.com}]"),
            "spec.rules"),
        drift(
            "subjects of a binding appended to",
            BINDING,
            o ->
                o.json(
                    "[{op: add, path: /subjects/-, value: {kind: ServiceAccount, name: evil,"
                        + " namespace: default}}]"),
            "subjects"),
        drift(
            "metrics of an autoscaler changed",
            AUTOSCALER,
            o ->
                o.json(
                    "[{op: replace, path: /spec/metrics/0/resource/target/averageUtilization,"
                        + " value: 9}]"),
            "spec.metrics"),
        same("autoscaler labelled", AUTOSCALER, o -> o.merge("{metadata: {labels: {x: y}}}")),
        drift(
            "pull secrets appended to",
            "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a},"
                + " imagePullSecrets: [{name: ours}]}",
            o -> o.json("[{op: add, path: /imagePullSecrets/-, value: {name: theirs}}]"),
            "imagePullSecrets"),
        drift(
            "empty atomic selector filled",
            policy,
            o -> o.merge("{spec: {podSelector: {matchLabels: {a: b}}}}"),
            "spec.podSelector"),
        drift(
            "empty atomic list filled",
            policy,
            o -> o.merge("{spec: {egress: [{}]}}"),
            "spec.egress"),
        drift(
            "rule appended",
            role,
            o ->
                o.json(
                    "[{op: add, path: /rules/-,"
                        + " value: {apiGroups: [''], resources: [secrets], verbs: [get]}}]"),
            "rules"),
        same("role labelled", role, o -> o.merge("{metadata: {labels: {x: y}}}")),
        drift(
            "service port retargeted",
            SERVICE,
            o -> o.json("[{op: replace, path: /spec/ports/0/targetPort, value: 9090}]"),
            "spec.ports[port=80,protocol=TCP].targetPort"),
        same(
            "service port added",
            SERVICE,
            o -> o.strategic("{spec: {ports: [{name: tls, port: 443}]}}")),
        drift(
            "service selector changed",
            SERVICE,
            o -> o.merge("{spec: {selector: {app: evil}}}"),
            "spec.selector"),
        same(
            "service status written",
            SERVICE,
            o ->
                o.status(
                    "{status: {conditions: [{type: a.b/C, status: 'True', reason: R, message: m,"
                        + " lastTransitionTime: '2026-01-01T00:00:00Z'}]}}")),
        same(
            "service type changed, which we do not set",
            SERVICE,
            o -> o.merge("{spec: {type: NodePort}}")));
  }

  /** Keyed lists and sets. */
  private static List<OwnershipRow> keyed() {
    return List.of(
        drift(
            "webhook of ours changed",
            WEBHOOKS,
            o -> o.json("[{op: replace, path: /webhooks/0/failurePolicy, value: Ignore}]"),
            "webhooks[name=a.example.com].failurePolicy"),
        drift(
            "webhook of ours removed",
            WEBHOOKS,
            o -> o.json("[{op: remove, path: /webhooks/0}]"),
            "webhooks[name=a.example.com]"),
        drift(
            "webhooks in another order",
            WEBHOOKS,
            o -> o.json("[{op: move, from: /webhooks/1, path: /webhooks/0}]"),
            "webhooks"),
        same(
            "certificate injected into a webhook",
            WEBHOOKS,
            o -> o.json("[{op: add, path: /webhooks/0/clientConfig/caBundle, value: " + CA + "}]")),
        drift(
            "variables in another order",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: move, from: /spec/template/spec/containers/0/env/1,"
                        + " path: /spec/template/spec/containers/0/env/0}]"),
            CONTAINER + ".env"),
        drift(
            "port of ours with another protocol",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: replace, path: /spec/template/spec/containers/0/ports/2/protocol,"
                        + " value: SCTP}]"),
            CONTAINER + ".ports[containerPort=80,protocol=TCP]"),
        drift(
            "owner of ours edited",
            OWNED,
            o ->
                o.json(
                    "[{op: replace, path: /metadata/ownerReferences/0/blockOwnerDeletion,"
                        + " value: true}]"),
            "metadata.ownerReferences[uid=OWNER_UID].blockOwnerDeletion"),
        drift(
            "owner of ours removed",
            OWNED,
            o -> o.merge("{metadata: {ownerReferences: null}}"),
            "metadata.ownerReferences[uid=OWNER_UID]"),
        drift(
            "atomic list appended to",
            DEPLOYMENT,
            o -> o.json("[{op: add, path: /spec/template/spec/containers/0/args/-, value: c}]"),
            CONTAINER + ".args"),
        drift(
            "toleration appended",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: add, path: /spec/template/spec/tolerations/-,"
                        + " value: {key: x, operator: Exists}}]"),
            "spec.template.spec.tolerations"),
        drift(
            "atomic map added to",
            DEPLOYMENT,
            o -> o.strategic(pod("nodeSelector: {zone: z}")),
            "spec.template.spec.nodeSelector"),
        drift(
            "item of ours removed",
            DEPLOYMENT,
            o -> o.strategic(container("env: [{name: B, $patch: delete}]")),
            CONTAINER + ".env[name=B]"),
        drift(
            "same port, other protocol: renamed",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: replace, path: /spec/template/spec/containers/0/ports/1/name,"
                        + " value: udp}]"),
            CONTAINER + ".ports[containerPort=53,protocol=UDP].name"),
        drift(
            "init containers in another order",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: move, from: /spec/template/spec/initContainers/1,"
                        + " path: /spec/template/spec/initContainers/0}]"),
            "spec.template.spec.initContainers"),
        drift(
            "doubled variable beside ours",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: add, path: /spec/template/spec/containers/0/env/-,"
                        + " value: {name: A, value: '9'}}]"),
            CONTAINER + ".env[name=A]"),
        same(
            "owner added beside ours",
            OWNED,
            o ->
                o.json(
                    "[{op: add, path: /metadata/ownerReferences/-, value: {apiVersion: v1, kind:"
                        + " ConfigMap, name: "
                        + o.ref().name()
                        + ", uid: "
                        + o.read().at("/metadata/uid").asText()
                        + "}}]")),
        same(
            "finalizer added beside ours",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: f, finalizers: [a.b/ours]}}",
            o -> o.json("[{op: add, path: /metadata/finalizers/-, value: a.b/theirs}]")),
        drift(
            "finalizer of ours removed",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: f, finalizers: [a.b/ours]}}",
            o -> o.merge("{metadata: {finalizers: null}}"),
            "metadata.finalizers[=a.b/ours]"));
  }

  /** What our manifest has empty or null. */
  private static List<OwnershipRow> empty() {
    return List.of(
        same(
            "label added where our manifest has an empty map",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {}}, data: {a: '1'}}",
            o -> o.merge("{metadata: {labels: {x: y}}}")),
        same(
            "label added where our manifest has null",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: null,"
                + " annotations: null, creationTimestamp: null}, data: {a: '1'}}",
            o -> o.merge("{metadata: {labels: {x: y}}}")),
        same(
            "key added where our manifest has no data",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {}}",
            o -> o.merge("{data: {x: y}}")),
        same(
            "variable added where our manifest has an empty list",
            job("containers: [{name: web, image: 'x:1', env: []}]"),
            o -> o.strategic(inJob("containers: [{name: web, env: [{name: A, value: b}]}]"))),
        same(
            "limit added where our manifest has no resources",
            job("containers: [{name: web, image: 'x:1', resources: {}}]"),
            o -> o.strategic(inJob("containers: [{name: web, resources: {limits: {cpu: '1'}}}]"))));
  }

  /** Members that exclude each other. */
  private static List<OwnershipRow> unions() {
    return List.of(
        drift(
            "emptyDir replaced by hostPath, healed though the server refuses a plain apply",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: replace, path: /spec/template/spec/volumes/0,"
                        + " value: {name: tmp, hostPath: {path: /tmp}}}]"),
            "spec.template.spec.volumes[name=tmp].emptyDir"),
        drift(
            "value replaced by valueFrom, healed likewise",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: replace, path: /spec/template/spec/containers/0/env/0, value:"
                        + " {name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}}]"),
            CONTAINER + ".env[name=A].value"),
        drift(
            "port of a Service replaced by another of the same name, healed likewise",
            "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {a: b},"
                + " ports: [{name: http, port: 80}]}}",
            o -> o.merge("{spec: {ports: [{name: http, port: 81}]}}"),
            "spec.ports[port=80,protocol=TCP]"));
  }
}
