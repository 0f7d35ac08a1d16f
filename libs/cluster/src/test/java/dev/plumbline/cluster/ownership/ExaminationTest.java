package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.resources.IgnoreDifferences;
import dev.plumbline.contracts.resources.IgnoreRules;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Examinations with ignored fields, strict ones, and who is told to have changed what. */
class ExaminationTest {

  private static final SecretCipher CIPHER = new SecretCipher(KeyRing.of("test", new byte[32]));
  private static final ObjectRef REF = ObjectRef.of("apps/v1", "Deployment", "shop", "web");

  private static final ObjectNode MANIFEST =
      TestCluster.yaml(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web, namespace: shop, labels: {team: a}}
          spec:
            replicas: 3
            template: {spec: {containers: [{name: web, image: "nginx:1"}]}}
          """);

  private static final ObjectNode ANSWER =
      TestCluster.yaml(
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: web
            namespace: shop
            uid: u-1
            resourceVersion: "100"
            generation: 1
            labels: {team: a, plumbline.dev/shard: "7"}
            annotations: {plumbline.dev/tracking-id: i/app/x}
            managedFields:
            - manager: plumbline
              operation: Apply
              apiVersion: apps/v1
              time: "2026-01-01T00:00:00Z"
              fieldsV1:
                f:metadata:
                  f:annotations: {"f:plumbline.dev/tracking-id": {}}
                  f:labels: {"f:plumbline.dev/shard": {}, f:team: {}}
                f:spec:
                  f:replicas: {}
                  f:template: {f:spec: {f:containers: {
                    'k:{"name":"web"}': {.: {}, f:name: {}, f:image: {}}}}}
          spec:
            replicas: 3
            template: {spec: {containers: [{name: web, image: "nginx:1"}]}}
          """);

  private static IgnoredFields ignoring(String pointer) {
    return IgnoredFields.of(
        new IgnoreRules(
            List.of(
                new IgnoreDifferences(
                    "apps", "Deployment", null, null, List.of(pointer), List.of(), List.of())),
            List.of()),
        REF,
        MANIFEST);
  }

  private static Examination examine(ObjectNode live, IgnoredFields ignored, boolean strict) {
    Inventory.Applied applied = Ownership.learn(ANSWER, "plumbline", CIPHER, MANIFEST, "digest");
    return Ownership.examine(
        live, new Expectation(applied, MANIFEST, false, ignored, strict), "plumbline", CIPHER);
  }

  /** An autoscaler took the replicas: the server gave them to it and took them from us. */
  private static ObjectNode scaled() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/metadata").put("resourceVersion", "101").put("generation", 2);
    live.withObject("/spec").put("replicas", 7);
    live.withObject("/metadata")
        .withArray("managedFields")
        .path(0)
        .path("fieldsV1")
        .withObject("/f:spec")
        .remove("f:replicas");
    entry(
        live,
        "{manager: kube-controller-manager, operation: Update, subresource: scale,"
            + " time: '2026-01-01T01:00:00Z', fieldsV1: {f:spec: {f:replicas: {}}}}");
    return live;
  }

  private static void entry(ObjectNode live, String yaml) {
    live.withObject("/metadata").withArray("managedFields").add(TestCluster.yaml(yaml));
  }

  @Test
  void anAutoscalerOnAnIgnoredFieldCausesNeitherDriftNorAnotherApply() {
    assertThat(examine(scaled(), ignoring("/spec/replicas"), false).outcome())
        .isEqualTo(Outcome.SAME);
    assertThat(examine(scaled(), ignoring("/spec/paused"), false).paths())
        .extracting(PathDrift::path)
        .containsExactly("spec.replicas");
  }

  @Test
  void besideAnIgnoredFieldOtherChangesAreTold() {
    ObjectNode live = scaled();
    live.withObject("/metadata/labels").put("team", "b");

    assertThat(examine(live, ignoring("/spec/replicas"), false).paths())
        .extracting(PathDrift::path)
        .containsExactly("metadata.labels.team");
  }

  @Test
  void besideAnIgnoredFieldLostOwnershipIsTold() {
    ObjectNode live = scaled();
    live.withObject("/metadata")
        .withArray("managedFields")
        .path(0)
        .withObject("/fieldsV1/f:metadata/f:labels")
        .remove("f:team");

    assertThat(examine(live, ignoring("/spec/replicas"), false).outcome())
        .isEqualTo(Outcome.OWNERSHIP_LOST);
  }

  @Test
  void ourMarkIsMissedThoughAllAnnotationsAreIgnored() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/metadata").remove("annotations");

    assertThat(examine(live, ignoring("/metadata/annotations"), false).outcome())
        .isEqualTo(Outcome.CHANGED);
    assertThat(examine(ANSWER, ignoring("/metadata/annotations"), false).outcome())
        .isEqualTo(Outcome.SAME);
  }

  @Test
  void eachPathHasItsOwnAuthor() {
    ObjectNode live = scaled();
    live.withObject("/metadata/labels").put("team", "b");
    entry(
        live,
        "{manager: kubectl-label, operation: Update, time: '2026-01-01T02:00:00Z',"
            + " fieldsV1: {f:metadata: {f:labels: {f:team: {}}}}}");

    List<PathDrift> paths = examine(live, IgnoredFields.NONE, false).paths();

    assertThat(paths)
        .containsExactly(
            new PathDrift(
                "metadata.labels.team",
                "\"a\"",
                "\"b\"",
                "kubectl-label",
                "Update",
                Instant.parse("2026-01-01T02:00:00Z"),
                null),
            new PathDrift(
                "spec.replicas",
                "3",
                "7",
                "kube-controller-manager",
                "Update",
                Instant.parse("2026-01-01T01:00:00Z"),
                null));
  }

  @Test
  void whoWroteBeforeUsDidNotRemoveAField() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/metadata/labels").remove("team");
    entry(
        live,
        "{manager: long-ago, operation: Update, time: '2025-01-01T00:00:00Z',"
            + " fieldsV1: {f:metadata: {f:labels: {f:x: {}}}}}");

    PathDrift path = examine(live, IgnoredFields.NONE, false).paths().get(0);

    assertThat(path.live()).isNull();
    assertThat(path.manager()).isNull();
  }

  @Test
  void onlyAStrictExaminationTellsFieldsOfOthers() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/metadata/labels").put("added", "x");
    live.withObject("/spec/template/spec")
        .withArray("containers")
        .add(TestCluster.yaml("{name: side, image: 'evil:1'}"));
    ((ObjectNode) live.at("/spec/template/spec/containers/0"))
        .set("securityContext", TestCluster.yaml("{privileged: true}"));
    entry(
        live,
        "{manager: kubectl-edit, operation: Update, time: '2026-01-01T02:00:00Z',"
            + " fieldsV1: {f:metadata: {f:labels: {f:added: {}, f:team: {}}}, f:spec: {f:template:"
            + " {f:spec: {f:containers: {'k:{\"name\":\"web\"}': {f:securityContext: {.: {},"
            + " f:privileged: {}}}, 'k:{\"name\":\"side\"}': {.: {}, f:name: {}, f:image: {}}}}}}}}");

    Examination strict = examine(live, IgnoredFields.NONE, true);

    assertThat(strict.outcome()).isEqualTo(Outcome.SAME);
    assertThat(strict.foreign())
        .extracting(PathDrift::path, PathDrift::wanted, PathDrift::live, PathDrift::manager)
        .containsExactly(
            tuple("metadata.labels.added", null, "\"x\"", "kubectl-edit"),
            tuple(
                "spec.template.spec.containers[name=side]",
                null,
                "{\"name\":\"side\",\"image\":\"evil:1\"}",
                "kubectl-edit"),
            tuple(
                "spec.template.spec.containers[name=web].securityContext.privileged",
                null,
                "true",
                "kubectl-edit"));
    assertThat(examine(live, IgnoredFields.NONE, false).foreign()).isEmpty();
    assertThat(examine(live, ignoring("/metadata/labels/added"), true).foreign()).hasSize(2);
  }

  @Test
  void whatTheControlPlaneNotesAndStatusAreNotTold() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/metadata/annotations").put("deployment.kubernetes.io/revision", "1");
    live.set("status", TestCluster.yaml("{replicas: 3}"));
    entry(
        live,
        "{manager: kube-controller-manager, operation: Update, fieldsV1: {f:metadata:"
            + " {f:annotations: {'f:deployment.kubernetes.io/revision': {}}}}}");
    entry(
        live,
        "{manager: kube-controller-manager, operation: Update, subresource: status,"
            + " fieldsV1: {f:status: {f:replicas: {}}}}");

    assertThat(examine(live, IgnoredFields.NONE, true).foreign()).isEmpty();
  }

  @Test
  void aBorrowedNameHidesNothing() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/spec/template/spec").put("hostNetwork", true);
    entry(
        live,
        "{manager: kube-controller-manager, operation: Update, fieldsV1: {f:spec: {f:template:"
            + " {f:spec: {f:hostNetwork: {}}}}}}");

    assertThat(examine(live, IgnoredFields.NONE, true).foreign())
        .extracting(PathDrift::path)
        .containsExactly("spec.template.spec.hostNetwork");
  }

  @Test
  void valuesOfSecretsAreNotTold() {
    ObjectNode live = scaled();
    entry(
        live, "{manager: m, operation: Update, fieldsV1: {f:metadata: {f:labels: {f:added: {}}}}}");
    live.withObject("/metadata/labels").put("added", "hunter2");
    Inventory.Applied applied =
        Ownership.learn(ANSWER, "plumbline", CIPHER, MANIFEST, true, "digest");

    Examination examination =
        Ownership.examine(
            live,
            new Expectation(applied, MANIFEST, true, IgnoredFields.NONE, true),
            "plumbline",
            CIPHER);

    assertThat(examination.paths()).extracting(PathDrift::live).containsExactly("(secret)");
    assertThat(examination.foreign()).extracting(PathDrift::live).containsExactly("(secret)");
    assertThat(examination.toString()).doesNotContain("hunter2");
  }
}
