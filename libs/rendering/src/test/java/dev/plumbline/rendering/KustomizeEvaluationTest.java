package dev.plumbline.rendering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.testkit.Fixtures;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is evaluated of an application whose folder has a kustomization. */
class KustomizeEvaluationTest extends FilesToEvaluate {

  @Test
  void aKustomizationThatAppearsIsBuilt() {
    // given
    LastGood good = good(changed(application()), 1);

    // when
    files.put("app/kustomization.yaml", "resources: [a.yaml]\nnamePrefix: prod-\n");

    // then
    assertThat(evaluate(application(), good))
        .isInstanceOfSatisfying(
            Outcome.Changed.class,
            changed ->
                assertThat(changed.manifests())
                    .extracting(manifest -> manifest.ref().name())
                    .containsExactly("prod-a"));
  }

  @Test
  void whatTheApplicationChangesIsPartOfTheKey() {
    // given
    files.put("app/kustomization.yaml", "resources: [a.yaml]\n");
    ObjectNode blue = spec();
    blue.withObject("/source/kustomize").put("namePrefix", "blue-");
    ObjectNode green = spec();
    green.withObject("/source/kustomize").put("namePrefix", "green-");

    // when
    Outcome.Changed first = changed(Fixtures.application("team", "web", blue));
    Outcome.Changed second = changed(Fixtures.application("team", "web", green));

    // then
    assertThat(first.manifests().get(0).ref().name()).isEqualTo("blue-a");
    assertThat(second.manifests().get(0).ref().name()).isEqualTo("green-a");
    assertThat(second.renderKey()).isNotEqualTo(first.renderKey());
    assertThat(changed(Fixtures.application("team", "web", blue))).isEqualTo(first);
  }

  @Test
  void whatIsWrongWithABuiltObjectIsToldWithItsFileAndLine() {
    // given
    files.put("app/kustomization.yaml", "resources: [two.yaml]\n");
    files.put("app/two.yaml", "# first\n" + CM + "---\n" + CM.replace("name: a", "name: '%'"));

    // when
    RenderFailure failure = failure(evaluate(application(), (LastGood) null));

    // then
    assertThat(failure.errors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.file()).isEqualTo("app/two.yaml");
              assertThat(error.line()).isEqualTo(6);
              assertThat(error.field()).isEqualTo("metadata.name");
            });
  }

  @Test
  void aBuildThatTakesTooLongIsEnded() {
    // given
    files.put("app/kustomization.yaml", "resources: [a.yaml]\n");
    RenderException late = new RenderException(FailureReason.TimedOut, "too late");
    int[] left = {2};
    Checkpoint checkpoint =
        () -> {
          if (left[0]-- == 0) {
            throw late;
          }
        };

    // when
    Outcome outcome = evaluate(application(), checkpoint);

    // then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.failure().reason()).isEqualTo(FailureReason.TimedOut));
  }

  @Test
  void whatIsRemoteIsWantedAndThenPartOfTheKey() {
    // given
    files.put(
        "app/kustomization.yaml", "resources: ['https://example.com/org/b//deploy?ref=v1']\n");
    Optional<Project> project =
        Optional.of(
            Fixtures.project(
                "ns",
                "default",
                "{\"sourceRepos\": [\"*\"], \"destinations\": [{\"namespace\": \"*\"}],"
                    + " \"kustomize\": {\"remoteBases\": [\"example.com/org/*\"]}}"));

    // when, then
    assertThat(evaluate(project, null))
        .isInstanceOfSatisfying(
            Outcome.Wanting.class,
            wanting -> {
              RemoteName wanted = wanting.remotes().get(0);
              assertThat(wanted.kind()).isEqualTo(RemoteName.Kind.REPOSITORY);
              assertThat(wanted.ref()).isEqualTo("v1");
              known.put(wanted, remote("one", "1".repeat(40)));
            });
    Outcome.Changed first = (Outcome.Changed) evaluate(project, null);
    assertThat(evaluate(project, good(first, 1))).isEqualTo(new Outcome.Unchanged());
    known.replaceAll((name, before) -> remote("two", "2".repeat(40)));
    assertThat(evaluate(project, good(first, 1)))
        .isInstanceOfSatisfying(
            Outcome.Changed.class,
            second -> assertThat(second.renderKey()).isNotEqualTo(first.renderKey()));
    assertThat(failure(evaluate(Optional.empty(), good(first, 1))).reason())
        .isEqualTo(FailureReason.NotPermitted);
  }

  @Test
  void aBaseThatChangesIsBuiltAnewAndNothingElse() {
    // given
    files.put("app/kustomization.yaml", "resources: [../base]\n");
    files.put("base/kustomization.yaml", "resources: [b.yaml]\n");
    files.put("base/b.yaml", CM);
    LastGood good = good(changed(application()), 1);

    // when
    files.put("base/unread.yaml", "broken: [");
    Outcome unread = evaluate(application(), good);
    files.put("base/b.yaml", CM.replace("{name: a}", "{name: b}"));
    Outcome read = evaluate(application(), good);

    // then
    assertThat(unread).isEqualTo(new Outcome.Unchanged());
    assertThat(read).isInstanceOf(Outcome.Changed.class);
  }

  @Test
  void whatIsWrongWithAKustomizationIsToldWithFileLineAndField() {
    // given
    files.put("app/kustomization.yaml", "resources: [a.yaml]\nnamePrefixes: x\n");

    // when
    RenderFailure failure = failure(evaluate(application(), (LastGood) null));

    // then
    assertThat(failure.reason()).isEqualTo(FailureReason.InvalidManifest);
    assertThat(failure.errors())
        .containsExactly(
            new SourceError(
                "app/kustomization.yaml", 2, "namePrefixes", "unknown field \"namePrefixes\""));
  }

  private static RemoteAnswer remote(String name, String commit) {
    String text = CM.replace("{name: a}", "{name: " + name + "}");
    return new RemoteAnswer.Found(
        new MemoryTree(
            Map.of(
                "deploy/kustomization.yaml", "resources: [cm.yaml]\n".getBytes(UTF_8),
                "deploy/cm.yaml", text.getBytes(UTF_8))),
        commit);
  }
}
