package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is learned from an answer, on answers written by hand. */
class LearningTest {

  private static final SecretCipher CIPHER = new SecretCipher(KeyRing.of("test", new byte[32]));

  private static final ObjectNode MANIFEST =
      TestCluster.yaml(
          """
          apiVersion: example.com/v1
          kind: Widget
          metadata: {name: w, namespace: shop}
          spec: {size: 1, color: red, limits: {cpu: 1500m}, parts: [{id: a, n: 1}, {id: b, n: 2}]}
          """);

  private static final ObjectNode ANSWER =
      TestCluster.yaml(
          """
          apiVersion: example.com/v1
          kind: Widget
          metadata:
            name: w
            namespace: shop
            uid: u-1
            resourceVersion: "100"
            generation: 4
            annotations: {plumbline.dev/tracking-id: i/app/x}
            labels: {plumbline.dev/shard: "7"}
            managedFields:
            - manager: plumbline
              operation: Apply
              apiVersion: example.com/v1
              time: "2026-01-01T00:00:00Z"
              fieldsV1:
                f:metadata:
                  f:annotations: {"f:plumbline.dev/tracking-id": {}}
                  f:labels: {"f:plumbline.dev/shard": {}}
                f:spec:
                  f:size: {}
                  f:color: {}
                  f:limits: {f:cpu: {}}
                  f:parts:
                    'k:{"id":"a"}': {.: {}, f:id: {}, f:n: {}}
                    'k:{"id":"b"}': {.: {}, f:id: {}, f:n: {}}
          spec: {size: 1, color: blue, limits: {cpu: "1.5"}, parts: [{id: a, n: 1}, {id: b, n: 2}]}
          """);

  private static Inventory.Applied learned() {
    return Ownership.learn(ANSWER, "plumbline", CIPHER, MANIFEST, "digest");
  }

  private static Examination examine(ObjectNode live) {
    return Ownership.examine(
        live,
        new Expectation(learned(), MANIFEST, false, IgnoredFields.NONE, false),
        "plumbline",
        CIPHER);
  }

  @Test
  void aFieldStoredOtherwiseIsMutatedAnotherSpellingIsNot() {
    Inventory.Applied applied = learned();

    assertThat(applied.mutatedPaths()).containsExactly("spec.color");
    assertThat(applied.uid()).isEqualTo("u-1");
    assertThat(applied.resourceVersion()).isEqualTo("100");
    assertThat(applied.generation()).isEqualTo(4);
    assertThat(applied.desiredDigest()).isEqualTo("digest");
  }

  @Test
  void aMutatedFieldIsNotToldBesideRealDrift() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/spec").put("size", 9);

    Examination examination = examine(live);

    assertThat(examination.outcome()).isEqualTo(Outcome.CHANGED);
    assertThat(examination.paths()).containsExactly(new PathDrift("spec.size", "1", "9"));
    assertThat(examination.manager()).isNull();
  }

  @Test
  void aMutatedFieldThatMovesOnIsToldWhenNothingElseExplainsTheChange() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/spec").put("color", "green");

    assertThat(examine(live).paths())
        .containsExactly(new PathDrift("spec.color", "\"red\"", "\"green\""));
  }

  @Test
  void itemsOfAKeyedListInAnotherOrderAreDriftOthersBetweenThemAreNot() {
    ObjectNode swapped = ANSWER.deepCopy();
    swapped
        .withObject("/spec")
        .set("parts", TestCluster.yaml("{p: [{id: b, n: 2}, {id: a, n: 1}]}").get("p"));
    ObjectNode between = ANSWER.deepCopy();
    between
        .withObject("/spec")
        .set(
            "parts",
            TestCluster.yaml("{p: [{id: a, n: 1}, {id: x}, {id: b, n: 2, m: 3}]}").get("p"));

    assertThat(examine(swapped).paths())
        .containsExactly(new PathDrift("spec.parts", "[\"a\",\"b\"]", "[\"b\",\"a\"]"));
    assertThat(examine(between).outcome()).isEqualTo(Outcome.SAME);
  }

  @Test
  void longValuesAreCutShort() {
    ObjectNode live = ANSWER.deepCopy();
    live.withObject("/spec").put("size", "9".repeat(5_000));

    assertThat(examine(live).paths().get(0).live()).hasSize(257).endsWith("…");
  }

  @Test
  void anOlderStateThanOurApplyLeftIsNoNews() {
    ObjectNode older = ANSWER.deepCopy();
    older.withObject("/metadata").put("resourceVersion", "99").put("generation", 3);
    ObjectNode newer = older.deepCopy();
    newer.withObject("/metadata").put("resourceVersion", "101");

    assertThat(Ownership.suspect(older, learned(), "plumbline")).isEmpty();
    assertThat(Ownership.suspect(newer, learned(), "plumbline")).contains(Suspicion.GENERATION);
  }

  @Test
  void aStatusWriteOnAKindWithGenerationIsNotSuspect() {
    ObjectNode written = ANSWER.deepCopy();
    written.withObject("/metadata").put("resourceVersion", "101");

    assertThat(Ownership.suspect(written, learned(), "plumbline")).isEmpty();
  }

  @Test
  void stringDataOfOthersIsSuspectAsSoonAsAnythingWasWritten() {
    ObjectNode secret =
        TestCluster.yaml(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: s
              uid: u
              resourceVersion: "5"
              managedFields:
              - {manager: ci, operation: Apply, fieldsV1: {f:stringData: {f:p: {}}}}
            data: {p: eA==}
            """);
    Inventory.Applied applied = Ownership.learn(secret, "plumbline", CIPHER, secret, "d");
    ObjectNode written = secret.deepCopy();
    written.withObject("/metadata").put("resourceVersion", "6");

    assertThat(Ownership.suspect(secret, applied, "plumbline")).isEmpty();
    assertThat(Ownership.suspect(written, applied, "plumbline")).contains(Suspicion.STRING_DATA);
  }

  @Test
  void digestsOfSecretsAreKeyed() {
    ObjectNode secret =
        TestCluster.yaml(
            "{apiVersion: v1, kind: Secret, metadata: {name: s, uid: u}, data: {p: eA==}}");
    SecretCipher otherKey = new SecretCipher(KeyRing.of("other", "k".repeat(32).getBytes()));

    String one = Ownership.learn(secret, "plumbline", CIPHER, secret, "d").valuesDigest();
    String other = Ownership.learn(secret, "plumbline", otherKey, secret, "d").valuesDigest();

    assertThat(one).isNotEqualTo(other);
  }

  @ParameterizedTest
  @CsvSource({
    "1000m, 1, true", "1024Mi, 1Gi, true", "0.1, 100m, true", "1e3, 1k, true", "1., 1, true",
    "1, 2, false", "1Ki, 1k, false", "abc, abc, false", "'', 0, false", "1m, 1M, false"
  })
  void quantitiesAreComparedByAmount(String one, String other, boolean same) {
    assertThat(Quantity.same(one, other)).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "spec.limits.cpu, '\"1\"', '\"1000m\"', true",
    "spec.emptyDir.sizeLimit, '\"1Gi\"', '\"1024Mi\"', true",
    "spec.limits.cpu, 1, '\"1\"', true",
    "data.cpu, '\"1\"', '\"1000m\"', false",
    "data.a, '\"\"', , false",
    "spec.hostNetwork, false, , true",
    "spec.hostNetwork, false, true, false",
    "spec.port, 80, '\"80\"', false",
    "spec.n, 1, 1.0, true",
    "spec.list, '[{\"a\":1}]', '[{\"a\":1,\"defaulted\":2}]', true",
    "spec.list, '[{\"a\":1}]', '[{\"a\":1},{\"a\":2}]', false"
  })
  void spellingsAreToldFromChanges(String path, String wanted, String live, boolean same)
      throws Exception {
    FieldPath at = FieldPath.ROOT;
    for (String step : path.split("\\.")) {
      at = at.field(step);
    }
    var mapper = dev.plumbline.contracts.Json.mapper();
    var there =
        live == null
            ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
            : mapper.readTree(live);

    assertThat(Spelling.same(at, mapper.readTree(wanted), there)).isEqualTo(same);
  }
}
