package dev.plumbline.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderResult.Failed;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.testkit.Fixtures;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders with Jsonnet as sources. */
class JsonnetSourceTest extends RendererOnBroker {

  private static final String MAIN =
      """
      local map = import '../lib/map.libsonnet';
      [map('web', std.extVar('greeting'))]
      """;
  private static final String MAP =
      "function(name, value)"
          + " {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: name}, data: {v: value}}";

  @TempDir Path directory;
  private TestRepository repository;
  private GitHttpServer server;
  private TestInstallation plumbline;

  @BeforeEach
  void start() {
    repository = new TestRepository(directory.resolve("git/shop.git"));
    repository.write("app/main.jsonnet", MAIN).write("lib/map.libsonnet", MAP).commit();
    server = GitHttpServer.builder().root(directory.resolve("git")).start();
    plumbline = installation(directory.resolve("mirrors"), Map.of());
  }

  @AfterEach
  void stop() {
    plumbline.close();
    server.close();
    repository.close();
  }

  private void create() {
    ObjectNode spec = Json.mapper().createObjectNode();
    ObjectNode source = spec.putObject("source");
    source.put("repoURL", server.url("shop").toString()).put("path", "app");
    source
        .withObject("/directory/jsonnet")
        .putArray("extVars")
        .addObject()
        .put("name", "greeting")
        .put("value", "hi");
    spec.putObject("destination").put("namespace", "team");
    plumbline.applications.put(Fixtures.application("ns", "web", spec));
  }

  private void push(String file, String text) {
    String commit = repository.write(file, text).commit();
    plumbline.hint(RepositoryUrl.parse(server.url("shop").toString()).id(), commit);
  }

  private static String value(Desired desired) {
    return desired.manifests().get(0).object().at("/data/v").asText();
  }

  @Test
  void theyAreEvaluatedAnewWhenAnImportChangesAndFailuresNameTheLine() {
    // given
    create();
    assertThat(value(plumbline.awaitDesired(d -> d.sequence() == 1))).isEqualTo("hi");

    // when
    push("lib/map.libsonnet", MAP.replace("v: value", "v: value + '!'"));

    // then
    assertThat(value(plumbline.awaitDesired(d -> d.sequence() == 2))).isEqualTo("hi!");

    // when
    push("lib/map.libsonnet", "function(name, value)\n  error 'no ' + name");

    // then
    Failed failed = plumbline.awaitResult(Failed.class, f -> true);
    assertThat(failed.reason()).isEqualTo(FailureReason.InvalidManifest);
    assertThat(failed.message()).contains("lib/map.libsonnet:2", "no web");
  }
}
