package dev.plumbline.cluster.ownership;

import static dev.plumbline.cluster.ownership.OwnershipManifests.CONFIG_MAP;
import static dev.plumbline.cluster.ownership.OwnershipManifests.CONTAINER;
import static dev.plumbline.cluster.ownership.OwnershipManifests.DEPLOYMENT;
import static dev.plumbline.cluster.ownership.OwnershipManifests.container;
import static dev.plumbline.cluster.ownership.OwnershipManifests.pod;
import static dev.plumbline.cluster.ownership.OwnershipRow.drift;
import static dev.plumbline.cluster.ownership.OwnershipRow.lost;
import static dev.plumbline.cluster.ownership.OwnershipRow.same;

import java.util.ArrayList;
import java.util.List;

/** Section A: ordinary changes by others, and what is none. */
final class OrdinaryRows {

  private OrdinaryRows() {}

  static List<OwnershipRow> all() {
    List<OwnershipRow> all = new ArrayList<>();
    all.addAll(changes());
    all.addAll(additions());
    return all;
  }

  /** What others change. */
  private static List<OwnershipRow> changes() {
    return List.of(
        drift(
            "replaced whole by an editor",
            CONFIG_MAP,
            o -> o.put(live -> live.withObject("/data").put("a", "7")),
            "data.a"),
        drift(
                "applied from the client's side with another image",
                DEPLOYMENT,
                o -> o.strategic("kubectl-client-side-apply", container("image: 'nginx:3'")),
                CONTAINER + ".image")
            .by("kubectl-client-side-apply"),
        same(
            "applied from the client's side with the same values",
            DEPLOYMENT,
            o -> o.strategic("kubectl-client-side-apply", container("image: 'nginx:1'"))),
        same("replaced by the same object", CONFIG_MAP, o -> o.put(live -> {})),
        drift("set to empty", CONFIG_MAP, o -> o.merge("{data: {a: ''}}"), "data.a"),
        drift(
            "whole map removed",
            DEPLOYMENT,
            o -> o.merge("{metadata: {labels: null}}"),
            "metadata.labels.tier",
            "metadata.labels.team",
            "metadata.labels[\"plumbline.dev/shard\"]"),
        drift(
            "container renamed",
            DEPLOYMENT,
            o ->
                o.json(
                    "[{op: replace, path: /spec/template/spec/containers/0/name, value: other}]"),
            CONTAINER),
        drift(
            "removed and added again with another value",
            CONFIG_MAP,
            o -> {
              o.merge("{data: {a: null}}");
              o.merge("{data: {a: '8'}}");
            },
            "data.a"),
        same(
            "other applies another value without force: refused, nothing written",
            DEPLOYMENT,
            o -> o.refused(container("image: 'nginx:9'"))),
        same("others try an apply", DEPLOYMENT, o -> o.tried(container("image: 'nginx:9'"))),
        same(
            "fourteen others update, of which the server keeps ten",
            CONFIG_MAP,
            o -> {
              for (int i = 0; i < 14; i++) {
                o.merge("other-" + i, "{data: {x%d: '1'}}".formatted(i));
              }
            }),
        same(
            "thirty others apply",
            CONFIG_MAP,
            o -> {
              for (int i = 0; i < 30; i++) {
                o.apply("other-" + i, false, "{data: {y%d: '1'}}".formatted(i));
              }
            }),
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
            "other applies the same amounts by force in other words",
            DEPLOYMENT,
            o ->
                o.apply(
                    "ci", true, container("resources: {limits: {cpu: 1000m, memory: 1024Mi}}"))),
        same(
            "other applies our manifest by force, as it is cleaned",
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

  /** What others add beside what is ours. */
  private static List<OwnershipRow> additions() {
    return List.of(
        same("host network added", DEPLOYMENT, o -> o.strategic(pod("hostNetwork: true"))),
        same(
            "period added to a probe of ours",
            DEPLOYMENT,
            o -> o.strategic(container("livenessProbe: {periodSeconds: 99}"))),
        same(
            "port named otherwise added",
            DEPLOYMENT,
            o -> o.strategic(container("ports: [{name: extra, containerPort: 99}]"))),
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
}
