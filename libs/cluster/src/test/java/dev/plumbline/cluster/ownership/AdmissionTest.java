package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Section E: what admission changes, it does in nobody's name. Policies need a real API server; the
 * sandbox has none.
 */
class AdmissionTest {

  private static final SecretCipher CIPHER = new SecretCipher(KeyRing.of("test", new byte[32]));

  private static TestCluster cluster;
  private static int count;

  private final String policy = "p-" + Long.toString(System.nanoTime(), 36);
  private final ObjectNode manifest =
      TestCluster.yaml("{apiVersion: v1, kind: ConfigMap, metadata: {}, data: {a: '1', b: '1'}}");

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void removePolicy() throws Exception {
    if (cluster.isReal()) {
      withdraw();
    }
  }

  @Test
  void whatAPolicyChangesOfOurApplyIsRememberedAndNotFought() throws Exception {
    policy("true");
    ObjectRef ref = named();
    Inventory.Applied applied = apply(ref);

    assertThat(applied.mutatedPaths()).containsExactly("data.a");
    assertThat(look(ref, applied).outcome()).isEqualTo(Outcome.SAME);
    assertThat(apply(ref).resourceVersion()).isEqualTo(applied.resourceVersion());
    assertThat(tried(ref)).as("a tried apply is changed likewise").isEmpty();
  }

  @Test
  void whatAPolicyChangesWhenAnotherWritesIsDrift() throws Exception {
    policy("has(object.metadata.labels) && \"touched\" in object.metadata.labels");
    ObjectRef ref = named();
    Inventory.Applied applied = apply(ref);
    assertThat(applied.mutatedPaths()).isEmpty();

    cluster
        .client()
        .patch(
            ref,
            null,
            PatchType.MERGE,
            TestCluster.yaml("{metadata: {labels: {touched: x}}}"),
            "other");

    assertThat(look(ref, applied).paths()).extracting(PathDrift::path).containsExactly("data.a");
  }

  @Test
  void whatAPolicyLeftBehindIsFoundByATriedApplyOnly() throws Exception {
    policy("true");
    ObjectRef ref = named();
    Inventory.Applied applied = apply(ref);
    assertThat(applied.mutatedPaths()).containsExactly("data.a");

    withdraw();

    assertThat(look(ref, applied).outcome()).isEqualTo(Outcome.SAME);
    assertThat(tried(ref)).extracting(PathDrift::path).containsExactly("data.a");

    assertThat(apply(ref).mutatedPaths()).isEmpty();
    assertThat(tried(ref)).isEmpty();
  }

  private ObjectRef named() {
    manifest.withObject("/metadata").put("name", "m-" + ++count);
    return cluster.ref(manifest);
  }

  /** A policy that sets one value of ConfigMaps here, in force when this returns. */
  private void policy(String condition) throws Exception {
    assumeTrue(cluster.isReal(), "the sandbox has no admission policies");
    ObjectNode body =
        TestCluster.yaml(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingAdmissionPolicy
            metadata: {name: %s}
            spec:
              matchConstraints:
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                resourceRules:
                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE],
                   resources: [configmaps]}
              failurePolicy: Fail
              reinvocationPolicy: Never
              matchConditions:
              - name: data
                expression: 'has(object.data) && "a" in object.data'
              - {name: which, expression: '%s'}
              mutations:
              - patchType: JSONPatch
                jsonPatch:
                  expression: '[JSONPatch{op: "replace", path: "/data/a", value: "%s"}]'
            """
                .formatted(policy, cluster.namespace(), condition, policy));
    cluster.client().create(reference("MutatingAdmissionPolicy"), body);
    ObjectNode binding =
        TestCluster.yaml(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingAdmissionPolicyBinding
            metadata: {name: %s}
            spec: {policyName: %s}
            """
                .formatted(policy, policy));
    cluster.client().create(reference("MutatingAdmissionPolicyBinding"), binding);
    awaitProbe(policy);
  }

  /** Policies come into force, and go out of it, some time after they are written. */
  private static void awaitProbe(String value) {
    ObjectNode probe =
        TestCluster.yaml(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: probe, labels: {touched: x}},"
                + " data: {a: '1'}}");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                cluster
                    .client()
                    .apply(cluster.ref(probe), probe, "probe", true, true)
                    .object()
                    .at("/data/a")
                    .asText()
                    .equals(value));
  }

  /** Takes the policy away; out of force when this returns. */
  private void withdraw() throws Exception {
    for (String kind : List.of("MutatingAdmissionPolicyBinding", "MutatingAdmissionPolicy")) {
      cluster.client().delete(reference(kind), null, null, Propagation.BACKGROUND);
    }
    awaitProbe("1");
  }

  private ObjectRef reference(String kind) {
    return ObjectRef.of("admissionregistration.k8s.io/v1", kind, "", policy);
  }

  private ObjectNode marked(ObjectRef ref) {
    return Marks.mark(manifest, ref, "it", "app-uid", new ApplicationKey("argo", "shop"));
  }

  private Inventory.Applied apply(ObjectRef ref) throws Exception {
    ObjectNode answer = cluster.client().apply(ref, marked(ref), "plumbline", true, false).object();
    return Ownership.learn(answer, "plumbline", CIPHER, manifest, "digest");
  }

  private Examination look(ObjectRef ref, Inventory.Applied applied) throws Exception {
    ObjectNode live = cluster.client().get(ref).orElseThrow();
    return Ownership.suspect(live, applied, "plumbline").isEmpty()
        ? Examination.of(Outcome.SAME, List.of())
        : Ownership.examine(
            live,
            new Expectation(applied, manifest, false, IgnoredFields.NONE, false),
            "plumbline",
            CIPHER);
  }

  private List<PathDrift> tried(ObjectRef ref) throws Exception {
    ObjectNode live = cluster.client().get(ref).orElseThrow();
    ObjectNode answer = cluster.client().apply(ref, marked(ref), "plumbline", true, true).object();
    return DryRunDifference.between(live, answer, IgnoredFields.NONE, false, "plumbline");
  }
}
