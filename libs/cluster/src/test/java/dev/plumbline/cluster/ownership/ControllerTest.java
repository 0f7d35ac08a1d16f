package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.manifest.ManifestCleaner;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Section H, where it takes a controller that really acts, or a subresource. */
class ControllerTest {

  private static TestCluster cluster;

  private final String unique = "c" + Long.toString(System.nanoTime(), 36);

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aPodBoundToANodeIsAsWeAppliedIt() throws Exception {
    Story ours = pod();
    Inventory.Applied applied = ours.apply();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ours.live().at("/spec/nodeName").isTextual());

    assertThat(ours.look(applied)).isEqualTo(Outcome.SAME);
    ours.json("[{op: replace, path: /spec/containers/0/image, value: 'x:2'}]");
    assertThat(ours.look(applied)).isEqualTo(Outcome.CHANGED);
  }

  @Test
  void anEphemeralContainerBesideOursIsNoDrift() throws Exception {
    assumeTrue(cluster.isReal(), "the sandbox has no ephemeral containers");
    Story ours = pod();
    Inventory.Applied applied = ours.apply();

    cluster
        .client()
        .patch(
            ours.ref(),
            "ephemeralcontainers",
            PatchType.STRATEGIC,
            TestCluster.yaml("{spec: {ephemeralContainers: [{name: debug, image: 'busybox:1'}]}}"),
            "kubectl-debug");

    assertThat(ours.live().at("/spec/ephemeralContainers/0/name").asText()).isEqualTo("debug");
    assertThat(ours.look(applied)).isEqualTo(Outcome.SAME);
  }

  @Test
  void finalizersOfANamespaceAreNotOurs() throws Exception {
    Story ours = clusterWide("{apiVersion: v1, kind: Namespace, metadata: {labels: {team: a}}}");
    Inventory.Applied applied = ours.apply();
    ObjectNode finalized = ours.live();
    assertThat(finalized.at("/spec/finalizers")).isNotEmpty();

    ours.merge("{metadata: {labels: {x: y}}}");
    assertThat(ours.look(applied)).isEqualTo(Outcome.SAME);

    ours.merge("{metadata: {labels: {team: b}}}");
    assertThat(ours.changed(applied)).containsExactly("metadata.labels.team");
    remove(ours);
  }

  @Test
  void rulesThatAreAggregatedAreNotOursAndForeverLostIfTheyWere() throws Exception {
    assumeTrue(cluster.isReal(), "the sandbox aggregates no roles");
    Story source =
        clusterWide(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {labels: {into:"
                + " %s}}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}"
                    .formatted(unique));
    source.apply();
    ObjectNode manifest =
        TestCluster.yaml(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: %s-all},"
                    .formatted(unique)
                + " aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: %s}}]}, rules: []}"
                    .formatted(unique));
    ObjectRef ref =
        ObjectRef.of("rbac.authorization.k8s.io/v1", "ClusterRole", "", unique + "-all");

    Story asWritten = new Story(cluster, manifest, ref);
    for (int heal = 0; heal < 3; heal++) {
      Inventory.Applied applied = asWritten.apply();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> asWritten.look(applied) == Outcome.CHANGED);
      assertThat(asWritten.changed(applied)).containsExactly("rules");
    }

    Story cleaned = new Story(cluster, ManifestCleaner.clean(manifest).manifest(), ref);
    Inventory.Applied applied = cleaned.apply();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> cleaned.live().at("/rules/0/verbs/0").asText().equals("get"));
    assertThat(cleaned.look(applied)).isEqualTo(Outcome.SAME);
    remove(cleaned);
    remove(source);
  }

  private Story pod() {
    return Story.of(
        cluster,
        TestCluster.yaml(
            "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {containers: [{name: p, image:"
                    .formatted(unique)
                + " 'x:1'}]}}"));
  }

  private Story clusterWide(String text) {
    ObjectNode manifest = TestCluster.yaml(text);
    manifest.withObject("/metadata").put("name", unique);
    return new Story(
        cluster,
        manifest,
        ObjectRef.of(
            manifest.path("apiVersion").asText(), manifest.path("kind").asText(), "", unique));
  }

  private static void remove(Story story) throws Exception {
    cluster.client().delete(story.ref(), null, null, Propagation.BACKGROUND);
  }
}
