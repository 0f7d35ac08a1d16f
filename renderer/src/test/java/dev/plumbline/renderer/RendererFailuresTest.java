package dev.plumbline.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderRequested;
import dev.plumbline.contracts.events.RenderResult.Failed;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.Succeeded;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.testkit.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What owners are told when something is wrong, and that its end is seen. */
class RendererFailuresTest extends RendererOnGit {

  @Test
  void aBrokenManifestIsToldOnceAndTheFixConverges() {
    // given
    repository.write("web/cm.yaml", configMap("web", "one")).commit();
    plumbline.applications.put(application("web", "web", 1));
    plumbline.awaitResult(Succeeded.class, s -> true);

    // when
    plumbline.hint(id, repository.write("web/cm.yaml", "kind: [\n").commit());

    // then
    Failed failed = plumbline.awaitResult(Failed.class, f -> true);
    assertThat(failed.reason()).isEqualTo(FailureReason.InvalidManifest);
    assertThat(failed.errors())
        .singleElement()
        .satisfies(e -> assertThat(e.file() + ":" + e.line()).isEqualTo("web/cm.yaml:2"));
    assertThat(plumbline.results(Desired.class)).hasSize(1);

    // when something else changes, and then the fault is mended
    plumbline.hint(id, repository.write("other.txt", "text").commit());
    String fix = repository.write("web/cm.yaml", configMap("web", "fixed")).commit();
    plumbline.hint(id, fix);

    // then
    plumbline.awaitResult(Succeeded.class, s -> s.revisions().get(0).commit().equals(fix));
    assertThat(plumbline.results(Failed.class)).hasSize(1);
  }

  @Test
  void anUnreachableHostIsToldOnceAndTriedAgain() {
    // given
    repository.write("web/cm.yaml", configMap("web", "one")).commit();
    server.fault().status(503);

    // when
    plumbline.applications.put(application("web", "web", 1));

    // then
    Failed failed = plumbline.awaitResult(Failed.class, f -> true);
    assertThat(failed.reason()).isEqualTo(FailureReason.RepositoryUnreachable);
    assertThat(failed.revisions()).isEmpty();

    // when
    server.fault().none();

    // then nobody has to ask again
    plumbline.awaitResult(Succeeded.class, s -> true);
    assertThat(plumbline.results(Failed.class)).hasSize(1);
  }

  @Test
  void credentialsComeFromTheSecretAndARotatedOneCounts() {
    // given
    server.close();
    serve(GitHttpServer.builder().readCredentials("reader", "right"));
    repository.write("web/cm.yaml", configMap("web", "one")).commit();
    ObjectNode spec = Fixtures.spec(server.url("shop").toString(), "web");
    spec.withObject("/source").put("credentialsSecret", "git");

    // when, then
    plumbline.applications.put(Fixtures.application("ns", "web", spec));
    assertThat(plumbline.awaitResult(Failed.class, f -> true).reason())
        .isEqualTo(FailureReason.CredentialsNotFound);
    plumbline.secrets.put("ns/git", Map.of("username", "reader", "password", "wrong-" + CANARY));
    refresh("web");
    assertThat(
            plumbline
                .awaitResult(Failed.class, f -> f.reason() == FailureReason.AuthenticationFailed)
                .message())
        .doesNotContain(CANARY);
    plumbline.secrets.put("ns/git", Map.of("username", "reader", "password", "right"));
    refresh("web");
    Succeeded succeeded = plumbline.awaitResult(Succeeded.class, s -> true);

    // when somebody without credentials asks for what others fetched
    Application thief = application("thief", "web", 1);
    plumbline.applications.put(thief);
    plumbline.awaitResult(Failed.class, f -> f.application().equals(thief.key()));
    double failedBefore = plumbline.metric("plumbline.renders", "outcome", "failed");
    plumbline.send(new RenderRequested(thief.key(), thief.uid(), succeeded.revisions(), trigger()));

    // then
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> plumbline.metric("plumbline.renders", "outcome", "failed") > failedBefore);
    assertThat(plumbline.poll().results(Succeeded.class)).containsExactly(succeeded);
  }

  @Test
  void aProjectThatForbidsIsToldAndAChangedOneLooksAgain() {
    // given
    repository.write("web/cm.yaml", configMap("web", "one")).commit();
    ObjectNode spec = Fixtures.spec(server.url("shop").toString(), "web").put("project", "shop");

    // when, then
    plumbline.applications.put(Fixtures.application("ns", "web", spec));
    plumbline.awaitResult(Failed.class, f -> f.reason() == FailureReason.ProjectNotFound);
    plumbline.projects.put(
        ProjectReading.of(
            Fixtures.project(
                "ns",
                "shop",
                "{\"sourceRepos\": [\"*\"], \"destinations\": [{\"namespace\": \"x\"}]}")));
    assertThat(
            plumbline
                .awaitResult(Failed.class, f -> f.reason() == FailureReason.NotPermitted)
                .message())
        .contains("ConfigMap team/web", "Project 'shop'");
    plumbline.projects.put(
        ProjectReading.of(
            Fixtures.project(
                "ns",
                "shop",
                "{\"sourceRepos\": [\"*\"], \"destinations\": [{\"namespace\": \"te*\"}]}")));
    plumbline.awaitResult(Succeeded.class, s -> true);
    plumbline.projects.put(
        ProjectReading.of(
            Fixtures.project("ns", "shop", "{\"sourceRepos\": [], \"destinations\": []}")));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> plumbline.poll().results(Failed.class).size() == 3);
  }

  @Test
  void aProjectThatIsThereAndCannotBeReadPermitsNothingUntilItCan() {
    // given
    repository.write("web/cm.yaml", configMap("web", "one")).commit();
    plumbline.projects.put(
        ProjectReading.unreadable("ns", "default", "spec is a text, and an object was expected"));

    // when
    plumbline.applications.put(application("web", "web", 1));

    // then
    assertThat(
            plumbline
                .awaitResult(Failed.class, f -> f.reason() == FailureReason.NotPermitted)
                .message())
        .isEqualTo(
            "Project 'default' in namespace ns permits nothing, since it cannot be read: spec is a"
                + " text, and an object was expected");

    // and when
    plumbline.projects.put(
        ProjectReading.of(
            Fixtures.project(
                "ns",
                "default",
                "{\"sourceRepos\": [\"*\"], \"destinations\": [{\"namespace\": \"*\"}]}")));

    // then
    plumbline.awaitResult(Succeeded.class, s -> true);

    // and when
    plumbline.projects.put(
        ProjectReading.unreadable("ns", "default", "spec is a text, and an object was expected"));

    // then
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> plumbline.poll().results(Failed.class).size() == 2);
  }

  @Test
  void wrongRevisionsAndLocalRepositoriesAreExplained() {
    // given
    repository.write("web/cm.yaml", configMap("web", "one")).commit();
    ObjectNode mistyped = Fixtures.spec(server.url("shop").toString(), "web");
    mistyped.withObject("/source").put("targetRevision", "mian");

    // when
    plumbline.applications.put(Fixtures.application("ns", "mistyped", mistyped));
    plumbline.applications.put(
        Fixtures.application("ns", "local", Fixtures.spec(directory + "/git/shop.git", "web")));

    // then
    assertThat(
            plumbline
                .awaitResult(Failed.class, f -> f.reason() == FailureReason.RevisionNotFound)
                .message())
        .isEqualTo("revision 'mian' not found in " + id + ": it has branch main");
    assertThat(
            plumbline
                .awaitResult(Failed.class, f -> f.reason() == FailureReason.InvalidSpec)
                .message())
        .contains("plumbline.renderer.allow-file-repositories");

    // when the branch is made, its hint concerns the application
    repository.commit("mian");
    plumbline.send(new RevisionObserved(id, "refs/heads/mian", null, null, trigger(), null, null));

    // then
    plumbline.awaitResult(Succeeded.class, s -> s.application().name().equals("mistyped"));
  }

  private void refresh(String name) {
    Application application = plumbline.applications.get("ns", name).orElseThrow();
    plumbline.send(new Command.Refresh(application.key(), application.uid(), "ada", Instant.now()));
  }
}
