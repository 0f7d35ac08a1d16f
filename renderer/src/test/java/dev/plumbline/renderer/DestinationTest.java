package dev.plumbline.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderResult.Failed;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.manifests.schema.GroupSchema;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the destination has a say in, and applications on several repositories. */
class DestinationTest extends RendererOnBroker {

  private static final String THING =
      "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: web}\nspec: {sise: 1}\n";
  private static final String CM =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {v: \"%s\"}\n";

  @TempDir Path directory;
  private GitHttpServer server;
  private TestRepository shop;
  private TestRepository more;
  private TestInstallation plumbline;

  @BeforeEach
  void start() {
    shop = new TestRepository(directory.resolve("git/shop.git"));
    more = new TestRepository(directory.resolve("git/more.git"));
    server = GitHttpServer.builder().root(directory.resolve("git")).start();
    plumbline = installation(directory.resolve("mirrors"), Map.of());
  }

  @AfterEach
  void stop() {
    plumbline.close();
    server.close();
    shop.close();
    more.close();
  }

  private ObjectNode spec() {
    return Fixtures.spec(server.url("shop").toString(), "web");
  }

  private void create(ObjectNode spec) {
    plumbline.applications.put(Fixtures.application("ns", "web", spec));
  }

  @Test
  void aKindThatHasNoNamespacesThereGetsNoneAndThePolicyOfTheWholeCluster() {
    // given
    plumbline.clusters.kinds.put("example.com/Thing", false);
    shop.write("web/thing.yaml", THING).commit();

    // when
    create(spec());

    // then
    Desired desired = plumbline.awaitDesired(d -> d.sequence() == 1);
    assertThat(desired.manifests().get(0).ref().namespace()).isEmpty();

    // and when
    plumbline.projects.put(
        ProjectReading.of(
            Fixtures.project(
                "ns",
                "default",
                "{\"sourceRepos\": [\"*\"], \"destinations\": [{\"namespace\": \"team\"}]}")));

    // then
    Failed refused =
        plumbline.awaitResult(Failed.class, f -> f.reason() == FailureReason.NotPermitted);
    assertThat(refused.message()).contains("belongs to the whole cluster");
  }

  @Test
  void aFieldThatTheKindDoesNotHaveThereIsToldBeforeAnythingIsApplied() throws IOException {
    // given
    GroupSchema schema =
        GroupSchema.of(
            Json.mapper()
                .readTree(
                    """
                    {"v1.Thing": {"type": "object",
                      "x-kubernetes-group-version-kind":
                        [{"group": "example.com", "version": "v1", "kind": "Thing"}],
                      "properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"},
                        "metadata": {"type": "object", "properties": {"name": {"type": "string"},
                          "namespace": {"type": "string"}}},
                        "spec": {"type": "object",
                          "properties": {"size": {"type": "integer"}}}}}}
                    """));
    plumbline.clusters.schemas =
        apiVersion -> apiVersion.equals("example.com/v1") ? Optional.of(schema) : Optional.empty();
    shop.write("web/thing.yaml", THING).commit();

    // when
    create(spec());

    // then
    Failed failed = plumbline.awaitResult(Failed.class, f -> true);
    assertThat(failed.reason()).isEqualTo(FailureReason.InvalidManifest);
    assertThat(failed.errors().get(0).field()).isEqualTo("spec.sise");
    assertThat(failed.message()).startsWith("web/thing.yaml:1").contains("spec.sise", "size");
    assertThat(plumbline.poll().results(Desired.class)).isEmpty();
  }

  @Test
  void aPushToEitherRepositoryIsRenderedAndTheOtherStaysWhereItIs() {
    // given
    String first = shop.write("web/a.yaml", CM.formatted("a", "one")).commit();
    more.write("b.yaml", CM.formatted("b", "one")).commit();
    ObjectNode spec = spec();
    ObjectNode source = (ObjectNode) spec.remove("source");
    spec.withArray("/sources")
        .add(source)
        .add(source.deepCopy().put("repoURL", server.url("more").toString()).put("path", "."));
    create(spec);
    plumbline.awaitDesired(d -> d.sequence() == 1);

    // when
    String second = more.write("b.yaml", CM.formatted("b", "two")).commit();
    plumbline.hint(RepositoryUrl.parse(server.url("more").toString()).id(), second);

    // then
    Desired desired = plumbline.awaitDesired(d -> d.sequence() == 2);
    assertThat(desired.revisions()).extracting(r -> r.commit()).containsExactly(first, second);
    assertThat(desired.manifests())
        .extracting(m -> m.object().at("/data/v").asText())
        .containsExactly("one", "two");
    assertThat(desired.readSets()).hasSize(2);
  }
}
