package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start();
    cipher = new SecretCipher(KeyRing.of("test", new byte[32]));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  static Stream<OwnershipRow> rows() {
    return OwnershipRows.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void tellsDriftFromEverythingElse(OwnershipRow row) throws Exception {
    // given
    ObjectNode manifest = ManifestCleaner.clean(TestCluster.yaml(row.manifest())).manifest();
    ((ObjectNode) manifest.path("metadata")).put("name", "row-" + ++count);
    ObjectRef ref = cluster.ref(manifest);
    ObjectNode marked =
        Marks.mark(manifest, ref, "it", "app-uid", new ApplicationKey("argo", "shop"));
    Inventory.Applied applied = applyAndLearn(ref, marked, manifest);

    // when
    row.act().accept(new OwnershipRow.Others(cluster.client(), ref, marked));

    // then
    Examination examination = look(ref, applied, manifest);
    assertThat(examination.outcome()).isEqualTo(row.outcome());
    assertThat(examination.paths()).extracting(PathDrift::path).isEqualTo(row.paths());
    assertThat(examination.toString()).doesNotContain("aHVudGVyMg", "hunter2", "eA==");
    if (row.manager() != null) {
      assertThat(examination.manager()).isEqualTo(row.manager());
    }
    if (row.outcome() != Outcome.SAME) {
      Inventory.Applied healed = applyAndLearn(ref, marked, manifest);
      assertThat(look(ref, healed, manifest).outcome())
          .as("after the heal")
          .isEqualTo(Outcome.SAME);
      assertThat(healed.valuesDigest()).isEqualTo(applied.valuesDigest());
    }
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
        : Ownership.examine(
            live,
            new Expectation(
                applied, manifest, SecretCipher.isSecret(manifest), IgnoredFields.NONE, false),
            SELF,
            cipher);
  }
}
