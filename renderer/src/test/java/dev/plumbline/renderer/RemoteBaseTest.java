package dev.plumbline.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderResult.Failed;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.Succeeded;
import dev.plumbline.contracts.events.RenderResult.Unchanged;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kustomizations that name a base in another repository, on another server. */
class RemoteBaseTest extends RendererOnBroker {

  private static final String PERMITS_ALL =
      "{\"sourceRepos\": [\"*\"], \"destinations\": [{\"namespace\": \"*\"}]%s}";

  @TempDir Path directory;
  private GitHttpServer server;
  private GitHttpServer elsewhere;
  private TestRepository shop;
  private TestRepository bases;
  private TestInstallation plumbline;

  @BeforeEach
  void start() {
    shop = new TestRepository(directory.resolve("git/shop.git"));
    bases = new TestRepository(directory.resolve("elsewhere/bases.git"));
    server = GitHttpServer.builder().root(directory.resolve("git")).start();
    elsewhere = GitHttpServer.builder().root(directory.resolve("elsewhere")).start();
    plumbline = installation(directory.resolve("mirrors"), Map.of());
    base("one");
    shop.write(
            "web/kustomization.yaml",
            "namePrefix: my-\nresources:\n- " + url() + "//deploy?ref=main\n")
        .commit();
  }

  @AfterEach
  void stop() {
    plumbline.close();
    server.close();
    elsewhere.close();
    shop.close();
    bases.close();
  }

  private String url() {
    return elsewhere.url("bases").toString()
        + (elsewhere.url("bases").toString().endsWith(".git") ? "" : ".git");
  }

  private String base(String value) {
    return bases
        .write("deploy/kustomization.yaml", "resources: [cm.yaml]\n")
        .write(
            "deploy/cm.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {v: \""
                + value
                + "\"}\n")
        .commit();
  }

  private void permit(String more) {
    plumbline.projects.put(
        ProjectReading.of(Fixtures.project("ns", "default", PERMITS_ALL.formatted(more))));
  }

  private void permitBases() {
    permit(", \"kustomize\": {\"remoteBases\": [\"" + RepositoryUrl.parse(url()).id() + "\"]}");
  }

  private ObjectNode spec() {
    return Fixtures.spec(server.url("shop").toString(), "web");
  }

  private void create(ObjectNode spec) {
    plumbline.applications.put(Fixtures.application("ns", "web", spec));
  }

  private void refresh() {
    Application application = plumbline.applications.get("ns", "web").orElseThrow();
    plumbline.send(new Command.Refresh(application.key(), application.uid(), "ada", Instant.now()));
  }

  private Desired desired(long sequence) {
    return plumbline.awaitDesired(each -> each.sequence() == sequence);
  }

  private String value(long sequence) {
    return desired(sequence).manifests().get(0).object().at("/data/v").asText();
  }

  @Test
  void isRefusedUntilTheProjectPermitsIt() {
    // when, then
    create(spec());
    Failed failed = plumbline.awaitResult(Failed.class, each -> true);
    assertThat(failed.reason()).isEqualTo(FailureReason.NotPermitted);
    assertThat(failed.message())
        .contains("create Project 'default'", "to its spec.kustomize.remoteBases");
    long asked = elsewhere.requests();
    permit("");
    plumbline.awaitResult(Failed.class, each -> each.message().contains("does not permit it"));
    assertThat(asked).isZero();
    assertThat(elsewhere.requests()).isZero();
    permitBases();
    plumbline.awaitResult(Succeeded.class, each -> true);
    assertThat(desired(1).manifests().get(0).ref().name()).isEqualTo("my-web");
  }

  @Test
  void isPinnedByTheRenderAndLookedAtOnRefresh() {
    // given
    permitBases();
    create(spec());
    Succeeded first = plumbline.awaitResult(Succeeded.class, each -> true);

    // when
    String moved = base("two");
    refresh();

    // then
    Succeeded second = plumbline.awaitResult(Succeeded.class, each -> each.sequence() == 2);
    assertThat(second.revisions()).isEqualTo(first.revisions());
    assertThat(second.renderKey()).isNotEqualTo(first.renderKey());
    assertThat(value(2)).isEqualTo("two");
    assertThat(desired(2).readSets()).hasSize(2);
    assertThat(desired(2).readSets().get(1).entries()).isEqualTo(Map.of("main", moved));

    // and when nothing of it moved, nothing is rendered
    String commit = shop.write("README.md", "more").commit();
    plumbline.hint(RepositoryUrl.parse(server.url("shop").toString()).id(), commit);
    Unchanged unchanged = plumbline.awaitResult(Unchanged.class, each -> true);
    assertThat(unchanged.renderKey()).isEqualTo(second.renderKey());
  }

  @Test
  void isLookedAtAfterTheInterval() {
    // given
    permitBases();
    create(spec().put("interval", "1s"));
    plumbline.awaitResult(Succeeded.class, each -> true);

    // when
    base("two");

    // then
    plumbline.awaitResult(Succeeded.class, each -> each.sequence() == 2);
    assertThat(value(2)).isEqualTo("two");
  }

  @Test
  void credentialsOfTheSourceAreNotShownToAnotherServer() {
    // given
    elsewhere.close();
    elsewhere =
        GitHttpServer.builder()
            .root(directory.resolve("elsewhere"))
            .readCredentials("reader", "right")
            .start();
    shop.write("web/kustomization.yaml", "resources:\n- " + url() + "//deploy?ref=main\n").commit();
    plumbline.secrets.put("ns/git", Map.of("username", "reader", "password", "right"));
    ObjectNode spec = spec();
    spec.withObject("/source").put("credentialsSecret", "git");
    permitBases();

    // when
    create(spec);

    // then
    assertThat(plumbline.awaitResult(Failed.class, each -> true).reason())
        .isEqualTo(FailureReason.AuthenticationFailed);
  }
}
