package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.DriftEvent.Cleared;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.DriftEvent.Detected;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectDrift.Kind;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Git no longer has goes; what Git cannot be asked about, or is not ours, stays. */
@ExtendWith(EndToEnd.class)
class PruneIT {

  private final Stage stage;

  PruneIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void aRemovedFileIsPruned() {
    // given
    HostedRepository repository = withTwo("removed");
    RunningApplication app = converged(stage.application("removed", repository, "app"), repository);
    String kept = uid("removed-a");

    // when
    String commit = repository.delete("app/b.yaml").push("remove b");

    // then
    app.awaitConverged(commit);
    assertThat(stage.cluster().find(stage.configMap("removed-b"))).isEmpty();
    assertThat(uid("removed-a")).isEqualTo(kept);
    SyncEvent.Succeeded sync =
        app.await(
            SyncEvent.Succeeded.class, it -> RunningApplication.commits(it.revisions(), commit));
    assertThat(sync.counts().pruned()).isEqualTo(1);
  }

  @Test
  void withPruneOffARemovedFileIsReportedAndKeptUntilItIsTurnedOn() {
    // given
    HostedRepository repository = withTwo("kept");
    RunningApplication app =
        converged(stage.application("kept", repository, "app").withoutPrune(), repository);

    // when
    repository.delete("app/b.yaml").push("remove b");

    // then
    Detected detected = app.await(Detected.class, it -> true);
    assertThat(detected.objects()).hasSize(1);
    assertThat(detected.objects().get(0).kind()).isEqualTo(Kind.NOT_PRUNED);
    assertThat(detected.objects().get(0).ref()).isEqualTo(stage.configMap("kept-b"));
    app.awaitCondition(
        "Drifted", "True", condition -> condition.path("reason").asText().equals("NotPruned"));
    String later = repository.write("app/a.yaml", Manifests.configMap("kept-a", "2")).push("later");
    app.await(SyncEvent.Succeeded.class, it -> RunningApplication.commits(it.revisions(), later));
    assertThat(stage.cluster().find(stage.configMap("kept-b"))).isPresent();

    // and
    app.changeSpec("{syncPolicy: {automated: {prune: true}}}");
    stage.awaitGone(stage.configMap("kept-b"));
  }

  @Test
  void anEmptyTreePrunesNothing() {
    // given
    HostedRepository repository = withTwo("empty");
    RunningApplication app = converged(stage.application("empty", repository, "app"), repository);
    String a = uid("empty-a");

    // when
    repository
        .write("app/README.md", "nothing here")
        .delete("app/a.yaml")
        .delete("app/b.yaml")
        .push("by mistake");

    // then
    RenderResult.Failed failed = app.await(RenderResult.Failed.class, it -> true);
    assertThat(failed.reason()).isEqualTo(FailureReason.EmptyRender);
    app.awaitCondition("Ready", "False", it -> it.path("message").asText().contains("allowEmpty"));
    assertThat(uid("empty-a")).isEqualTo(a);
    assertThat(stage.cluster().find(stage.configMap("empty-b"))).isPresent();

    // and the next good commit goes on from there
    String good = repository.write("app/a.yaml", Manifests.configMap("empty-a", "2")).push("good");
    app.awaitConverged(good);
    assertThat(uid("empty-a")).isEqualTo(a);
    stage.awaitGone(stage.configMap("empty-b"));
  }

  @Test
  void anUnreadableRepositoryPrunesNothing() {
    try (GitHost git = GitHost.open()) {
      // given
      HostedRepository repository = git.repository("unreadable");
      writeTwo(repository, "unreadable");
      RunningApplication app =
          converged(stage.application("unreadable", repository, "app"), repository);
      String commit = repository.delete("app/b.yaml").push("remove b");

      // when the host answers that it is broken
      git.fault().status(500);
      stage.webhook().tell(repository.url(), "refs/heads/main", "0".repeat(40), commit);

      // then
      RenderResult.Failed failed = app.await(RenderResult.Failed.class, it -> true);
      assertThat(failed.reason()).isEqualTo(FailureReason.RepositoryUnreachable);
      assertThat(stage.cluster().find(stage.configMap("unreadable-b"))).isPresent();

      // and once it is well again nobody has to push
      git.fault().none();
      app.awaitConverged(commit);
      assertThat(stage.cluster().find(stage.configMap("unreadable-b"))).isEmpty();
    }
  }

  @Test
  void aRenamedFileLeavesItsObjectAndARenamedObjectMoves() {
    // given
    HostedRepository repository = withTwo("moved");
    RunningApplication app = converged(stage.application("moved", repository, "app"), repository);
    String a = uid("moved-a");

    // when b is renamed, and a's file
    String commit =
        repository
            .delete("app/a.yaml")
            .write("app/sub.yaml", Manifests.configMap("moved-a", "1"))
            .write("app/b.yaml", Manifests.configMap("moved-c", "1"))
            .push("move");

    // then
    app.awaitConverged(commit);
    assertThat(uid("moved-a")).isEqualTo(a);
    assertThat(stage.cluster().find(stage.configMap("moved-b"))).isEmpty();
    assertThat(stage.cluster().find(stage.configMap("moved-c"))).isPresent();
  }

  @Test
  void anApplicationWithoutFinalizerLeavesItsObjectsAndOneMadeAtOnceTakesThemOver() {
    // given
    HostedRepository repository = withTwo("again");
    RunningApplication first = converged(stage.application("again", repository, "app"), repository);
    String a = uid("again-a");

    // when
    first.delete();
    RunningApplication second = stage.application("again", repository, "app").create();

    // then
    assertThat(second.uid()).isNotEqualTo(first.uid());
    second.await(ConvergenceReached.class, it -> true);
    assertThat(uid("again-a")).isEqualTo(a);
    assertThat(tracking("again-a").applicationUid()).isEqualTo(second.uid());
    String commit = repository.delete("app/b.yaml").push("remove b");
    second.awaitConverged(commit);
    assertThat(stage.cluster().find(stage.configMap("again-b"))).isEmpty();
  }

  @Test
  void anApplicationWithItsFinalizerTakesItsObjectsAlongAndCanBeMadeAgain() {
    // given
    HostedRepository repository = withTwo("owned");
    RunningApplication first =
        converged(stage.application("owned", repository, "app").withFinalizer(), repository);
    String a = uid("owned-a");

    // when it is deleted and made again as soon as its name is free
    first.delete();
    Waiting.until(
        RunningApplication.PATIENCE, () -> "still there: " + first.story(), () -> !first.exists());

    // then its objects went before it
    assertThat(stage.cluster().find(stage.configMap("owned-a"))).isEmpty();
    assertThat(stage.cluster().find(stage.configMap("owned-b"))).isEmpty();
    RunningApplication second = stage.application("owned", repository, "app").create();
    second.await(ConvergenceReached.class, it -> true);
    assertThat(uid("owned-a")).isNotEqualTo(a);
  }

  @Test
  void anObjectThatBearsACopyOfOurMarksIsNotTouched() {
    // given an object that somebody made from a copy of ours
    HostedRepository repository = withTwo("copied");
    RunningApplication app =
        converged(stage.application("copied", repository, "app").withFinalizer(), repository);
    ObjectNode ours = stage.cluster().get(stage.configMap("copied-b"));
    stage.cluster().create(copy(ours, "copied-by-somebody")).object();

    // when
    String commit = repository.delete("app/b.yaml").push("remove b");
    app.awaitConverged(commit);
    app.delete();
    Waiting.until(
        RunningApplication.PATIENCE, () -> "still there: " + app.story(), () -> !app.exists());

    // then
    assertThat(stage.cluster().find(stage.configMap("copied-b"))).isEmpty();
    Optional<ObjectNode> left = stage.cluster().find(stage.configMap("copied-by-somebody"));
    assertThat(left).isPresent();
    assertThat(left.get().at("/data/value").asText()).isEqualTo("1");
  }

  @Test
  void anObjectThatSomebodyMakesAgainWithItsMarkIsToldAndPruned() {
    // given
    HostedRepository repository = withTwo("remade");
    RunningApplication app = converged(stage.application("remade", repository, "app"), repository);
    ObjectNode ours = stage.cluster().get(stage.configMap("remade-b"));
    String commit = repository.delete("app/b.yaml").push("remove b");
    app.awaitConverged(commit);
    assertThat(stage.cluster().find(stage.configMap("remade-b"))).isEmpty();

    // when
    stage.cluster().create(copy(ours, "remade-b")).object();

    // then
    stage.awaitGone(stage.configMap("remade-b"));
    Detected detected = app.await(Detected.class, it -> true);
    assertThat(detected.objects())
        .extracting(ObjectDrift::kind, ObjectDrift::ref)
        .containsExactly(tuple(Kind.EXTRA, stage.configMap("remade-b")));
    assertThat(detected.willHeal()).isTrue();
    app.await(Cleared.class, it -> true);
    assertThat(uid("remade-a")).isNotEmpty();
  }

  /** A copy as people and controllers make it: with labels and annotations. */
  private static ObjectNode copy(ObjectNode original, String name) {
    ObjectNode copy = original.deepCopy();
    ObjectNode metadata = (ObjectNode) copy.path("metadata");
    metadata.put("name", name);
    metadata.remove(List.of("uid", "resourceVersion", "creationTimestamp", "managedFields"));
    return copy;
  }

  private HostedRepository withTwo(String name) {
    HostedRepository repository = stage.git().repository(name);
    writeTwo(repository, name);
    return repository;
  }

  private static void writeTwo(HostedRepository repository, String name) {
    repository
        .write("app/a.yaml", Manifests.configMap(name + "-a", "1"))
        .write("app/b.yaml", Manifests.configMap(name + "-b", "1"));
  }

  private RunningApplication converged(ApplicationDraft draft, HostedRepository repository) {
    String commit = repository.push("first");
    RunningApplication app = draft.create();
    app.awaitConverged(commit);
    return app;
  }

  private String uid(String configMap) {
    return stage.cluster().get(stage.configMap(configMap)).at("/metadata/uid").asText();
  }

  private Tracking tracking(String configMap) {
    ObjectRef ref = stage.configMap(configMap);
    String mark =
        stage
            .cluster()
            .get(ref)
            .path("metadata")
            .path("annotations")
            .path(Tracking.ANNOTATION)
            .asText();
    return Tracking.parse(mark).orElseThrow(() -> new AssertionError("no mark on " + ref));
  }
}
