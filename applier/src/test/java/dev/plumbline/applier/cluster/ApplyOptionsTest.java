package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.WriteOptions;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.ApplyOptions;
import dev.plumbline.contracts.events.SsaPolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of an object change in how it is applied and pruned. */
class ApplyOptionsTest extends HandOnCluster {
  private static final ApplyOptions REPLACE = new ApplyOptions(null, true, false, false, null);

  @ParameterizedTest
  @CsvSource({"OVERRIDE, false", "MERGE, true"})
  void whatKubectlAddedStaysOnlyUnderMerge(SsaPolicy policy, boolean stays) throws Exception {
    // given
    ObjectNode theirs = manifest("theirs");
    theirs.withObject("/data").put("added", "by kubectl");
    cluster.apply(OBJECT, theirs, WriteOptions.by("kubectl-client-side-apply").forced());

    // when
    TaskOutcome outcome = apply(manifest("ours"), ssa(policy));

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(value()).isEqualTo("ours");
    assertThat(cluster.get(OBJECT).orElseThrow().path("data").has("added")).isEqualTo(stays);
  }

  @Test
  void ifNotPresentCreatesWhatIsAbsentAndLeavesItFromThenOn() throws Exception {
    // when
    TaskOutcome first = apply(manifest("1"), ssa(SsaPolicy.IF_NOT_PRESENT));
    TaskOutcome second = apply(manifest("2"), ssa(SsaPolicy.IF_NOT_PRESENT));

    // then
    assertThat(((TaskOutcome.Applied) first).created()).isTrue();
    assertThat(second)
        .isEqualTo(new TaskOutcome.Skipped("it is there already: ssa is IfNotPresent"));
    assertThat(value()).isEqualTo("1");
  }

  @Test
  void ifNotPresentOverwritesNothingThatAppearsInBetween() throws Exception {
    // given
    cluster.create(OBJECT, manifest("by hand"));
    PlanMade.Apply apply =
        new PlanMade.Apply(OBJECT, manifest("ours"), "d", ssa(SsaPolicy.IF_NOT_PRESENT));

    // when it was thought to be absent
    TaskOutcome outcome =
        hand.perform(plan("uid"), new ObjectTask.ApplyObject(apply, Precondition.ABSENT), OURS);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Skipped.class);
    assertThat(value()).isEqualTo("by hand");
  }

  @Test
  void ignoreAppliesNothing() throws Exception {
    assertThat(apply(manifest("1"), ssa(SsaPolicy.IGNORE))).isInstanceOf(TaskOutcome.Skipped.class);
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plumbline.dev/reconcile", "kustomize.toolkit.fluxcd.io/reconcile"})
  void whatSomebodyTookOutOfReconciliationOnTheClusterStaysAsItIs(String annotation)
      throws Exception {
    // given
    apply(manifest("1"), null);
    annotate(annotation, "disabled");

    // when
    TaskOutcome outcome = apply(manifest("2"), null);

    // then
    String version = cluster.get(OBJECT).orElseThrow().at("/metadata/resourceVersion").asText();
    assertThat(outcome)
        .isEqualTo(new TaskOutcome.Skipped("it bears " + annotation + ": disabled", version));
    assertThat(value()).isEqualTo("1");
  }

  @Test
  void aLabelOfFluxIsAsGoodAsAnAnnotation() throws Exception {
    // given
    apply(manifest("1"), null);
    byHand(
        OBJECT,
        "{\"metadata\": {\"labels\": {\"kustomize.toolkit.fluxcd.io/reconcile\": \"disabled\"}}}");

    // then
    assertThat(apply(manifest("2"), null)).isInstanceOf(TaskOutcome.Skipped.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plumbline.dev/prune                | disabled                    | APPLY  | true",
        "kustomize.toolkit.fluxcd.io/prune  | disabled                    | DELETE | true",
        "plumbline.dev/sync-options         | Prune=false                 | APPLY  | true",
        "argocd.argoproj.io/sync-options    | PruneLast=true, Prune=false | APPLY  | true",
        "argocd.argoproj.io/sync-options    | Prune=false                 | DELETE | false",
        "plumbline.dev/sync-options         | Delete=false                | DELETE | true",
        "plumbline.dev/sync-options         | Delete=false                | APPLY  | false",
        "plumbline.dev/sync-options         | Prune=true                  | APPLY  | false",
        "plumbline.dev/sync-options         | means nothing               | APPLY  | false",
      })
  void whatSomebodyWantsKeptOnTheClusterIsNotDeleted(
      String annotation, String value, PlanMade.Kind kind, boolean kept) throws Exception {
    // given
    apply(manifest("1"), null);
    annotate(annotation, value);

    // when
    TaskOutcome outcome = prune(OBJECT, kind, null);

    // then
    assertThat(cluster.get(OBJECT).isPresent()).isEqualTo(kept);
    if (kept) {
      assertThat(((TaskOutcome.LeftAlone) outcome).because()).startsWith("it bears " + annotation);
      assertThat(Marks.of(cluster.get(OBJECT).orElseThrow())).isEmpty();
    } else {
      assertThat(outcome).isInstanceOf(TaskOutcome.Gone.class);
    }
  }

  @Test
  void replaceTakesAwayWhatOthersAddedAndStaysOursAlone() throws Exception {
    // given
    apply(manifest("1"), null);
    byHand(
        OBJECT,
        """
        {"metadata": {"labels": {"team": "x"}, "finalizers": ["example.com/hold"]},
         "data": {"added": "by hand"}, "binaryData": {"b": "AA=="}}
        """);

    // when
    TaskOutcome outcome = apply(manifest("2"), REPLACE);

    // then
    ObjectNode live = cluster.get(OBJECT).orElseThrow();
    assertThat(((TaskOutcome.Applied) outcome).recreated()).isFalse();
    assertThat(live.path("data").toString()).isEqualTo("{\"value\":\"2\"}");
    assertThat(live.has("binaryData")).isFalse();
    assertThat(live.at("/metadata/labels").has("team")).isFalse();
    assertThat(live.at("/metadata/finalizers/0").asText()).isEqualTo("example.com/hold");
    assertThat(live.at("/metadata/managedFields").toString()).doesNotContain("plumbline-replace");
    byHand(OBJECT, "{\"metadata\": {\"finalizers\": null}}");
  }

  @Test
  void whatReplaceWroteGoesWhenGitDropsIt() throws Exception {
    // given
    ObjectNode two = manifest("1");
    two.withObject("/data").put("more", "x");
    apply(manifest("1"), null);
    apply(two, REPLACE);

    // when
    apply(manifest("1"), null);

    // then
    assertThat(cluster.get(OBJECT).orElseThrow().path("data").has("more")).isFalse();
  }

  @Test
  void whoDiedAfterReplacingLeavesNothingThatStays() throws Exception {
    // given it wrote the object whole, and did not come to apply it
    apply(manifest("1"), null);
    ObjectNode two = manifest("2");
    two.withObject("/data").put("more", "x");
    ObjectNode live = cluster.get(OBJECT).orElseThrow();
    cluster.patch(OBJECT, null, PatchType.JSON, Replacement.patch(live, two), "plumbline-replace");

    // when
    apply(manifest("3"), ssa(SsaPolicy.MERGE));

    // then
    assertThat(cluster.get(OBJECT).orElseThrow().path("data").toString())
        .isEqualTo("{\"value\":\"3\"}");
  }

  @ParameterizedTest
  @CsvSource({"Orphan, true", "Background, false", "Foreground, false", ", false"})
  void dependentsStayOnlyWhenTheyAreOrphaned(@Nullable String propagation, boolean stays)
      throws Exception {
    // given
    ObjectNode owner = manifest("owner");
    apply(owner, null);
    ObjectNode dependent =
        json(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: dependent
              namespace: default
              ownerReferences:
                - {apiVersion: v1, kind: ConfigMap, name: handled, uid: "%s", blockOwnerDeletion: true}
            """
                .formatted(uid(OBJECT)));
    ObjectRef ref = ref(dependent);
    cluster.create(ref, dependent);

    // when
    TaskOutcome outcome = patiently(() -> prune(OBJECT, PlanMade.Kind.APPLY, propagation));

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Gone.class);
    if (stays) {
      assertThat(cluster.get(ref).orElseThrow().at("/metadata/ownerReferences")).isEmpty();
      cluster.delete(ref, null, null, Propagation.BACKGROUND);
    } else {
      awaitGone(ref);
    }
  }

  @Test
  void aNamespaceBearsWhatThePlanSaysAlsoWhenItIsThereAlready() throws Exception {
    // given
    ObjectTask.EnsureNamespace task = new ObjectTask.EnsureNamespace("team-a");
    ObjectRef namespace = task.ref();
    PlanMade plain = plan("uid");

    // when
    hand.perform(plain, task, OURS);
    boolean bare = cluster.get(namespace).orElseThrow().at("/metadata/labels/team").isMissingNode();
    byHand(namespace, "{\"metadata\": {\"labels\": {\"other\": \"x\"}}}");
    TaskOutcome labelled = hand.perform(bearing(Map.of("team", "a", "tier", "1")), task, OURS);
    ObjectNode first = cluster.get(namespace).orElseThrow();
    hand.perform(bearing(Map.of("team", "a")), task, OURS);
    ObjectNode second = cluster.get(namespace).orElseThrow();

    // then
    assertThat(bare).isTrue();
    assertThat(labelled).isInstanceOf(TaskOutcome.NamespaceReady.class);
    assertThat(first.at("/metadata/labels/team").asText()).isEqualTo("a");
    assertThat(first.at("/metadata/labels/tier").asText()).isEqualTo("1");
    assertThat(first.at("/metadata/labels/other").asText()).isEqualTo("x");
    assertThat(first.at("/metadata/annotations/note").asText()).isEqualTo("made");
    assertThat(second.at("/metadata/labels").has("tier")).isFalse();
    assertThat(second.at("/metadata/annotations").has("plumbline.dev/tracking-id")).isFalse();
    cluster.delete(namespace, null, null, Propagation.BACKGROUND);
  }

  private static PlanMade bearing(Map<String, String> labels) {
    return draft("uid")
        .bearing(new PlanMade.NamespaceMetadata(labels, Map.of("note", "made")))
        .made();
  }

  private TaskOutcome prune(ObjectRef ref, PlanMade.Kind kind, @Nullable String propagation) {
    PlanMade plan =
        kind == PlanMade.Kind.DELETE ? draft("uid").deletion().made() : draft("uid").made();
    return hand.perform(
        plan,
        new ObjectTask.PruneObject(new PlanMade.Prune(ref, "", null, null, propagation)),
        OURS);
  }

  private static void annotate(String annotation, String value) throws Exception {
    ObjectNode patch = Json.mapper().createObjectNode();
    patch.putObject("metadata").putObject("annotations").put(annotation, value);
    byHand(OBJECT, patch.toString());
  }

  private static ApplyOptions ssa(SsaPolicy policy) {
    return new ApplyOptions(policy, false, false, false, null);
  }
}
