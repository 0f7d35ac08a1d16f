package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.IgnoreDifferences;
import dev.plumbline.contracts.resources.IgnoreRules;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects that others applied before, and fields that are to stay as they are. */
class TakeOverTest extends HandOnCluster {

  private static final ObjectRef NIGHTLY =
      ObjectRef.of("batch/v1", "CronJob", "default", "adopted");

  private static final String BEFORE =
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: adopted
        namespace: default
        labels: {team: a, old: "1", app.kubernetes.io/managed-by: Helm}
        annotations:
          kubectl.kubernetes.io/last-applied-configuration: "{}"
          meta.helm.sh/release-name: shop
      spec:
        schedule: "0 4 * * *"
        suspend: true
        failedJobsHistoryLimit: 2
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                - {name: web, image: "nginx:1", env: [{name: A, value: "1"}, {name: OLD, value: "1"}]}
                - {name: old-sidecar, image: "side:1"}
      """;

  private static final String SAME =
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: adopted, namespace: default, labels: {team: a, old: "1"}}
      spec:
        schedule: "0 4 * * *"
        suspend: true
        failedJobsHistoryLimit: 2
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                - {name: web, image: "nginx:1", env: [{name: A, value: "1"}, {name: OLD, value: "1"}]}
                - {name: old-sidecar, image: "side:1"}
      """;

  private static final String LATER =
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: adopted, namespace: default, labels: {team: a}}
      spec:
        schedule: "0 4 * * *"
        suspend: true
        failedJobsHistoryLimit: 2
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                - {name: web, image: "nginx:1", env: [{name: A, value: "1"}]}
      """;

  @AfterEach
  void removeCronJob() throws ClusterException {
    cluster.delete(NIGHTLY, null, null, Propagation.BACKGROUND);
  }

  @ParameterizedTest
  @CsvSource({
    "kubectl-client-side-apply, Update",
    "before-first-apply, Update",
    "helm, Update",
    "helm, Apply",
    "argocd-controller, Update",
    "argocd-controller, Apply",
    "argocd-application-controller, Update",
    "kustomize-controller, Apply",
    "helm-controller, Update",
    "helm-controller, Apply"
  })
  void isAdoptedWithoutConflictOrChangeAndWhatGitDropsLaterGoes(String manager, String operation)
      throws Exception {
    // given
    before(manager, operation);
    ObjectNode found = live();

    // when
    TaskOutcome adopted = apply(SAME, null, null);

    // then
    assertThat(adopted).isInstanceOf(TaskOutcome.Applied.class);
    ObjectNode ours = live();
    assertThat(ours.at("/metadata/uid")).isEqualTo(found.at("/metadata/uid"));
    assertThat(ours.at("/metadata/generation")).isEqualTo(found.at("/metadata/generation"));
    assertThat(ours.path("spec")).isEqualTo(found.path("spec"));
    assertThat(managers(ours))
        .contains("plumbline Apply")
        .doesNotContain(manager + " " + operation);
    assertThat(ours.at("/metadata/annotations").toString()).doesNotContain("last-applied");

    // when
    assertThat(apply(LATER, left(adopted), null)).isInstanceOf(TaskOutcome.Applied.class);

    // then
    ObjectNode later = live();
    assertThat(later.at("/metadata/labels").has("old")).isFalse();
    JsonNode containers = later.at("/spec/jobTemplate/spec/template/spec/containers");
    assertThat(containers).hasSize(1);
    assertThat(containers.at("/0/env")).hasSize(1);
    assertThat(later.at("/metadata/annotations/meta.helm.sh~1release-name").asText())
        .as("a mark of Helm's")
        .isEqualTo("shop");
    assertThat(later.at("/metadata/labels/app.kubernetes.io~1managed-by").asText())
        .isEqualTo("Helm");
  }

  @Test
  void whatGitDoesNotHaveGoesAtOnceBeforeAnythingElse() throws Exception {
    // given
    before("helm", "Update");
    REQUESTS.clear();

    // when
    assertThat(apply(LATER, null, null)).isInstanceOf(TaskOutcome.Applied.class);

    // then
    assertThat(REQUESTS).containsExactly("get 200", "patch 200", "apply 200");
    assertThat(live().at("/metadata/labels").has("old")).isFalse();
  }

  @Test
  void whoIsNotNamedKeepsItsFields() throws Exception {
    // given
    before("kubectl-create", "Update");

    // when
    assertThat(apply(LATER, null, null)).isInstanceOf(TaskOutcome.Applied.class);

    // then
    assertThat(live().at("/metadata/labels/old").asText()).isEqualTo("1");
    assertThat(managers(live())).contains("kubectl-create Update");
  }

  @Test
  void whoIsNamedInTheConfigurationIsTakenOverFrom() throws Exception {
    // given
    before("my-deployer", "Update");
    ClusterHand named = hand(new TakeOver(List.of("my-deployer")));

    // when
    assertThat(perform(named, LATER, null, null)).isInstanceOf(TaskOutcome.Applied.class);

    // then
    assertThat(live().at("/metadata/labels").has("old")).isFalse();
  }

  @Test
  void nothingIsTakenOverWhereThatIsSwitchedOff() throws Exception {
    // given
    before("helm", "Update");

    // when
    assertThat(perform(hand(TakeOver.NONE), LATER, null, null))
        .isInstanceOf(TaskOutcome.Applied.class);

    // then
    assertThat(live().at("/metadata/labels/old").asText()).isEqualTo("1");
  }

  @Test
  void whoIsStoppedBetweenTakingOverAndApplyingGoesOnAsIfNothingWas() throws Exception {
    // given
    before("helm", "Update");
    ObjectNode found = live();
    cluster.patch(
        NIGHTLY,
        null,
        PatchType.JSON,
        new TakeOver(TakeOver.USUAL).patch(found, "batch/v1", "plumbline").orElseThrow(),
        "plumbline");
    assertThat(live().path("spec")).isEqualTo(found.path("spec"));
    assertThat(managers(live())).contains("plumbline Apply");

    // when
    assertThat(apply(LATER, null, null)).isInstanceOf(TaskOutcome.Applied.class);

    // then
    assertThat(live().at("/metadata/labels").has("old")).isFalse();
  }

  @Test
  void aTakeOverFromAnOlderReadingIsRefused() throws Exception {
    // given
    before("helm", "Update");
    JsonNode patch =
        new TakeOver(TakeOver.USUAL).patch(live(), "batch/v1", "plumbline").orElseThrow();
    cluster.patch(
        NIGHTLY,
        null,
        PatchType.MERGE,
        json("{\"metadata\":{\"labels\":{\"x\":\"y\"}}}"),
        "somebody");

    // when
    ClusterException refused =
        assertThrows(
            ClusterException.class,
            () -> cluster.patch(NIGHTLY, null, PatchType.JSON, patch, "plumbline"));

    // then
    assertThat(refused.reason()).isEqualTo(ClusterException.Reason.CONFLICT);
    assertThat(managers(live())).contains("helm Update").doesNotContain("plumbline Apply");
  }

  @Test
  void whoAppliesBesideUsIsTakenOverFromThoughTheObjectWasNotReadFirst() throws Exception {
    // given
    perform(hand(TakeOver.NONE), LATER, null, null);
    patchAs("helm", "{\"metadata\":{\"labels\":{\"stray\":\"1\"}}}");
    Precondition guess = Precondition.read(live());

    // when
    assertThat(apply(LATER, guess, null)).isInstanceOf(TaskOutcome.Applied.class);

    // then
    assertThat(live().at("/metadata/labels").has("stray")).isFalse();
    assertThat(managers(live())).doesNotContain("helm Update");
  }

  @Test
  void aFieldThatIsToStayKeepsItsLiveValue() throws Exception {
    // given
    TaskOutcome made = apply(SAME, null, null);
    patchAs("scaler", "{\"spec\":{\"failedJobsHistoryLimit\":7}}");
    long generation = live().at("/metadata/generation").asLong();

    // when
    TaskOutcome kept = apply(SAME, left(made), limit("/spec/failedJobsHistoryLimit"));

    // then
    assertThat(kept).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(live().at("/spec/failedJobsHistoryLimit").asInt()).isEqualTo(7);
    assertThat(live().at("/metadata/generation").asLong()).isEqualTo(generation);

    // and what Git drops then is not taken away
    assertThat(
            apply(
                SAME.replace("failedJobsHistoryLimit: 2", "successfulJobsHistoryLimit: 1"),
                null,
                limit("/spec/failedJobsHistoryLimit")))
        .isInstanceOf(TaskOutcome.Applied.class);
    assertThat(live().at("/spec/failedJobsHistoryLimit").asInt()).isEqualTo(7);

    // and without the rule it is as Git has it
    assertThat(apply(SAME, null, null)).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(live().at("/spec/failedJobsHistoryLimit").asInt()).isEqualTo(2);
  }

  @Test
  void whatIsToStayDoesNotKeepAnObjectFromBeingMade() throws Exception {
    assertThat(apply(SAME, null, limit("/spec/failedJobsHistoryLimit")))
        .isInstanceOf(TaskOutcome.Applied.class);
    assertThat(live().at("/spec/failedJobsHistoryLimit").asInt()).isEqualTo(2);
  }

  @Test
  void aRuleThatIsNoneFailsTheObjectAndIsNamed() throws Exception {
    // given
    apply(SAME, null, null);

    // when
    TaskOutcome outcome = apply(SAME, null, limit("spec.failedJobsHistoryLimit"));

    // then
    assertThat(((TaskOutcome.Failed) outcome).fault().message())
        .contains("'spec.failedJobsHistoryLimit' is no JSON pointer");
    assertThat(((TaskOutcome.Failed) outcome).fault().passing()).isFalse();
  }

  private TaskOutcome apply(
      String manifest, @Nullable Precondition likely, @Nullable IgnoreRules keeps) {
    return perform(hand, manifest, likely, keeps);
  }

  private static TaskOutcome perform(
      ClusterHand hand,
      String manifest,
      @Nullable Precondition likely,
      @Nullable IgnoreRules keeps) {
    PlanDraft plan =
        new PlanDraft(new ApplicationKey("default", "shop"), "plan", "uid", 1, 0).keeping(keeps);
    return hand.perform(
        plan.made(),
        new ObjectTask.ApplyObject(new PlanMade.Apply(NIGHTLY, json(manifest), "digest"), likely),
        OURS);
  }

  private static IgnoreRules limit(String pointer) {
    return new IgnoreRules(
        List.of(
            new IgnoreDifferences(
                "batch", "CronJob", null, null, List.of(pointer), List.of(), List.of())),
        List.of());
  }

  private static Precondition left(TaskOutcome outcome) {
    var applied = ((TaskOutcome.Applied) outcome).applied();
    return new Precondition(applied.uid(), applied.resourceVersion());
  }

  /** What somebody made who applied from the client's side or the server's. */
  private static void before(String manager, String operation) throws ClusterException {
    if (operation.equals("Apply")) {
      cluster.apply(NIGHTLY, json(BEFORE), manager, true, false);
      return;
    }
    try (KubernetesClient client = testCluster.client()) {
      client.raw(
          "/apis/batch/v1/namespaces/default/cronjobs?fieldManager=" + manager,
          "POST",
          json(BEFORE));
    }
  }

  private static void patchAs(String manager, String patch) throws ClusterException {
    cluster.patch(NIGHTLY, null, PatchType.MERGE, json(patch), manager);
  }

  private static ObjectNode live() throws ClusterException {
    return cluster.get(NIGHTLY).orElseThrow();
  }

  private static List<String> managers(ObjectNode object) {
    return StreamSupport.stream(object.at("/metadata/managedFields").spliterator(), false)
        .map(entry -> entry.path("manager").asText() + " " + entry.path("operation").asText())
        .toList();
  }
}
