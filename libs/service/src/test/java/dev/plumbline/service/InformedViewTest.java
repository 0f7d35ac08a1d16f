package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.service.ResourceView.Change;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InformedViewTest extends SandboxTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final InformedView<Project> view =
      new InformedView<>(kubernetes, ResourceKind.PROJECT, Project.class);
  private final List<Change<Project>> changes = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    view.close();
  }

  @Test
  void tellsOfWhatWasThereAndOfEachChange() throws Exception {
    installDefinition(ResourceKind.PROJECT);
    apply("one", "first");
    assertThat(view.start().toCompletableFuture()).succeedsWithin(LONG);
    view.onChange(changes::add);

    apply("one", "second");
    await().atMost(LONG).until(() -> changes.size() == 2);
    kubernetes.resource(project("one", "second")).delete();
    await().atMost(LONG).until(() -> changes.size() == 3);

    assertThat(changes.get(0).before()).isNull();
    assertThat(changes.get(0).after()).isEqualTo(changes.get(1).before());
    assertThat(changes.get(1).after()).isEqualTo(changes.get(2).before());
    assertThat(changes.get(2).after()).isNull();
    assertThat(view.all()).isEmpty();
  }

  @Test
  void theSameResourcesCanBeReadInAnotherWayAndWhole() throws Exception {
    installDefinition(ResourceKind.PROJECT);
    apply("one", "first");
    assertThat(view.start().toCompletableFuture()).succeedsWithin(LONG);
    ResourceView<String> versions =
        view.as(resource -> resource.path("metadata").path("resourceVersion").asText());
    List<String> told = new CopyOnWriteArrayList<>();
    versions.onChange(change -> told.add(String.valueOf(change.after())));
    assertThat(told).containsExactly(versionOf("one"));

    kubernetes.resource(project("one", "first")).fieldManager("another").serverSideApply();

    await().atMost(LONG).until(() -> told.size() == 2);
    assertThat(told.get(1)).isEqualTo(versionOf("one"));
    assertThat(view.whole("default", "one"))
        .hasValueSatisfying(
            one -> assertThat(one.at("/spec/description").asText()).isEqualTo("first"));
    assertThat(view.whole("default", "none")).isEmpty();
  }

  @Test
  void doesNotTellOfAWriteThatChangesNothingThatIsRead() throws Exception {
    installDefinition(ResourceKind.PROJECT);
    apply("one", "first");
    assertThat(view.start().toCompletableFuture()).succeedsWithin(LONG);
    view.onChange(changes::add);

    String before = versionOf("one");
    kubernetes.resource(project("one", "first")).fieldManager("another").serverSideApply();
    String after = versionOf("one");
    apply("two", "comes later");
    await().atMost(LONG).until(() -> view.get("default", "two").isPresent());

    assertThat(after).as("a write took place").isNotEqualTo(before);
    assertThat(changes)
        .extracting(change -> change.after().metadata().name())
        .containsExactly("one", "two");
  }

  @Test
  void isSyncedOnlyWhenAllThatWasListedCanBeFound() throws Exception {
    installDefinition(ResourceKind.PROJECT);
    for (int i = 0; i < 20; i++) {
      apply("p" + i, "there from the start");
    }
    CompletableFuture<Integer> foundWhenSynced = new CompletableFuture<>();
    AtomicBoolean first = new AtomicBoolean(true);
    view.onChange(
        change -> {
          if (first.getAndSet(false)) {
            giveTime(foundWhenSynced);
          }
        });

    view.start().thenRun(() -> foundWhenSynced.complete(view.all().size()));

    assertThat(foundWhenSynced).succeedsWithin(LONG).isEqualTo(20);
  }

  @Test
  void oneThatCannotBeReadKeepsWhatWasLastReadAndStopsNoOther() throws Exception {
    installDefinitionWithoutSchema();
    apply("good", "fine");
    apply("bad", "fine");
    assertThat(view.start().toCompletableFuture()).succeedsWithin(LONG);
    Project before = view.get("default", "bad").orElseThrow();

    GenericKubernetesResource bad = project("bad", "unused");
    bad.setAdditionalProperty("spec", "not an object");
    kubernetes.resource(bad).fieldManager("test").forceConflicts().serverSideApply();
    apply("good", "changed");

    await().atMost(LONG).until(() -> description("good").equals("changed"));
    assertThat(view.get("default", "bad")).contains(before);
  }

  @Test
  void oneThatCouldNeverBeReadIsThereForWhoAsksByItsUid() throws Exception {
    installDefinitionWithoutSchema();
    GenericKubernetesResource bad = project("never", "unused");
    bad.setAdditionalProperty("spec", "not an object");
    String uid =
        kubernetes.resource(bad).fieldManager("test").serverSideApply().getMetadata().getUid();

    assertThat(view.start().toCompletableFuture()).succeedsWithin(LONG);

    await().atMost(LONG).until(() -> view.withUid(uid).isPresent());
    assertThat(view.withUid(uid)).contains("default/never");
    assertThat(view.get("default", "never")).isEmpty();
    assertThat(view.withUid("of nobody")).isEmpty();
  }

  @Test
  void aProjectThatCannotBeReadIsThereAndToldAndSoIsThatItCanBeReadAgain() throws Exception {
    // given
    installDefinitionWithoutSchema();
    GenericKubernetesResource bad = project("default", "unused");
    bad.setAdditionalProperty("spec", "not an object");
    kubernetes.resource(bad).fieldManager("test").serverSideApply();
    InformedView<ProjectReading> projects =
        new InformedView<>(kubernetes, ResourceKind.PROJECT, ProjectReading::of);
    List<Optional<String>> told = new CopyOnWriteArrayList<>();

    // when
    assertThat(projects.start().toCompletableFuture()).succeedsWithin(LONG);
    projects.onChange(change -> told.add(change.after().refusal()));
    apply("default", "readable");
    await().atMost(LONG).until(() -> told.size() == 2);
    kubernetes.resource(bad).fieldManager("test").forceConflicts().serverSideApply();
    await().atMost(LONG).until(() -> told.size() == 3);

    // then
    Optional<String> refusal = projects.get("default", "default").orElseThrow().refusal();
    assertThat(refusal)
        .contains(
            "Project 'default' in namespace default permits nothing, since it cannot be read: spec"
                + " is a text, and an object was expected");
    assertThat(told).containsExactly(refusal, Optional.empty(), refusal);
    projects.close();
  }

  @Test
  void waitsForADefinitionThatIsNotThereYet() throws Exception {
    CompletableFuture<Void> synced = view.start().toCompletableFuture();
    assertThat(synced).isNotDone();

    installDefinition(ResourceKind.PROJECT);

    assertThat(synced).succeedsWithin(LONG);
  }

  @Test
  void endsWithoutAFailureWhenItIsClosedBeforeItWasSynced() {
    CompletableFuture<Void> synced = view.start().toCompletableFuture();

    view.close();

    assertThat(synced).isNotDone();
  }

  private String versionOf(String name) throws JsonProcessingException {
    return kubernetes.resource(project(name, "any")).get().getMetadata().getResourceVersion();
  }

  private String description(String name) {
    return String.valueOf(view.get("default", name).orElseThrow().spec().description());
  }

  /** What an older definition lets in, or one that a newer release will bring. */
  private void installDefinitionWithoutSchema() {
    CustomResourceDefinition definition = Definitions.read(kubernetes, ResourceKind.PROJECT);
    JSONSchemaProps anything = new JSONSchemaProps();
    anything.setType("object");
    anything.setXKubernetesPreserveUnknownFields(true);
    definition.getSpec().getVersions().get(0).getSchema().setOpenAPIV3Schema(anything);
    Definitions.apply(kubernetes, "test", definition);
    Definitions.awaitServed(kubernetes, definition);
  }

  private static void giveTime(CompletableFuture<?> tooEarly) {
    try {
      tooEarly.get(1, TimeUnit.SECONDS);
    } catch (Exception e) {
      assertThat(e).isInstanceOf(TimeoutException.class);
    }
  }

  private void apply(String name, String description) throws JsonProcessingException {
    kubernetes.resource(project(name, description)).fieldManager("test").serverSideApply();
  }

  private static GenericKubernetesResource project(String name, String description)
      throws JsonProcessingException {
    return Json.mapper()
        .convertValue(
            Map.of(
                "apiVersion",
                ResourceKind.GROUP + "/" + ResourceKind.VERSION,
                "kind",
                ResourceKind.PROJECT.kind(),
                "metadata",
                Map.of("name", name, "namespace", "default"),
                "spec",
                Map.of("description", description, "sourceRepos", List.of("*"))),
            GenericKubernetesResource.class);
  }
}
