package dev.plumbline.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest extends FilesToEvaluate {

  private static final String HOOK =
      CM.replace("{name: a}", "{generateName: migrate-, annotations: {plumbline.dev/hook: Sync}}");
  private static final String SECRET =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: hunter2}\n";

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
  void hooksAloneAreAnEmptyRender() {
    // given
    files.put("app/a.yaml", HOOK);
    ObjectNode spec = spec();
    spec.withObject("/syncPolicy/automated").put("allowEmpty", true);

    // then
    RenderFailure failure = failure(evaluate(application(), (LastGood) null));
    assertThat(failure.reason()).isEqualTo(FailureReason.EmptyRender);
    assertThat(failure.message()).contains("only hooks", "allowEmpty");
    assertThat(changed(Fixtures.application("ns", "web", spec)).manifests()).hasSize(1);
  }

  @Test
  void aHookWithoutANameKeepsItsPlaceholderWhileItIsTheSame() {
    // given
    files.put("app/a.yaml", HOOK);
    files.put("app/z.yaml", CM.replace("{name: a}", "{name: z}"));
    Outcome.Changed first = changed(application());
    String name = first.manifests().get(0).ref().name();

    // when
    files.put("app/a.yaml", HOOK + "data: {a: another}\n");
    Outcome.Changed second = changed(application());

    // then
    assertThat(name).matches("migrate-[0-9a-f]{6}-");
    assertThat(second.manifests().get(0).ref().name())
        .matches("migrate-[0-9a-f]{6}-")
        .isNotEqualTo(name);
    assertThat(first.manifests().get(0).object().at("/metadata/name").asText()).isEqualTo(name);
    assertThat(first.manifests().get(0).object().at("/metadata").has("generateName")).isFalse();
  }

  @Test
  void commonMetadataReachesHooksWithoutANameToo() {
    // given
    files.put("app/a.yaml", HOOK);
    files.put("app/z.yaml", CM.replace("{name: a}", "{name: z}"));
    ObjectNode spec = spec();
    spec.withObject("/commonMetadata/labels").put("team", "web");

    // when
    Outcome.Changed outcome = changed(Fixtures.application("team", "web", spec));

    // then
    assertThat(outcome.manifests().get(0).object().at("/metadata/labels/team").asText())
        .isEqualTo("web");
  }

  @Test
  void theNameOfAHookTellsNothingOfASecret() {
    // given
    files.put(
        "app/a.yaml",
        SECRET.replace("{name: s}", "{generateName: s-, annotations: {plumbline.dev/hook: Sync}}"));
    files.put("app/z.yaml", SECRET.replace("{name: s}", "{name: z}"));

    // when
    String one = changed(application()).manifests().get(0).ref().name();
    cipher = anotherCipher();
    String other = changed(application()).manifests().get(0).ref().name();

    // then
    assertThat(one).matches("s-[0-9a-f]{6}-").isNotEqualTo(other);
  }

  @Test
  void whatAnAnnotationHoldsOfASecretIsNotTold() {
    // given
    files.put(
        "app/a.yaml",
        CM.replace("{name: a}", "{name: a, annotations: {plumbline.dev/sync-wave: '${hidden}'}}"));
    ObjectNode spec = spec();
    spec.withObject("/postBuild")
        .withArray("substituteFrom")
        .addObject()
        .put("kind", "Secret")
        .put("name", "vars");
    known.put(
        RemoteName.secret("vars"),
        new RemoteAnswer.Found(
            new MemoryTree(Map.of("hidden", "hunter22".getBytes(StandardCharsets.UTF_8))), "1"));

    // when
    RenderFailure failure =
        failure(evaluate(Fixtures.application("ns", "web", spec), (LastGood) null));

    // then
    assertThat(failure.toString()).doesNotContain("hunter");
    assertThat(failure.message())
        .isEqualTo(
            "app/a.yaml:1: ConfigMap a: plumbline.dev/sync-wave: expected a whole number such as"
                + " -1, 0 or 10");
  }

  @Test
  void hooksForNoEventOfHelmsAreLeftOutAndTold() {
    // given
    files.put(
        "app/hook.yaml", CM.replace("{name: a}", "{name: h, annotations: {helm.sh/hook: x}}"));

    // when
    Outcome.Changed outcome = changed(application());

    // then
    assertThat(outcome.manifests()).hasSize(1);
    assertThat(outcome.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.reason()).isEqualTo("UnknownHook");
              assertThat(warning.message())
                  .isEqualTo(
                      "ConfigMap h (app/hook.yaml:1) is left out, as Helm does with hooks for"
                          + " events that it does not know: correct the annotation helm.sh/hook");
            });
  }

  @Test
  void howAnApplicationIsAppliedHasNoSayInItsRender() {
    // given
    ObjectNode spec = spec();
    spec.put("timeout", "5m").put("serviceAccountName", "deployer").put("revisionHistoryLimit", 3);
    spec.withArray("dependsOn").addObject().put("name", "database");

    // then
    assertThat(changed(Fixtures.application("ns", "web", spec)).renderKey())
        .isEqualTo(changed(application()).renderKey());
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
    cipher = anotherCipher();
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
                Looks.sources(application(), tree()),
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
                Looks.sources(application(), tree()),
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

  private static SecretCipher anotherCipher() {
    return new SecretCipher(
        KeyRing.of(
            "k2",
            new byte[] {
              1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
              1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
            }));
  }
}
