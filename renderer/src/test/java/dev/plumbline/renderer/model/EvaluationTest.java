package dev.plumbline.renderer.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.renderer.Fixtures;
import dev.plumbline.renderer.directory.DirectoryRenderer;
import dev.plumbline.renderer.kustomize.KustomizeRenderer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final String CM = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
  private static final String SECRET =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: hunter2}\n";

  private final Map<String, String> files = new HashMap<>(Map.of("app/a.yaml", CM));
  private final Map<RemoteName, RemoteAnswer> known = new HashMap<>();
  private RenderLimits limits = RenderLimits.DEFAULT;
  private SecretCipher cipher = Fixtures.CIPHER;

  @Test
  void theSameInputsGiveTheSameKeyAndBytes() {
    // given
    files.put("app/s.yaml", SECRET);

    // when
    Outcome.Changed first = changed(application());
    Outcome.Changed second = changed(application());

    // then
    assertThat(second).isEqualTo(first);
    assertThat(first.manifests().get(1).object().toString()).doesNotContain("aHVudGVyMg");
  }

  @Test
  void whatIsNotReadChangesNothing() {
    // given
    LastGood good = good(changed(application()), 1);

    // when
    files.put("app/README.md.d/x.yaml", "not: [read");
    files.remove("app/README.md.d/x.yaml");
    files.put("other/b.yaml", "broken: [");

    // then
    assertThat(evaluate(application(), good)).isEqualTo(new Outcome.Unchanged());
  }

  @Test
  void aFileThatAppearsIsFound() {
    // given
    LastGood good = good(changed(application()), 1);

    // when
    files.put("app/b.yaml", CM.replace("{name: a}", "{name: b}"));

    // then
    assertThat(evaluate(application(), good))
        .isInstanceOfSatisfying(
            Outcome.Changed.class,
            changed -> {
              assertThat(changed.manifests()).hasSize(2);
              assertThat(changed.renderKey()).isNotEqualTo(good.renderKey());
            });
  }

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
  void commonMetadataIsWrittenOverWhateverRenders() {
    // given
    files.put("app/a.yaml", CM.replace("{name: a}", "{name: a, labels: {kept: one, team: other}}"));
    ObjectNode spec = spec();
    spec.withObject("/commonMetadata/labels").put("team", "web");
    spec.withObject("/commonMetadata/annotations").put("note", "12");

    // when
    Outcome.Changed outcome = changed(Fixtures.application("team", "web", spec));

    // then
    assertThat(outcome.manifests().get(0).object().at("/metadata/labels").toString())
        .isEqualTo("{\"kept\":\"one\",\"team\":\"web\"}");
    assertThat(outcome.manifests().get(0).object().at("/metadata/annotations/note").asText())
        .isEqualTo("12");
    assertThat(outcome.renderKey()).isNotEqualTo(changed(application()).renderKey());
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
              assertThat(wanting.remote().kind()).isEqualTo(RemoteName.Kind.REPOSITORY);
              assertThat(wanting.remote().ref()).isEqualTo("v1");
              known.put(wanting.remote(), remote("one", "1".repeat(40)));
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

  private static RemoteAnswer remote(String name, String commit) {
    String text = CM.replace("{name: a}", "{name: " + name + "}");
    return new RemoteAnswer.Found(
        new MemoryTree(
            Map.of(
                "deploy/kustomization.yaml", "resources: [cm.yaml]\n".getBytes(UTF_8),
                "deploy/cm.yaml", text.getBytes(UTF_8))),
        commit);
  }

  private Outcome evaluate(Optional<Project> project, LastGood good) {
    return evaluation()
        .evaluate(
            application(),
            project,
            "example.com/org/repo",
            tree(),
            Optional.ofNullable(good),
            known,
            Checkpoint.UNLIMITED);
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

  @Test
  void aChartIsNotReadOver() {
    // given
    LastGood good = good(changed(application()), 1);

    // when
    files.put("app/Chart.yaml", "name: chart");

    // then
    assertThat(failure(evaluate(application(), good)).reason())
        .isEqualTo(FailureReason.InvalidSpec);
  }

  @Test
  void anotherGenerationUidNamespaceOrSealingKeyRendersAnew() {
    // given
    LastGood good = good(changed(application()), 1);
    LastGood older = good(changed(application()), 0);
    Application recreated = Fixtures.application("ns", "web", "uid-2", 1, spec());

    // then
    assertThat(evaluate(application(), good)).isInstanceOf(Outcome.Unchanged.class);
    assertThat(evaluate(application(), older)).isInstanceOf(Outcome.Changed.class);
    assertThat(evaluate(recreated, good)).isInstanceOf(Outcome.Changed.class);
    cipher =
        new SecretCipher(
            KeyRing.of(
                "k2",
                new byte[] {
                  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
                  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
                }));
    assertThat(evaluate(application(), good)).isInstanceOf(Outcome.Changed.class);
  }

  @Test
  void aDesiredStateThatThePolicyNoLongerPermitsIsNotCalledUnchanged() {
    // given
    LastGood good = good(changed(application()), 1);
    Application application = Fixtures.application("ns", "web", spec());

    // when
    Outcome outcome =
        evaluation()
            .evaluate(
                application,
                Optional.of(
                    Fixtures.project(
                        "ns",
                        "default",
                        "{\"sourceRepos\": [\"*\"], \"destinations\": [{\"namespace\": \"no\"}]}")),
                "example.com/org/repo",
                tree(),
                Optional.of(good),
                known,
                Checkpoint.UNLIMITED);

    // then
    assertThat(failure(outcome).message()).startsWith("app/a.yaml:1: ConfigMap team/a");
  }

  @Test
  void everyLimitIsSaidClearly() {
    files.putAll(
        IntStream.range(0, 20)
            .boxed()
            .collect(
                Collectors.toMap(
                    i -> "app/x" + i + ".yaml",
                    i -> CM.replace("{name: a}", "{name: x" + i + "}"))));

    assertTooLarge(new RenderLimits(10, 1000, 9999, 9, 99, 9, 99, 9999), "10 manifest files");
    assertTooLarge(new RenderLimits(99, 20, 9999, 9, 99, 9, 99, 9999), "limit for a manifest file");
    assertTooLarge(new RenderLimits(99, 1000, 500, 9, 99, 9, 99, 9999), "500 bytes of manifest");
    assertTooLarge(new RenderLimits(99, 1000, 9999, 1, 99, 9, 99, 9999), "deeper than 1");
    assertTooLarge(new RenderLimits(99, 1000, 9999, 9, 3, 9, 99, 9999), "more than 3 values");
    assertTooLarge(new RenderLimits(99, 1000, 9999, 9, 99, 9, 5, 9999), "more than 5 objects");
    assertTooLarge(new RenderLimits(99, 1000, 9999, 9, 99, 9, 99, 300), "the limit is 300");
  }

  @Test
  void aRenderEndsWhenItsTimeIsUp() {
    // when
    Outcome outcome =
        evaluation()
            .evaluate(
                application(),
                Optional.empty(),
                "example.com/org/repo",
                tree(),
                Optional.empty(),
                known,
                () -> {
                  throw new RenderException(FailureReason.TimedOut, "too long");
                });

    // then
    assertThat(failure(outcome).reason()).isEqualTo(FailureReason.TimedOut);
  }

  private void assertTooLarge(RenderLimits tight, String message) {
    limits = tight;
    RenderFailure failure = failure(evaluate(application(), (LastGood) null));
    assertThat(failure.reason()).isEqualTo(FailureReason.TooLarge);
    assertThat(failure.message()).contains(message);
  }

  private Outcome.Changed changed(Application application) {
    return (Outcome.Changed) evaluate(application, (LastGood) null);
  }

  private Outcome evaluate(Application application, LastGood good) {
    return evaluation()
        .evaluate(
            application,
            Optional.empty(),
            "example.com/org/repo",
            tree(),
            Optional.ofNullable(good),
            known,
            Checkpoint.UNLIMITED);
  }

  private Outcome evaluate(Application application, Checkpoint checkpoint) {
    return evaluation()
        .evaluate(
            application,
            Optional.empty(),
            "example.com/org/repo",
            tree(),
            Optional.empty(),
            known,
            checkpoint);
  }

  private Evaluation evaluation() {
    return new Evaluation(
        new Renderers(List.of(new DirectoryRenderer(), new KustomizeRenderer())), cipher, limits);
  }

  private MemoryTree tree() {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new MemoryTree(bytes);
  }

  private static RenderFailure failure(Outcome outcome) {
    return ((Outcome.Failed) outcome).failure();
  }

  private static Application application() {
    return Fixtures.application("ns", "web", spec());
  }

  private static ObjectNode spec() {
    return Fixtures.spec("https://example.com/org/repo", "app");
  }

  private static LastGood good(Outcome.Changed changed, long generation) {
    return LastGood.of(
        new Desired(
            application().key(),
            "uid-web",
            generation,
            1,
            changed.renderKey(),
            List.of(new SourceRevision("example.com/org/repo", "HEAD", "1".repeat(40))),
            changed.manifests(),
            changed.readSets("example.com/org/repo"),
            new Trigger(Trigger.Cause.APPLICATION, null, null, Instant.EPOCH),
            Instant.EPOCH));
  }
}
