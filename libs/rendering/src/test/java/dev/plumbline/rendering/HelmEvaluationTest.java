package dev.plumbline.rendering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.HelmRequest;
import dev.plumbline.helm.HelmResult;
import dev.plumbline.helm.HelmSettings;
import dev.plumbline.helm.NativeHelm;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.rendering.helm.HelmRenderer;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.testkit.Fixtures;
import dev.plumbline.workers.PoolListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelmEvaluationTest extends FilesToEvaluate {

  private static final String TEMPLATE =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: {{ .Release.Name }}-web, namespace: {{ .Release.Namespace }}}
      data:
        greeting: {{ .Values.greeting | quote }}
        tag: {{ .Values.image.tag | quote }}
      """;

  @TempDir static Path directory;
  private static NativeHelm helm;

  private final ObjectNode spec = spec();
  private HelmEngine engine = helm;

  @BeforeAll
  static void start() {
    helm = new NativeHelm(HelmSettings.of(directory), PoolListener.NONE);
  }

  @AfterAll
  static void stop() {
    helm.close();
  }

  @BeforeEach
  void givenAChart() {
    files.remove("app/a.yaml");
    files.put("app/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    files.put("app/values.yaml", "greeting: hello\nimage: {tag: one}\n");
    files.put("app/templates/cm.yaml", TEMPLATE);
  }

  @Override
  Evaluation evaluation() {
    KustomizeRenderer kustomize = new KustomizeRenderer();
    return new Evaluation(
        new Renderers(
            List.of(new HelmRenderer(engine, kustomize), new DirectoryRenderer(), kustomize)),
        cipher,
        limits);
  }

  private Application application(ObjectNode given) {
    return Fixtures.application("ns", "web", given);
  }

  private ObjectNode helm() {
    return spec.withObject("/source/helm");
  }

  private Outcome.Changed changed() {
    return changed(application(spec));
  }

  private RenderFailure failed() {
    return failure(evaluate(application(spec), (LastGood) null));
  }

  private ObjectNode data() {
    return (ObjectNode) changed().manifests().get(0).object().path("data");
  }

  @Test
  void aFolderWithAChartIsRenderedForTheApplication() {
    // when
    Outcome.Changed changed = changed();

    // then
    assertThat(changed.manifests())
        .singleElement()
        .satisfies(
            manifest -> {
              assertThat(manifest.ref().toString()).isEqualTo("ConfigMap team/web-web");
              assertThat(manifest.origin()).isEqualTo("app/templates/cm.yaml");
              assertThat(manifest.object().at("/data/greeting").asText()).isEqualTo("hello");
            });
    assertThat(changed.warnings()).isEmpty();
    assertThat(changed.remotes()).as("the cluster is not asked").isEmpty();
  }

  @Test
  void valuesAreLaidOverEachOtherInArgoCdsOrder() {
    // given
    files.put("app/prod.yaml", "greeting: from file\nimage: {tag: two}\n");
    files.put("shared/all.yaml", "greeting: shared\n");
    helm().withArray("valueFiles").add("prod.yaml").add("/shared/*.yaml");
    assertThat(data().toString()).isEqualTo("{\"greeting\":\"shared\",\"tag\":\"two\"}");

    helm().put("values", "greeting: in place\n");
    assertThat(data().path("greeting").asText()).isEqualTo("in place");

    helm().withObject("/valuesObject").put("greeting", "object");
    assertThat(data().path("greeting").asText()).isEqualTo("object");

    helm().withArray("parameters").addObject().put("name", "greeting").put("value", "set, so");
    assertThat(data().path("greeting").asText()).isEqualTo("set, so");

    helm()
        .withArray("parameters")
        .addObject()
        .put("name", "image.tag")
        .put("value", "1")
        .put("forceString", true);
    assertThat(data().path("tag").asText()).isEqualTo("1");

    files.put("app/greeting.txt", "from a file");
    helm()
        .withArray("fileParameters")
        .addObject()
        .put("name", "greeting")
        .put("path", "greeting.txt");
    assertThat(data().path("greeting").asText()).isEqualTo("from a file");
  }

  @Test
  void valueFilesMayBeInAnotherSource() {
    // given
    ObjectNode source = (ObjectNode) spec.remove("source");
    source.withObject("/helm").withArray("valueFiles").add("$values/web.yaml");
    spec.withArray("/sources")
        .add(source)
        .addObject()
        .put("repoURL", "https://example.com/org/values")
        .put("ref", "values");
    Application application = application(spec);
    MemoryTree values = new MemoryTree(Map.of("web.yaml", "greeting: elsewhere".getBytes(UTF_8)));

    // when
    Outcome outcome =
        evaluation()
            .evaluate(
                application,
                Optional.empty(),
                List.of(at(application, 0, tree()), at(application, 1, values)),
                Optional.empty(),
                known,
                Checkpoint.UNLIMITED);

    // then
    Outcome.Changed changed = (Outcome.Changed) outcome;
    assertThat(changed.manifests().get(0).object().at("/data/greeting").asText())
        .isEqualTo("elsewhere");
    assertThat(changed.readSets().get(1).entries()).containsKey("web.yaml");
  }

  private static SourceAt at(Application application, int source, MemoryTree files) {
    return new SourceAt(
        application.spec().allSources().get(source),
        new SourceRevision("example.com/org/" + source, "HEAD", "1".repeat(40)),
        files);
  }

  @Test
  void aValuesFileThatIsNotThereIsToldUnlessItMayBeMissing() {
    helm().withArray("valueFiles").add("prod.yaml");
    assertThat(failed().message())
        .contains("spec.source.helm.valueFiles names prod.yaml", "app/prod.yaml");

    helm().put("ignoreMissingValueFiles", true);
    Outcome.Changed without = changed();
    files.put("app/prod.yaml", "greeting: now");
    assertThat(evaluate(application(spec), good(without, 1)))
        .as("a file that appears is found")
        .isInstanceOf(Outcome.Changed.class);
  }

  @Test
  void namesThatLeadElsewhereAreRefused() {
    for (String name :
        List.of("../../etc/passwd", "$nowhere/a.yaml", "https://example.com/v.yaml")) {
      ObjectNode given = spec.deepCopy();
      given.withObject("/source/helm").withArray("valueFiles").add(name);
      assertThat(failure(evaluate(application(given), (LastGood) null)))
          .satisfies(
              failure -> {
                assertThat(failure.reason()).isEqualTo(FailureReason.InvalidSpec);
                assertThat(failure.message()).contains(name);
              });
    }
  }

  @Test
  void whatIsWrongWithATemplateIsToldWithItsPlaceInTheRepository() {
    // given
    files.put("app/templates/bad.yaml", "a: 1\nb: {{ fail \"say what\" }}\n");

    // when
    RenderFailure failure = failed();

    // then
    assertThat(failure.reason()).isEqualTo(FailureReason.InvalidManifest);
    assertThat(failure.errors().get(0).file()).isEqualTo("app/templates/bad.yaml");
    assertThat(failure.errors().get(0).line()).isEqualTo(2);
    assertThat(failure.message()).contains("say what");
  }

  @Test
  void aChartThatLooksAtTheClusterIsRenderedAnewWhenThatIsAnother() {
    // given
    files.put(
        "app/templates/cm.yaml",
        TEMPLATE
            + "  version: {{ .Capabilities.KubeVersion.Version }}\n"
            + "  has: {{ .Capabilities.APIVersions.Has \"example.com/v1/Thing\" | quote }}\n");
    RemoteName cluster = RemoteName.cluster("in-cluster");
    assertThat(evaluate(application(spec), (LastGood) null))
        .isEqualTo(new Outcome.Wanting(List.of(cluster)));

    known.put(cluster, cluster("v1.33.1", "v1"));
    Outcome.Changed before = changed();
    assertThat(before.manifests().get(0).object().at("/data/version").asText())
        .isEqualTo("v1.33.1");
    assertThat(evaluate(application(spec), good(before, 1))).isEqualTo(new Outcome.Unchanged());

    known.put(cluster, cluster("v1.33.1", "v1\nexample.com/v1/Thing"));
    assertThat(evaluate(application(spec), good(before, 1)))
        .isInstanceOfSatisfying(
            Outcome.Changed.class,
            after ->
                assertThat(after.manifests().get(0).object().at("/data/has").asText())
                    .isEqualTo("true"));
  }

  private static RemoteAnswer cluster(String version, String apis) {
    return new RemoteAnswer.Found(
        new MemoryTree(
            Map.of(
                RemoteAnswer.Found.VERSION, version.getBytes(UTF_8),
                RemoteAnswer.Found.APIS, apis.getBytes(UTF_8))),
        version + apis);
  }

  @Test
  void aChartWithChanceInItIsFoundAndStands() {
    // given
    files.put("app/templates/cm.yaml", TEMPLATE + "  token: {{ randAlphaNum 20 }}\n");

    // when
    Outcome.Changed changed = changed();

    // then
    assertThat(changed.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.reason()).isEqualTo("NotDeterministic");
              assertThat(warning.message())
                  .contains("ConfigMap web-web (web/templates/cm.yaml)", "set the values");
            });
    assertThat(evaluate(application(spec), good(changed, 1))).isEqualTo(new Outcome.Unchanged());
  }

  @Test
  void hooksAreKeptButForTestsAndRollbacks() {
    // given
    files.put("app/templates/clean.yaml", hook("clean-up", "pre-delete,post-delete"));
    files.put("app/templates/migrate.yaml", hook("migrate", "pre-upgrade, pre-delete"));
    files.put("app/templates/test.yaml", hook("try", "test"));
    files.put("app/templates/back.yaml", hook("back", "pre-rollback"));

    // when
    Outcome.Changed changed = changed();

    // then
    assertThat(changed.manifests())
        .extracting(manifest -> manifest.ref().name())
        .containsExactly("clean-up", "migrate", "web-web");
    assertThat(changed.warnings()).isEmpty();
  }

  @Test
  void hooksThatHelmPassesOverAreTold() {
    // given
    files.put("app/templates/migrate.yaml", hook("migrate", "pre-instal"));

    // when
    Outcome.Changed changed = changed();

    // then
    assertThat(changed.manifests())
        .extracting(manifest -> manifest.ref().name())
        .containsExactly("web-web");
    assertThat(changed.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.reason()).isEqualTo("UnknownHook");
              assertThat(warning.message())
                  .startsWith("ConfigMap migrate (app/templates/migrate.yaml) is left out")
                  .contains("helm.sh/hook");
            });
  }

  @Test
  void aWeightThatIsNoneFailsTheRender() {
    // given
    files.put(
        "app/templates/migrate.yaml",
        hook("migrate", "pre-install").replace("'}}", "', helm.sh/hook-weight: heavy}}"));

    // when
    RenderFailure failure = failure(evaluate(application(spec), (LastGood) null));

    // then
    assertThat(failure.message())
        .isEqualTo(
            "app/templates/migrate.yaml: ConfigMap migrate: helm.sh/hook-weight: 'heavy': expected"
                + " a whole number such as -1, 0 or 10");
  }

  private static String hook(String name, String events) {
    return CM.replace(
        "{name: a}", "{name: %s, annotations: {helm.sh/hook: '%s'}}".formatted(name, events));
  }

  @Test
  void whatHelmRenderedMayBeChangedWithKustomize() {
    // given
    spec.withObject("/source/kustomize").put("namePrefix", "blue-");
    spec.withArray("patches")
        .addObject()
        .put("patch", "[{op: add, path: /data/more, value: yes please}]")
        .withObject("/target")
        .put("kind", "ConfigMap");

    // when
    Outcome.Changed changed = changed();

    // then
    assertThat(changed.manifests().get(0).ref().name()).isEqualTo("blue-web-web");
    assertThat(changed.manifests().get(0).object().at("/data/more").asText())
        .isEqualTo("yes please");
    assertThat(changed.manifests().get(0).object().at("/data/greeting").asText())
        .isEqualTo("hello");
  }

  @Test
  void dependenciesInTheRepositoryAreFoundAndRemoteOnesAreAskedFor() {
    // given
    files.put(
        "app/Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n"
            + "- {name: lib, version: 0.x, repository: 'file://../lib'}\n"
            + "- {name: db, version: ^1.2, repository: 'https://charts.example.com'}\n");
    files.put("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.3.0\n");
    files.put("lib/templates/cm.yaml", CM.replace("{name: a}", "{name: lib}"));

    // then
    assertThat(evaluate(application(spec), (LastGood) null))
        .isEqualTo(
            new Outcome.Wanting(
                List.of(RemoteName.chart("https://charts.example.com", "db", "^1.2"))));
  }

  @Test
  void whereThereIsNoHelmTheOwnerIsToldAndNothingElseBreaks() {
    // given
    engine = new Absent();

    // then
    assertThat(failed().reason()).isEqualTo(FailureReason.HelmUnavailable);
    assertThat(failed().message()).contains("no native library for this machine");
    spec.withObject("/source").put("path", "plain");
    files.put("plain/a.yaml", CM);
    assertThat(changed().manifests()).hasSize(1);
  }

  private static final class Absent implements HelmEngine {

    @Override
    public HelmResult template(HelmRequest request, Runnable checkpoint) {
      throw new AssertionError("nobody should ask");
    }

    @Override
    public Optional<String> unavailable() {
      return Optional.of("no native library for this machine");
    }

    @Override
    public String version() {
      return "none";
    }

    @Override
    public void close() {}
  }
}
