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
              annotations: {plumbline.dev/tracking-id: a/b/c, plumbline.dev/claimed-by: a/b/c, keep: "1"}
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
            "quantities and empty values stay as they are",
            "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, resources: {limits: {cpu:"
                + " 1000m}}, securityContext: {}}], volumes: [{name: t, emptyDir: {}}]}}",
            "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, resources: {limits: {cpu:"
                + " 1000m}}, securityContext: {}}], volumes: [{name: t, emptyDir: {}}]}}"));
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
