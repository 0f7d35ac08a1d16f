package dev.plumbline.cluster.ownership;

import static dev.plumbline.cluster.TestCluster.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldDifferencesTest {

  private static final ObjectNode NOBODY = yaml("{}");

  private static List<FieldDifference> between(String wanted, String live) {
    return FieldDifferences.between(yaml(wanted), yaml(live), NOBODY, "plumbline");
  }

  private static List<String> paths(String wanted, String live) {
    return between(wanted, live).stream().map(FieldDifference::path).toList();
  }

  @Test
  void namesEachFieldWithBothValues() {
    List<FieldDifference> found =
        between("{spec: {a: 1, b: same, c: 3}}", "{spec: {a: 2, b: same, d: 4}}");

    assertThat(found)
        .extracting(FieldDifference::path, d -> d.wanted().toString(), d -> d.live().toString())
        .containsExactly(
            tuple("spec.a", "1", "2"), tuple("spec.c", "3", ""), tuple("spec.d", "", "4"));
  }

  @Test
  void itemsOfKeyedListsAreComparedByTheirKeys() {
    assertThat(
            paths(
                "{spec: {containers: [{name: new}, {name: web, image: a}]}}",
                "{spec: {containers: [{name: web, image: b}, {name: old}]}}"))
        .containsExactly(
            "spec.containers[name=new]",
            "spec.containers[name=web].image",
            "spec.containers[name=old]");
  }

  @Test
  void anotherOrderOfAKeyedListIsOneDifference() {
    assertThat(
            paths(
                "{spec: {initContainers: [{name: a}, {name: b}]}}",
                "{spec: {initContainers: [{name: b}, {name: a}]}}"))
        .containsExactly("spec.initContainers");
  }

  @Test
  void anyOtherListIsOneValue() {
    assertThat(paths("{args: [a, b]}", "{args: [b]}")).containsExactly("args");
  }

  @Test
  void namesWhoOwnsTheVeryFieldUnlessItIsOurselves() {
    ObjectNode owners =
        yaml(
            """
            metadata:
              managedFields:
              - manager: plumbline
                operation: Apply
                fieldsV1: {"f:spec": {"f:ours": {}}}
              - manager: editor
                operation: Update
                time: "2026-01-02T03:04:05Z"
                fieldsV1: {"f:spec": {"f:theirs": {}, "f:gone": {}}}
              - manager: newest
                operation: Update
                time: "2026-05-02T03:04:05Z"
                fieldsV1: {"f:spec": {"f:else": {}}}
            """);

    List<FieldDifference> found =
        FieldDifferences.between(
            yaml("{spec: {ours: 1, theirs: 1, gone: 1}}"),
            yaml("{spec: {ours: 2, theirs: 2}}"),
            owners,
            "plumbline");

    assertThat(found)
        .extracting(FieldDifference::path, FieldDifference::manager)
        .containsExactly(
            tuple("spec.gone", null), tuple("spec.ours", null), tuple("spec.theirs", "editor"));
  }

  @Test
  void aManifestLaidOverAnObjectKeepsWhatItDoesNotName() {
    ObjectNode laid =
        ManifestOverlay.of(
            yaml(
                "{metadata: {finalizers: [theirs]}, spec: {replicas: 2, containers: [{name: web,"
                    + " image: a, limits: {memory: 1Gi}}, {name: side}]}}"),
            yaml(
                "{metadata: {finalizers: [ours]}, spec: {containers: [{name: web, image: b, limits:"
                    + " {memory: 1024Mi}}, {name: more}]}}"));

    assertThat(laid)
        .isEqualTo(
            yaml(
                "{metadata: {finalizers: [theirs, ours]}, spec: {replicas: 2, containers: [{name:"
                    + " web, image: b, limits: {memory: 1Gi}}, {name: side}, {name: more}]}}"));
  }
}
