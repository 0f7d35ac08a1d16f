package dev.plumbline.cluster.ownership;

import static dev.plumbline.cluster.ownership.OwnershipRow.drift;
import static dev.plumbline.cluster.ownership.OwnershipRow.lost;
import static dev.plumbline.cluster.ownership.OwnershipRow.same;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.contracts.Json;
import java.util.ArrayList;
import java.util.List;

/** The stories of {@link OwnershipTest}. */
final class OwnershipRows {

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
        labels: {tier: front, team: a}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            nodeSelector: {disk: ssd}
            tolerations: [{key: spot, operator: Exists}]
            volumes:
            - {name: tmp, emptyDir: {}}
            initContainers:
            - {name: one, image: "busybox:1"}
            - {name: two, image: "busybox:1"}
            containers:
            - name: web
              image: nginx:1
              args: [a, b]
              env:
              - {name: A, value: "1"}
              - {name: B, value: "2"}
              ports:
              - {name: dns, containerPort: 53}
              - {name: dns-udp, containerPort: 53, protocol: UDP}
              - {name: http, containerPort: 80}
              livenessProbe: {httpGet: {path: /, port: 80}}
              resources:
                limits: {cpu: 1000m, memory: 1024Mi}
              securityContext: {}
      """;

  private static final String CONFIG_MAP =
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {team: a}}, data: {a: "1", b: ""}}
      """;

  private static final String SECRET =
      """
      {apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {p: hunter2}, data: {q: eA==}}
      """;

  private static final String CONTAINER = "spec.template.spec.containers[name=web]";

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: s}
      spec:
        selector: {app: web}
        ports:
        - {name: http, port: 80, targetPort: 8080}
        - {name: dns, port: 53, protocol: UDP}
      """;

  private OwnershipRows() {}

  static List<OwnershipRow> all() {
    List<OwnershipRow> all = new ArrayList<>();
    all.addAll(ordinaryChanges());
    all.addAll(additions());
    all.addAll(lists());
    all.addAll(unions());
    all.addAll(secrets());
    all.addAll(otherKinds());
    all.addAll(entries());
    return all;
  }

  private static String container(String fields) {
    return "{spec: {template: {spec: {containers: [{name: web, %s}]}}}}".formatted(fields);
  }

  private static String pod(String fields) {
    return "{spec: {template: {spec: {%s}}}}".formatted(fields);
  }

  private static List<OwnershipRow> ordinaryChanges() {
    return List.of(
        drift(
                "image changed by patch",
                DEPLOYMENT,
                o -> o.strategic(container("image: 'nginx:2'")),
                CONTAINER + ".image")
            .by("other"),
        same(
            "image patched to the same",
            DEPLOYMENT,
            o -> o.strategic(container("image: 'nginx:1'"))),
        drift("scaled to another number", DEPLOYMENT, o -> o.scale(5), "spec.replicas")
            .by("scaler"),
        same("scaled to the same number", DEPLOYMENT, o -> o.scale(2)),
        same("status written", DEPLOYMENT, o -> o.status("{status: {observedGeneration: 1}}")),
        drift(
            "label of ours removed",
            DEPLOYMENT,
            o -> o.merge("{metadata: {labels: {team: null}}}"),
            "metadata.labels.team"),
        drift(
            "two fields at once",
            DEPLOYMENT,
            o -> o.merge("{metadata: {labels: {team: b}}, spec: {replicas: 3}}"),
            "metadata.labels.team",
            "spec.replicas"),
        drift(
            "int-or-string to a name",
            DEPLOYMENT,
            o -> o.strategic(container("livenessProbe: {httpGet: {port: http}}")),
            CONTAINER + ".livenessProbe.httpGet.port"),
        drift(
                "other applies another value by force",
                DEPLOYMENT,
                o -> o.apply("ci", true, container("image: 'nginx:9'")),
                CONTAINER + ".image")
            .by("ci"),
        same(
            "other applies the same value",
            DEPLOYMENT,
            o -> o.apply("ci", false, container("image: 'nginx:1'"))),
        drift(
            "other takes by force, then releases: the field vanishes",
            CONFIG_MAP,
            o -> {
              o.apply("ci", true, "{data: {a: '9', z: '1'}}");
              o.apply("ci", true, "{data: {z: '1'}}");
            },
            "data.a"),
        lost(
            "changed and changed back",
            DEPLOYMENT,
            o -> {
              o.merge("{spec: {replicas: 7}}");
              o.merge("{spec: {replicas: 2}}");
            }),
        lost(
            "other applies our manifest by force, quantities respelled",
            DEPLOYMENT,
            o -> o.applySame("ci")),
        drift("data changed", CONFIG_MAP, o -> o.merge("{data: {a: '2'}}"), "data.a"),
        drift("data removed", CONFIG_MAP, o -> o.merge("{data: null}"), "data.a", "data.b"),
        drift("empty value removed", CONFIG_MAP, o -> o.merge("{data: {b: null}}"), "data.b"),
        drift(
            "our mark removed",
            CONFIG_MAP,
            o -> o.merge("{metadata: {annotations: null}}"),
            "metadata.annotations[\"plumbline.dev/tracking-id\"]"));
  }

  private static List<OwnershipRow> additions() {
    return List.of(
        same("label added", DEPLOYMENT, o -> o.merge("{metadata: {labels: {x: y}}}")),
        same(
            "rollout restarted",
            DEPLOYMENT,
            o -> o.merge("{spec: {template: {metadata: {annotations: {restartedAt: now}}}}}")),
        same(
            "environment variable added",
            DEPLOYMENT,
            o -> o.strategic(container("env: [{name: C, value: '3'}]"))),
        same(
            "sidecar added",
            DEPLOYMENT,
            o -> o.strategic(pod("containers: [{name: side, image: 'x:1'}]"))),
        same(
            "medium added to an empty emptyDir",
            DEPLOYMENT,
            o -> o.strategic(pod("volumes: [{name: tmp, emptyDir: {medium: Memory}}]"))),
        same(
            "privileged added to an empty securityContext",
            DEPLOYMENT,
            o -> o.strategic(container("securityContext: {privileged: true}"))),
        same("key added", CONFIG_MAP, o -> o.merge("{data: {c: '3'}}")),
        same("nothing written", CONFIG_MAP, o -> o.merge("{data: {a: '1'}}")),
        same(
            "finalizer added",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: f, finalizers: [a.b/ours]}}",
            o -> o.json("[{op: add, path: /metadata/finalizers/-, value: a.b/theirs}]")));
  }

  private static List<OwnershipRow> lists() {
    return List.of(
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
        drift(
            "finalizer of ours removed",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: f, finalizers: [a.b/ours]}}",
            o -> o.merge("{metadata: {finalizers: null}}"),
            "metadata.finalizers[=a.b/ours]"));
  }

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

  private static List<OwnershipRow> secrets() {
    return List.of(
        drift("secret value changed", SECRET, o -> o.merge("{data: {p: eA==}}"), "data.p"),
        drift("secret value removed", SECRET, o -> o.merge("{data: {p: null}}"), "data.p"),
        drift(
            "secret value changed through stringData",
            SECRET,
            o -> o.merge("{stringData: {p: other}}"),
            "data.p"),
        drift(
            "other applies stringData without force and overwrites ours without a trace",
            SECRET,
            o -> o.apply("ci", false, "{stringData: {p: other}}"),
            "data.p"),
        same("secret key added", SECRET, o -> o.merge("{data: {z: eA==}}")));
  }

  private static List<OwnershipRow> otherKinds() {
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

  private static List<OwnershipRow> entries() {
    return List.of(
        same("own apply again", DEPLOYMENT, o -> o.applySame("plumbline")),
        drift(
            "applied under our name with other values",
            CONFIG_MAP,
            o -> {
              o.manifest().withObject("/data").put("a", "evil");
              o.applySame("plumbline");
              o.manifest().withObject("/data").put("a", "1");
            },
            "data.a"),
        lost("managed fields reset", DEPLOYMENT, o -> o.merge("{metadata: {managedFields: [{}]}}")),
        drift(
            "managed fields reset and value changed",
            DEPLOYMENT,
            o -> {
              o.merge("{metadata: {managedFields: [{}]}}");
              o.strategic(container("image: 'nginx:2'"));
            },
            CONTAINER + ".image"),
        drift(
            "value changed, then our entry forged back",
            DEPLOYMENT,
            o -> {
              JsonNode before = o.read().path("metadata").path("managedFields");
              o.merge("{spec: {replicas: 9}}");
              o.client()
                  .patch(
                      o.ref(),
                      null,
                      PatchType.MERGE,
                      Json.mapper()
                          .createObjectNode()
                          .set(
                              "metadata",
                              Json.mapper().createObjectNode().set("managedFields", before)),
                      "other");
            },
            "spec.replicas"),
        lost("deleted and recreated alike", CONFIG_MAP, o -> o.recreate()),
        drift(
            "deleted and recreated otherwise",
            CONFIG_MAP,
            o -> {
              o.recreate();
              o.merge("{data: {a: '5'}}");
            },
            "data.a"));
  }
}
