package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section G: definitions that change under our objects, and kinds with more than one version. */
class DefinitionTest {

  private static final String KEYED_PARTS =
      "parts: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id],"
          + " items: {type: object, required: [id],"
          + " properties: {id: {type: string}, n: {type: integer}}}}";

  private static final String ATOMIC_PARTS =
      "parts: {type: array, x-kubernetes-list-type: atomic,"
          + " items: {type: object, properties: {id: {type: string}, n: {type: integer}}}}";

  private static final String OLD = "old: {type: string}";

  private static final String FREE =
      "free: {type: object, x-kubernetes-preserve-unknown-fields: true},"
          + " port: {x-kubernetes-int-or-string: true}, level: {type: string, default: low}";

  private static final String WITH_PARTS = "size: 1, parts: [{id: a, n: 1}, {id: b, n: 2}]";

  private static final String WITH_FREE = "size: 1, free: {a: 1, list: [1, 2]}, port: '5'";

  private static TestCluster cluster;

  private final String group = "g" + Long.toString(System.nanoTime(), 36) + ".example.com";
  private int revision;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void removeDefinition() throws Exception {
    cluster.client().delete(definition(), null, null, Propagation.BACKGROUND);
  }

  @Test
  void anotherVersionIsAddedAndStored() throws Exception {
    define(version("v1", true, OLD));
    Story ours = widget("v1", "size: 1");
    Inventory.Applied applied = ours.apply();
    define(version("v1", false, OLD), version("v2", true, OLD));

    ours.at(group + "/v2").merge("{spec: {old: theirs}}");

    assertThat(ours.look(applied)).isEqualTo(Outcome.SAME);
    assertThat(ours.entryVersion()).contains(group + "/v1");
    ours.at(group + "/v2").merge("{spec: {size: 9}}");
    assertThat(ours.look(applied)).isEqualTo(Outcome.CHANGED);
    assertThat(ours.changed(applied)).containsExactly("spec.size");
  }

  @Test
  void ourVersionIsRemovedAndWithTheNextWriteOurEntry() throws Exception {
    define(version("v1", true, OLD));
    Story before = widget("v1", "size: 1");
    Inventory.Applied applied = before.apply();
    define(version("v1", false, OLD), version("v2", true, OLD));
    Story after = before.at(group + "/v2");
    after.merge("{metadata: {labels: {stored: anew}}}");
    cluster
        .client()
        .patch(
            definition(),
            "status",
            PatchType.MERGE,
            TestCluster.yaml("{status: {storedVersions: [v2]}}"),
            "other");
    define(version("v2", true, OLD));

    after.merge("{metadata: {labels: {x: y}}}");

    assertThat(after.entryVersion()).isEmpty();
    assertThat(after.look(applied)).isEqualTo(Outcome.OWNERSHIP_LOST);
    Inventory.Applied again = after.apply();
    assertThat(again.generation()).as("no rollout").isEqualTo(applied.generation());
    assertThat(after.look(again)).isEqualTo(Outcome.SAME);
    after.merge("{spec: {size: 9}}");
    assertThat(after.changed(again)).containsExactly("spec.size");
  }

  @Test
  void ourManifestMovesToAnotherVersion() throws Exception {
    define(version("v1", false, OLD), version("v2", true, OLD));
    Story before = widget("v1", "size: 1");
    Inventory.Applied applied = before.apply();
    Story after = before.at(group + "/v2");

    Inventory.Applied again = after.apply();

    assertThat(after.suspect(applied)).as("what was learned before").contains(Suspicion.ENTRY);
    assertThat(after.look(applied)).isEqualTo(Outcome.OWNERSHIP_LOST);
    assertThat(after.entryVersion()).contains(group + "/v2");
    assertThat(again.valuesDigest()).isEqualTo(applied.valuesDigest());
    assertThat(after.look(again)).isEqualTo(Outcome.SAME);
  }

  @Test
  void aKeyedListBecomesOneValue() throws Exception {
    define(version("v1", true, KEYED_PARTS));
    Story ours = widget("v1", WITH_PARTS);
    Inventory.Applied applied = ours.apply();
    define(version("v1", true, ATOMIC_PARTS));

    ours.merge("{metadata: {labels: {x: y}}}");

    assertThat(ours.suspect(applied)).contains(Suspicion.ENTRY);
    assertThat(ours.look(applied)).isEqualTo(Outcome.OWNERSHIP_LOST);
    Inventory.Applied again = ours.apply();
    assertThat(again.generation()).as("no rollout").isEqualTo(applied.generation());
    ours.json("[{op: add, path: /spec/parts/-, value: {id: z, n: 3}}]");
    assertThat(ours.changed(again)).containsExactly("spec.parts");
  }

  @Test
  void aListThatWasOneValueBecomesKeyedAndItsEntryNoLongerTells() throws Exception {
    define(version("v1", true, ATOMIC_PARTS));
    Story ours = widget("v1", WITH_PARTS);
    Inventory.Applied applied = ours.apply();
    define(version("v1", true, KEYED_PARTS));

    ours.json("[{op: replace, path: /spec/parts/0/n, value: 9}]");

    assertThat(Fingerprint.of(ours.live(), "plumbline").ownEntryDigest())
        .isEqualTo(applied.ownEntryDigest());
    assertThat(ours.suspect(applied)).contains(Suspicion.GENERATION);
    assertThat(ours.look(applied)).isEqualTo(Outcome.CHANGED);
    assertThat(ours.changed(applied).toString()).contains("spec.parts");
    Inventory.Applied again = ours.apply();
    assertThat(ours.look(again)).isEqualTo(Outcome.SAME);
    ours.json("[{op: add, path: /spec/parts/-, value: {id: z, n: 3}}]");
    assertThat(ours.look(again)).as("an item beside ours").isEqualTo(Outcome.SAME);
  }

  @Test
  void aFieldThatLeavesTheSchemaIsFoundByAReadAndRefusedForGood() throws Exception {
    assumeTrue(cluster.isReal(), "the sandbox does not leave fields out when it reads");
    define(version("v1", true, OLD));
    Story ours = widget("v1", "size: 1, old: ours");
    Inventory.Applied applied = ours.apply();

    define(version("v1", true, "other: {type: string}"));

    assertThat(ours.suspect(applied)).as("nothing tells of it").isEmpty();
    assertThat(ours.sweep(applied).outcome()).isEqualTo(Outcome.CHANGED);
    assertThat(ours.changed(applied)).containsExactly("spec.old");
    assertThatThrownBy(ours::apply)
        .isInstanceOfSatisfying(
            ClusterException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(500);
              assertThat(refused.retriable()).isFalse();
              assertThat(refused.getMessage()).contains("spec.old");
            });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a default beside ours changed, {spec: {level: high}}, SAME,",
        "a key added to a free map, {spec: {free: {b: 1}}}, SAME,",
        "our key of a free map changed, {spec: {free: {a: 2}}}, CHANGED, spec.free.a",
        "a list in a free map appended to, \"{spec: {free: {list: [1, 2, 3]}}}\", CHANGED,"
            + " spec.free.list",
        "text written as a number, {spec: {port: 5}}, CHANGED, spec.port",
        "text written as the same text, {spec: {port: '5'}}, SAME,"
      })
  void loosePartsOfASchemaAreExact(String name, String patch, Outcome outcome, String path)
      throws Exception {
    define(version("v1", true, FREE));
    Story ours = widget("v1", WITH_FREE);
    Inventory.Applied applied = ours.apply();

    ours.merge(patch);

    assertThat(ours.look(applied)).isEqualTo(outcome);
    if (path != null) {
      assertThat(ours.changed(applied)).containsExactly(path);
    }
    assertThat(ours.tried().isEmpty()).isEqualTo(outcome == Outcome.SAME);
  }

  @Test
  void aKeyedListInAnotherOrderIsDrift() throws Exception {
    define(version("v1", true, KEYED_PARTS));
    Story ours = widget("v1", WITH_PARTS);
    Inventory.Applied applied = ours.apply();

    ours.json("[{op: move, from: /spec/parts/1, path: /spec/parts/0}]");

    assertThat(ours.suspect(applied)).contains(Suspicion.GENERATION);
    assertThat(ours.changed(applied)).containsExactly("spec.parts");
  }

  @ParameterizedTest
  @CsvSource({"autoscaling/v1, autoscaling/v2", "autoscaling/v2, autoscaling/v1"})
  void anAutoscalerWrittenInItsOtherVersion(String our, String their) throws Exception {
    assumeTrue(cluster.isReal(), "the sandbox does not convert between versions");
    Story ours =
        Story.of(
            cluster,
            TestCluster.yaml(
                """
                apiVersion: %s
                kind: HorizontalPodAutoscaler
                metadata: {name: %s}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}
                  minReplicas: 1
                  maxReplicas: 3
                """
                    .formatted(our, "h-" + our.replace('/', '-'))));
    Inventory.Applied applied = ours.apply();

    ours.at(their).merge("{metadata: {labels: {x: y}}}");
    assertThat(ours.look(applied)).isEqualTo(Outcome.SAME);
    assertThat(ours.entryVersion()).contains(our);

    ours.at(their).merge("{spec: {maxReplicas: 9}}");
    assertThat(ours.look(applied)).isEqualTo(Outcome.CHANGED);
    assertThat(ours.changed(applied)).containsExactly("spec.maxReplicas");
  }

  private Story widget(String version, String spec) {
    return Story.of(
        cluster,
        TestCluster.yaml(
            "{apiVersion: %s/%s, kind: Widget, metadata: {name: w}, spec: {%s}}"
                .formatted(group, version, spec)));
  }

  private static String version(String name, boolean storage, String properties) {
    return """
    {name: %s, served: true, storage: %s, schema: {openAPIV3Schema: {type: object, properties: {
      spec: {type: object, properties: {size: {type: integer},
        revision: {type: integer, default: REVISION}, %s}}}}}}
    """
        .formatted(name, storage, properties);
  }

  /** Makes or changes the definition; in force when this returns. */
  private void define(String... versions) throws Exception {
    revision++;
    ObjectNode crd =
        TestCluster.yaml(
            """
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
             metadata: {name: widgets.%s},
             spec: {group: %s, scope: Namespaced, names: {plural: widgets, kind: Widget},
                    versions: [%s]}}
            """
                .formatted(group, group, String.join(", ", versions))
                .replace("REVISION", String.valueOf(revision)));
    cluster.client().apply(definition(), crd, "definer", true, false);
    String newest = versions[versions.length - 1].contains("name: v2") ? "v2" : "v1";
    ObjectNode probe =
        TestCluster.yaml(
            "{apiVersion: %s/%s, kind: Widget, metadata: {name: probe}, spec: {size: 1}}"
                .formatted(group, newest));
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () ->
                cluster
                        .client()
                        .apply(cluster.ref(probe), probe, "probe", true, true)
                        .object()
                        .at("/spec/revision")
                        .asInt()
                    == revision);
  }

  private ObjectRef definition() {
    return ObjectRef.of(
        "apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "widgets." + group);
  }
}
