package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.resources.IgnoreDifferences;
import dev.plumbline.contracts.resources.IgnoreRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class DryRunDifferenceTest {

  private static final ObjectNode LIVE =
      TestCluster.yaml(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: web
            uid: u
            resourceVersion: "7"
            generation: 3
            labels: {a: "1"}
            managedFields:
            - {manager: scaler, operation: Update, subresource: scale,
               time: "2026-01-01T00:00:00Z", fieldsV1: {f:spec: {f:replicas: {}}}}
            - {manager: other, operation: Update, time: "2026-01-02T00:00:00Z",
               fieldsV1: {f:spec: {f:template: {f:spec: {f:containers: {
                 'k:{"name":"web"}': {f:image: {}}}}}}}}
          spec:
            replicas: 9
            template:
              spec:
                containers:
                - {name: web, image: "nginx:9", args: [a]}
                - {name: side, image: "x:1"}
          status: {replicas: 9}
          """);

  private static ObjectNode answer(String changes) {
    ObjectNode answer = LIVE.deepCopy();
    answer.withObject("/metadata").put("generation", 4);
    answer.remove("status");
    answer.withObject("/spec").setAll((ObjectNode) TestCluster.yaml(changes));
    return answer;
  }

  private static List<PathDrift> between(ObjectNode answer, IgnoredFields ignored) {
    return DryRunDifference.between(LIVE, answer, ignored, false, "plumbline");
  }

  @Test
  void whatAnApplyWouldChangeIsToldWithWhoOwnsIt() {
    ObjectNode answer =
        answer(
            """
            replicas: 3
            template:
              spec:
                containers:
                - {name: side, image: "x:1"}
                - {name: web, image: "nginx:1", args: [a]}
            """);

    assertThat(between(answer, IgnoredFields.NONE))
        .extracting(PathDrift::path, PathDrift::wanted, PathDrift::live, PathDrift::manager)
        .containsExactly(
            tuple("spec.replicas", "3", "9", "scaler"),
            tuple(
                "spec.template.spec.containers[name=web].image",
                "\"nginx:1\"",
                "\"nginx:9\"",
                "other"));
  }

  @Test
  void anApplyThatChangesOnlyBookkeepingChangesNothing() {
    assertThat(between(answer("{}"), IgnoredFields.NONE)).isEmpty();
  }

  @Test
  void whatSomebodyWroteBetweenTheRequestsIsNoDifference() {
    ObjectNode answer = answer("{replicas: 3}");
    answer.withObject("/metadata").put("resourceVersion", "8");

    assertThat(between(answer, IgnoredFields.NONE)).isEmpty();
  }

  @Test
  void anotherOrderIsADifference() {
    ObjectNode answer =
        answer(
            "{template: {spec: {containers: [{name: side, image: 'x:1'},"
                + " {name: web, image: 'nginx:9', args: [a]}]}}}");

    assertThat(between(answer, IgnoredFields.NONE))
        .extracting(PathDrift::path)
        .containsExactly("spec.template.spec.containers");
  }

  @Test
  void missingItemsAndListsThatAreOneValueAreToldWhole() {
    ObjectNode answer =
        answer("{template: {spec: {containers: [{name: web, image: 'nginx:9', args: [a, b]}]}}}");

    assertThat(between(answer, IgnoredFields.NONE))
        .extracting(PathDrift::path, PathDrift::wanted)
        .containsExactly(
            tuple("spec.template.spec.containers[name=web].args", "[\"a\",\"b\"]"),
            tuple("spec.template.spec.containers[name=side]", null));
  }

  @Test
  void ignoredFieldsAndValuesOfSecretsAreNotTold() {
    ObjectNode answer = answer("{replicas: 3}");
    IgnoredFields replicas =
        IgnoredFields.of(
            new IgnoreRules(
                List.of(
                    new IgnoreDifferences(
                        "*", "*", null, null, List.of("/spec/replicas"), List.of(), List.of())),
                List.of()),
            ObjectRef.of("apps/v1", "Deployment", "n", "web"),
            LIVE);

    assertThat(between(answer, replicas)).isEmpty();
    assertThat(DryRunDifference.between(LIVE, answer, IgnoredFields.NONE, true, "plumbline"))
        .extracting(PathDrift::wanted, PathDrift::live)
        .containsExactly(tuple("(secret)", "(secret)"));
  }
}
