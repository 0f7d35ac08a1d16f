package dev.plumbline.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.jsonnet.Jsonnet;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.testkit.Fixtures;
import dev.plumbline.workers.PoolListener;
import dev.plumbline.workers.WorkerPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonnetEvaluationTest extends FilesToEvaluate {

  @TempDir static Path directory;
  private static WorkerPool pool;

  private final ObjectNode spec = spec();

  @BeforeAll
  static void start() {
    pool = new WorkerPool(Jsonnet.settings(directory, 1), PoolListener.NONE);
  }

  @AfterAll
  static void stop() {
    pool.close();
  }

  @BeforeEach
  void givenJsonnetBesideAPlainManifest() {
    files.put(
        "app/main.jsonnet",
        """
        local map = import 'map.libsonnet';
        function(size) [map('web', std.extVar('greeting')), {deeper: map('more', size)}]
        """);
    files.put(
        "lib/map.libsonnet",
        """
        function(name, value)
          {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: name}, data: {v: value}}
        """);
    files.put("app/jsonnetfile.json", "{\"version\": 1}");
    ObjectNode jsonnet = spec.withObject("/source/directory/jsonnet");
    jsonnet.withArray("libs").add("lib");
    jsonnet.withArray("extVars").addObject().put("name", "greeting").put("value", "hi");
    jsonnet
        .withArray("tlas")
        .addObject()
        .put("name", "size")
        .put("value", "std.toString(1 + 1)")
        .put("code", true);
  }

  @Override
  Evaluation evaluation() {
    Jsonnet jsonnet = new Jsonnet(pool, RenderLimits.DEFAULT, Duration.ofSeconds(30));
    return new Evaluation(
        new Renderers(List.of(DirectoryRenderer.with(jsonnet), new KustomizeRenderer())),
        cipher,
        limits);
  }

  private Application application(ObjectNode given) {
    return Fixtures.application("ns", "web", given);
  }

  @Test
  void isEvaluatedWithItsVariablesBesideWhatIsPlain() {
    // when
    Outcome.Changed changed = changed(application(spec));

    // then
    assertThat(changed.manifests())
        .extracting(m -> m.ref().name() + " " + m.object().at("/data/v").asText())
        .containsExactly("a ", "more 2", "web hi");
    assertThat(changed.readSets().get(0).entries()).containsKey("lib/map.libsonnet");
  }

  @Test
  void aChangeOfWhatIsImportedIsSeen() {
    // given
    LastGood good = good(changed(application(spec)), 1);
    assertThat(evaluate(application(spec), good)).isEqualTo(new Outcome.Unchanged());

    // when
    files.put("app/map.libsonnet", files.get("lib/map.libsonnet"));

    // then
    assertThat(evaluate(application(spec), good))
        .as("a nearer file that appears is imported")
        .isInstanceOf(Outcome.Changed.class);
  }

  @Test
  void changesThatKustomizeMakesAreRefusedAndNotLeftOut() {
    // given
    spec.withObject("/source").remove("directory");
    spec.put("targetNamespace", "shop");

    // then
    assertThat(failure(evaluate(application(spec), (LastGood) null)).message())
        .startsWith("app/main.jsonnet is Jsonnet, and spec.patches");
  }

  @Test
  void whatIsWrongIsToldWithFileAndLine() {
    // given
    files.put("lib/map.libsonnet", "function(name, value)\n  error 'no ' + name");

    // when
    RenderFailure failure = failure(evaluate(application(spec), (LastGood) null));

    // then
    assertThat(failure.message()).startsWith("lib/map.libsonnet:2").contains("no web");
  }
}
