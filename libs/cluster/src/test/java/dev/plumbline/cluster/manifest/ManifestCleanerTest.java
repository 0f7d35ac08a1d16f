package dev.plumbline.cluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.TestCluster;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestCleanerTest {

  static Stream<Arguments> cleanings() {
    return Stream.of(
        Arguments.of(
            "stringData becomes data and wins",
            "{apiVersion: v1, kind: Secret, data: {a: eA==, b: eQ==}, stringData: {a: hunter2}}",
            "{apiVersion: v1, kind: Secret, data: {a: aHVudGVyMg==, b: eQ==}}"),
        Arguments.of(
            "stringData of others' kinds stays",
            "{apiVersion: example.com/v1, kind: Secret, stringData: {a: b}}",
            "{apiVersion: example.com/v1, kind: Secret, stringData: {a: b}}"),
        Arguments.of(
            "what the server sets goes",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: c
              uid: u
              resourceVersion: "1"
              generation: 2
              selfLink: /x
              creationTimestamp: null
              managedFields: []
              labels: {}
              annotations:
                kubectl.kubernetes.io/last-applied-configuration: "{}"
            data: {}
            status: {x: y}
            """,
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}"),
        Arguments.of(
            "our own mark goes",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              annotations: {plumbline.dev/tracking-id: a/b/c, plumbline.dev/claimed-by: a/b/c, plumbline.dev/hook-run: p1, keep: "1"}
              labels: {plumbline.dev/shard: "1"}
            """,
            "{apiVersion: v1, kind: ConfigMap, metadata: {annotations: {keep: '1'}}}"),
        Arguments.of(
            "templates too, and the old alias",
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {annotations: {deployment.kubernetes.io/revision: "3"}}
            spec:
              template:
                metadata: {creationTimestamp: "2026-01-01T00:00:00Z", labels: {a: b}}
                spec: {serviceAccount: bot, containers: [{name: c, image: null}]}
              volumeClaimTemplates:
              - {metadata: {name: v, creationTimestamp: null}, status: {phase: Pending}}
            """,
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {}
            spec:
              template:
                metadata: {labels: {a: b}}
                spec: {serviceAccountName: bot, containers: [{name: c}]}
              volumeClaimTemplates:
              - {metadata: {name: v}}
            """),
        Arguments.of(
            "rules beside an aggregation rule",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, aggregationRule: {a: b},"
                + " rules: []}",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, aggregationRule: {a:"
                + " b}}"),
        Arguments.of(
            "empty values that are not just maps of text stay as they are",
            "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, securityContext: {}}],"
                + " volumes: [{name: t, emptyDir: {}}]}}",
            "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, securityContext: {}}],"
                + " volumes: [{name: t, emptyDir: {}}]}}"),
        Arguments.of(
            "nulls go, however deep",
            "{apiVersion: example.com/v1, kind: Widget, spec: {a: null, b: [{c: null, d: 1}]}}",
            "{apiVersion: example.com/v1, kind: Widget, spec: {b: [{d: 1}]}}"),
        Arguments.of(
            "empty labels and annotations of a template go, and null data",
            "{apiVersion: apps/v1, kind: Deployment, spec: {template: {metadata: {labels: {},"
                + " annotations: {}, name: t}}}}",
            "{apiVersion: apps/v1, kind: Deployment, spec: {template: {metadata: {name: t}}}}"),
        Arguments.of(
            "the old alias gives way to the new name",
            "{apiVersion: v1, kind: Pod, spec: {serviceAccount: old, serviceAccountName: new,"
                + " containers: []}}",
            "{apiVersion: v1, kind: Pod, spec: {serviceAccountName: new, containers: []}}"),
        Arguments.of(
            "quantities of a pod, as text and as numbers",
            "{apiVersion: v1, kind: Pod, spec: {overhead: {cpu: 0.25}, containers: [{name: c,"
                + " resources: {limits: {cpu: 1000m, memory: 1024Mi}, requests: {cpu: 2}}, env:"
                + " [{name: limits, value: 1000m}, {name: n, valueFrom: {resourceFieldRef:"
                + " {divisor: 0.001, resource: limits.cpu}}}]}], volumes: [{name: t, emptyDir:"
                + " {sizeLimit: 0.5Gi}}]}}",
            "{apiVersion: v1, kind: Pod, spec: {overhead: {cpu: 250m}, containers: [{name: c,"
                + " resources: {limits: {cpu: '1', memory: 1Gi}, requests: {cpu: '2'}}, env:"
                + " [{name: limits, value: 1000m}, {name: n, valueFrom: {resourceFieldRef:"
                + " {divisor: 1m, resource: limits.cpu}}}]}], volumes: [{name: t, emptyDir:"
                + " {sizeLimit: 512Mi}}]}}"),
        Arguments.of(
            "quantities of quotas",
            "{apiVersion: v1, kind: ResourceQuota, spec: {hard: {pods: 1000, limits.cpu: 1000m}}}",
            "{apiVersion: v1, kind: ResourceQuota, spec: {hard: {pods: 1k, limits.cpu: '1'}}}"),
        Arguments.of(
            "quantities of limit ranges",
            "{apiVersion: v1, kind: LimitRange, spec: {limits: [{type: Container, max: {cpu:"
                + " 0.1}, default: {memory: 1024Ki}}]}}",
            "{apiVersion: v1, kind: LimitRange, spec: {limits: [{type: Container, max: {cpu:"
                + " 100m}, default: {memory: 1Mi}}]}}"),
        Arguments.of(
            "quantities of volumes and claims, but no text of drivers",
            "{apiVersion: v1, kind: PersistentVolume, spec: {capacity: {storage: 1024Gi}, csi:"
                + " {volumeAttributes: {storage: 1024Gi, limits: 1000m}}}}",
            "{apiVersion: v1, kind: PersistentVolume, spec: {capacity: {storage: 1Ti}, csi:"
                + " {volumeAttributes: {storage: 1024Gi, limits: 1000m}}}}"),
        Arguments.of(
            "quantities of autoscalers",
            "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {metrics:"
                + " [{external: {target: {value: 1000m}}}, {pods: {target: {averageValue:"
                + " 1e1}}}]}}",
            "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {metrics:"
                + " [{external: {target: {value: '1'}}}, {pods: {target: {averageValue:"
                + " '10'}}}]}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cleanings")
  void cleans(String name, String manifest, String expected) {
    ObjectNode before = TestCluster.yaml(manifest);

    Cleaned cleaned = ManifestCleaner.clean(before);

    assertThat(cleaned.manifest()).isEqualTo(TestCluster.yaml(expected));
    assertThat(cleaned.errors()).isEmpty();
    assertThat(before).isEqualTo(TestCluster.yaml(manifest));
    assertThat(cleaned.notes().isEmpty()).isEqualTo(cleaned.manifest().equals(before));
    assertThat(cleaned.notes().toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: v1, kind: ConfigMap, data: {limits: 1000m, storage: 1024Mi}}",
        "{apiVersion: v1, kind: Service, metadata: {labels: {storage: 1000m}, annotations: {hard:"
            + " 1000m}}, spec: {selector: {storage: 1000m}}}",
        "{apiVersion: v1, kind: Pod, spec: {nodeSelector: {storage: 1024Mi}, volumes: [{name: f,"
            + " flexVolume: {driver: d, options: {storage: 1024Mi}}}]}}",
        "{apiVersion: storage.k8s.io/v1, kind: StorageClass, parameters: {storage: 1024Mi}}",
        "{apiVersion: example.com/v1, kind: Widget, spec: {resources: {limits: {cpu: 1000m}}}}",
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {schema:"
            + " {properties: {storage: {default: 1000m}}}}}",
        "{apiVersion: v1, kind: ResourceQuota, spec: {hard: {pods: many, cpu: 0.1n, memory: 8Ei}}}"
      })
  void textThatOnlyLooksLikeAQuantityStays(String yaml) {
    assertThat(ManifestCleaner.clean(TestCluster.yaml(yaml)).manifest())
        .isEqualTo(TestCluster.yaml(yaml));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers:"
                + " [{name: a}, {name: a}]}}}}",
            "spec.template.spec.containers[1] has the same name a as"
                + " spec.template.spec.containers[0]; keep one"),
        Arguments.of(
            "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, env: [{name: X}, {name: Y},"
                + " {name: X}]}]}}",
            "spec.containers[0].env[2] has the same name X as spec.containers[0].env[0]; keep one"),
        Arguments.of(
            "{apiVersion: v1, kind: Service, spec: {ports: [{port: 53}, {port: 53, protocol:"
                + " TCP}]}}",
            "spec.ports[1] has the same port 53, protocol TCP as spec.ports[0]; keep one"),
        Arguments.of(
            "{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {spec:"
                + " {volumes: [{name: v}, {name: w}, {name: v}]}}}}}}",
            "spec.jobTemplate.spec.template.spec.volumes[2] has the same name v as"
                + " spec.jobTemplate.spec.template.spec.volumes[0]; keep one"),
        Arguments.of(
            "{apiVersion: v1, kind: Secret, stringData: {port: 80}}",
            "stringData.port must be text; put quotes around it"),
        Arguments.of(
            "{apiVersion: v1, kind: Pod, spec: {containers: [null]}}",
            "spec.containers[0] is null; remove the item or give it a value"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWhatTheServerWouldAnswerObscurely(String manifest, String error) {
    assertThat(ManifestCleaner.clean(TestCluster.yaml(manifest)).errors()).containsExactly(error);
  }

  @Test
  void samePortOfAnotherProtocolIsNotDoubledNorAreListsOfOthersKinds() {
    String service =
        "{apiVersion: v1, kind: Service, spec: {ports: [{port: 53}, {port: 53, protocol: UDP}]}}";
    String widget =
        "{apiVersion: example.com/v1, kind: Widget, spec: {env: [{name: X}, {name: X}]}}";

    assertThat(ManifestCleaner.clean(TestCluster.yaml(service)).errors()).isEmpty();
    assertThat(ManifestCleaner.clean(TestCluster.yaml(widget)).errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: v1, kind: Secret, stringdata: {password: canary}}",
        "{apiVersion: v1, kind: Secret, spec: {password: canary}}",
        "{apiVersion: v1, kind: Secret, data: {password: canary!}}",
        "{apiVersion: v1, kind: Secret, data: {password: {nested: canary}}}",
        "{apiVersion: v1, kind: Secret, data: canary}"
      })
  void aSecretIsRefusedWhoseValuesWouldNotBeSealed(String yaml) {
    Cleaned cleaned = ManifestCleaner.clean(TestCluster.yaml(yaml));

    assertThat(cleaned.errors()).isNotEmpty();
    assertThat(cleaned.errors().toString()).doesNotContain("canary");
  }
}
