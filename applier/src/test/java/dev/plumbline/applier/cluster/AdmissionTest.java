package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.service.ProjectReading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a project has to say when an object is written. */
class AdmissionTest extends HandOnCluster {
  private static final ObjectNode ROLE =
      json(
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: ClusterRole
          metadata: {name: handled, namespace: default}
          """);

  private @Nullable ProjectReading project;
  private String named = "team";

  private final ClusterHand governed =
      new ClusterHand(
          (name, application, object) -> cluster,
          new Admission(key -> Optional.of(application()), (ns, name) -> project(name)),
          Accounts.OWN,
          new SecretCipher(KeyRing.of("k1", new byte[32])),
          "plumbline",
          new OtherApplications(
              uid -> Optional.empty(), uid -> Optional.empty(), cluster, String::equals),
          new TakeOver(TakeOver.USUAL));

  @BeforeEach
  void forget() {
    REQUESTS.clear();
  }

  @Test
  void whatTheProjectPermitsIsApplied() {
    // given
    project = permitting("destinations: [{namespace: default}]");

    // then
    assertThat(applied(manifest("1"))).isInstanceOf(TaskOutcome.Applied.class);
  }

  @Test
  void whatTheProjectNoLongerPermitsIsNotWrittenThoughItWasPlanned() throws Exception {
    // given
    project = permitting("destinations: [{namespace: elsewhere}]");

    // when
    TaskOutcome outcome = applied(manifest("1"));

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("ProjectDenied");
    assertThat(failed(outcome).fault().passing()).isFalse();
    assertThat(failed(outcome).fault().message())
        .isEqualTo(
            "ConfigMap default/handled is in namespace default of cluster in-cluster, which Project"
                + " 'team' does not permit: add it to its spec.destinations");
    assertThat(REQUESTS).noneMatch(request -> !request.startsWith("discover"));
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  @Test
  void aHookIsAskedForToo() {
    // given
    project = permitting("destinations: [{namespace: elsewhere}]");
    PlanMade.Hook hook = new PlanMade.Hook(OBJECT, manifest("1"), "d", OBJECT.id(), List.of());

    // when
    TaskOutcome outcome =
        governed.perform(plan("uid"), new ObjectTask.RunHook(hook, "plan", true), OURS);

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("ProjectDenied");
  }

  @Test
  void aKindWithoutNamespacesThatNamesOneIsWhatTheClusterSays() {
    // given who rendered it took it for one of namespace default
    project = permitting("destinations: [{namespace: default}]");
    ObjectRef ref = ref(ROLE);

    // when
    TaskOutcome outcome = applied(ROLE);

    // then
    assertThat(ref.namespace()).isEqualTo("default");
    assertThat(failed(outcome).fault().reason()).isEqualTo("ProjectDenied");
    assertThat(failed(outcome).fault().message()).contains("belongs to the whole cluster");
  }

  @Test
  void whatGoesNeedsNoPermission() throws Exception {
    // given
    apply("uid", "1", null, OURS);
    project = permitting("destinations: []");

    // when
    TaskOutcome outcome =
        governed.perform(
            plan("uid"), new ObjectTask.PruneObject(new PlanMade.Prune(OBJECT, "")), OURS);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Gone.class);
  }

  @Test
  void aNamespaceIsMadeWhereObjectsMayGoAndLabelledOnlyWhereNamespacesMay() {
    // given
    project = permitting("destinations: [{namespace: 'default'}]");
    ObjectTask.EnsureNamespace permitted = new ObjectTask.EnsureNamespace("default");
    ObjectTask.EnsureNamespace other = new ObjectTask.EnsureNamespace("kube-system");
    PlanMade labelling =
        draft("uid").bearing(new PlanMade.NamespaceMetadata(Map.of("a", "b"), Map.of())).made();

    // then
    assertThat(governed.perform(plan("uid"), permitted, OURS))
        .isInstanceOf(TaskOutcome.NamespaceReady.class);
    assertThat(failed(governed.perform(plan("uid"), other, OURS)).fault().message())
        .contains("namespace kube-system");
    assertThat(failed(governed.perform(labelling, permitted, OURS)).fault().message())
        .contains("belongs to the whole cluster");
  }

  @Test
  void onlyTheDefaultProjectMayBeMissing() {
    // given
    project = null;

    // then
    assertThat(failed(applied(manifest("1"))).fault().message())
        .contains("there is no Project 'team' in namespace default");
    named = "";
    assertThat(applied(manifest("1"))).isInstanceOf(TaskOutcome.Applied.class);
  }

  @Test
  void theDefaultProjectPermitsNothingWhenItIsThereAndCannotBeRead() throws Exception {
    // given
    named = "";
    project = ProjectReading.unreadable("default", "default", "spec is missing");

    // when
    TaskOutcome outcome = applied(manifest("1"));

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("ProjectDenied");
    assertThat(failed(outcome).fault().message())
        .isEqualTo(
            "Project 'default' in namespace default permits nothing, since it cannot be read: spec"
                + " is missing");
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  private TaskOutcome applied(ObjectNode manifest) {
    return governed.perform(plan("uid"), applying(manifest, null), OURS);
  }

  private Application application() {
    return made(
        """
        metadata: {namespace: default, name: shop, uid: uid}
        spec: {project: "%s", source: {repoURL: "https://git.example/shop"}, destination: {}}
        """
            .formatted(named),
        Application.class);
  }

  private Optional<ProjectReading> project(String name) {
    return Optional.ofNullable(project).filter(it -> it.name().equals(name));
  }

  private static ProjectReading permitting(String spec) {
    return ProjectReading.of(
        made("metadata: {namespace: default, name: team}\nspec:\n  " + spec + "\n", Project.class));
  }

  private static <T> T made(String yaml, Class<T> type) {
    try {
      return Json.mapper().treeToValue(json(yaml), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
