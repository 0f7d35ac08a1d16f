package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.manifest.ManifestCleaner;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What counts as drift and what does not, played on a cluster: we apply, somebody acts, and then
 * metadata and one read must tell. For each rule there is a row that is drift and one that is not.
 */
class OwnershipTest {

  private static final String SELF = "plumbline";

  private static TestCluster cluster;
  private static SecretCipher cipher;
  private static int count;
  private static String owner;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start();
    ObjectNode configMap =
        TestCluster.yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: owner}}");
    owner = cluster.client().create(cluster.ref(configMap), configMap).at("/metadata/uid").asText();
    cipher = new SecretCipher(KeyRing.of("test", new byte[32]));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  static Stream<OwnershipRow> rows() {
    return OwnershipRows.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void tellsDriftFromEverythingElse(OwnershipRow row) throws Exception {
    // given
    ObjectNode manifest =
        ManifestCleaner.clean(TestCluster.yaml(row.manifest().replace("OWNER_UID", owner)))
            .manifest();
    ((ObjectNode) manifest.path("metadata")).put("name", "row-" + ++count);
    ObjectRef ref = cluster.ref(manifest);
    ObjectNode marked =
        Marks.mark(manifest, ref, "it", "app-uid", new ApplicationKey("argo", "shop"));
    Inventory.Applied applied = applyAndLearn(ref, marked, manifest);

    // when
    row.act().accept(new OwnershipRow.Others(cluster, cluster.client(), ref, marked));

    // then
    Examination examination = look(ref, applied, manifest);
    assertThat(examination.outcome()).isEqualTo(row.outcome());
    assertThat(examination.paths())
        .extracting(PathDrift::path)
        .isEqualTo(row.paths().stream().map(path -> path.replace("OWNER_UID", owner)).toList());
    assertThat(examination.toString()).doesNotContain("aHVudGVyMg", "hunter2", "eA==");
    if (row.manager() != null) {
      assertThat(examination.manager()).isEqualTo(row.manager());
    }
    tried(ref, marked)
        .ifPresent(
            differences ->
                assertThat(differences.isEmpty())
                    .as("what an apply would change: " + differences)
                    .isEqualTo(row.outcome() != Outcome.CHANGED));
    if (row.outcome() != Outcome.SAME) {
      long generation = generation(ref);
      Inventory.Applied healed = applyAndLearn(ref, marked, manifest);
      assertThat(look(ref, healed, manifest).outcome())
          .as("after the heal")
          .isEqualTo(Outcome.SAME);
      assertThat(healed.valuesDigest()).isEqualTo(applied.valuesDigest());
      if (row.outcome() == Outcome.OWNERSHIP_LOST) {
        assertThat(generation(ref)).as("no rollout").isEqualTo(generation);
      }
    }
  }

  /** What an apply would change; empty where the server refuses it for a union of fields. */
  private static Optional<List<PathDrift>> tried(ObjectRef ref, ObjectNode marked)
      throws Exception {
    try {
      ObjectNode live = cluster.client().get(ref).orElseThrow();
      ObjectNode answer = cluster.client().apply(ref, marked, SELF, true, true).object();
      return DryRunDifference.ofOneState(live, answer)
          ? Optional.of(
              DryRunDifference.between(
                  live, answer, IgnoredFields.NONE, SecretCipher.isSecret(marked), SELF))
          : tried(ref, marked);
    } catch (ClusterException e) {
      assertThat(e.status()).isEqualTo(422);
      return Optional.empty();
    }
  }

  private static long generation(ObjectRef ref) throws Exception {
    return cluster.client().get(ref).orElseThrow().at("/metadata/generation").asLong();
  }

  private static Inventory.Applied applyAndLearn(
      ObjectRef ref, ObjectNode marked, ObjectNode manifest) throws Exception {
    ObjectNode answer = cluster.client().apply(ref, marked, SELF, true, false).object();
    return Ownership.learn(answer, SELF, cipher, manifest, cipher.digest(manifest));
  }

  private static Examination look(ObjectRef ref, Inventory.Applied applied, ObjectNode manifest)
      throws Exception {
    ObjectNode live = cluster.client().get(ref).orElseThrow();
    Optional<Suspicion> suspicion = Ownership.suspect(live, applied, SELF);
    return suspicion.isEmpty()
        ? Examination.of(Outcome.SAME, List.of())
        : read(ref, applied, manifest);
  }

  private static Examination read(ObjectRef ref, Inventory.Applied applied, ObjectNode manifest)
      throws Exception {
    return Ownership.examine(
        cluster.client().get(ref).orElseThrow(),
        new Expectation(
            applied, manifest, SecretCipher.isSecret(manifest), IgnoredFields.NONE, false),
        SELF,
        cipher);
  }
}
