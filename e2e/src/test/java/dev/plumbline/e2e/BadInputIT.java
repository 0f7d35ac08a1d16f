package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.testkit.GitWorkspace;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.RefSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What people get wrong: each mistake is a condition with a reason and a message that says what to
 * do, and an event; none costs what is already on the cluster.
 */
@ExtendWith(EndToEnd.class)
class BadInputIT {

  private final Stage stage;

  BadInputIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void anUnknownFieldIsRefusedByItsName() {
    ObjectNode manifest = stage.applicationOf("typo", "https://example.com/r", "").manifest();
    ((ObjectNode) manifest.at("/spec/source")).put("pathh", "apps");

    Cluster.Answer answer = stage.cluster().create(manifest);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("message").asText())
        .contains("unknown field \"spec.source.pathh\"");
  }

  @Test
  void aMissingOrMalformedFieldIsRefusedByItsName() {
    ObjectNode manifest = stage.applicationOf("malformed", "https://example.com/r", "").manifest();
    ((ObjectNode) manifest.at("/spec/source")).remove("repoURL");
    ((ObjectNode) manifest.path("spec")).put("interval", "often");

    Cluster.Answer answer = stage.cluster().create(manifest);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("message").asText())
        .contains("spec.source.repoURL")
        .contains("spec.interval");
  }

  @Test
  void anUnreachableRepositoryIsToldWithItsAddress() throws IOException {
    String url = "http://127.0.0.1:" + closedPort() + "/nobody/home.git";

    RunningApplication application = stage.applicationOf("unreachable", url, "").create();

    assertToldAs(application, FailureReason.RepositoryUnreachable, "127.0.0.1", "is it up");
  }

  @Test
  void anAbsentRepositoryIsToldAsSuch() {
    String url = stage.git().server().url("absent").toString();

    RunningApplication application = stage.applicationOf("absent", url, "").create();

    assertToldAs(application, FailureReason.RepositoryUnreachable, "absent", "check the URL");
  }

  @Test
  void aMissingRevisionIsToldWithThoseThereAreAndFoundOnceItIsPushed() throws GitAPIException {
    HostedRepository repository = repository("revisions");
    RunningApplication application =
        stage.application("revision", repository, "").revision("release-1").create();

    assertToldAs(application, FailureReason.RevisionNotFound, "'release-1'", "branch main");

    String commit = repository.work().commit("Release");
    repository.work().git().push().setRefSpecs(new RefSpec("HEAD:refs/heads/release-1")).call();
    application.awaitConverged(commit);
    assertWell(application);
  }

  @Test
  void aMissingPathIsToldWithItsName() {
    RunningApplication application =
        stage.application("path", repository("paths"), "deploy/production").create();

    assertToldAs(application, FailureReason.PathNotFound, "deploy/production", "spec.source.path");
  }

  @Test
  void wrongCredentialsAreToldWithoutThem() {
    try (GitHost closed = GitHost.closed("reader", "right-password")) {
      GitWorkspace.createBare(closed.root().resolve("bare"), "private");
      stage.createSecret("wrong", "username", "reader");
      stage
          .cluster()
          .merge(
              stage.object("v1", "Secret", "wrong"),
              "stringData: {password: wrong-password}",
              "kubectl-patch");

      RunningApplication application =
          stage
              .applicationOf("denied", closed.server().url("private").toString(), "")
              .credentials("wrong")
              .create();

      RenderResult.Failed failed =
          assertToldAs(application, FailureReason.AuthenticationFailed, "check the Secret");
      assertThat(failed.toString() + application.live())
          .doesNotContain("wrong-password")
          .doesNotContain("right-password");
    }
  }

  @Test
  void anAbsentCredentialsSecretIsToldWithItsName() {
    RunningApplication application =
        stage
            .application("no-secret", repository("secretless"), "")
            .credentials("nowhere")
            .create();

    assertToldAs(application, FailureReason.CredentialsNotFound, "nowhere", stage.namespace());
  }

  @Test
  void anUnknownKindIsToldAndWhatIsKnownIsApplied() {
    HostedRepository repository = repository("kinds");
    repository.write(
        "frobnicator.yaml",
        """
        apiVersion: example.com/v1
        kind: Frobnicator
        metadata:
          name: whirr
        """);
    repository.push("Frobnicate");

    RunningApplication application = stage.application("kind", repository, "").create();

    SyncEvent.Failed failed = application.await(SyncEvent.Failed.class, any -> true);
    assertThat(failed.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.ref().kind()).isEqualTo("Frobnicator");
              assertThat(failure.reason()).isEqualTo("UnknownKind");
              assertThat(failure.message())
                  .contains("example.com/v1")
                  .contains("CustomResourceDefinition");
            });
    JsonNode condition = application.awaitCondition("SyncFailed", "True", any -> true);
    assertThat(condition.path("reason").asText()).isEqualTo("UnknownKind");
    assertThat(condition.path("message").asText()).contains("Frobnicator");
    assertThat(application.condition("Ready").path("status").asText()).isEqualTo("False");
    assertThat(stage.cluster().find(stage.configMap("kinds"))).isPresent();
  }

  @Test
  void aForbiddenNamespaceIsToldWithTheObjectAndNothingOfItIsApplied() {
    project("narrow", stage.namespace());
    HostedRepository repository = repository("narrow");
    repository.write(
        "elsewhere.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: elsewhere
          namespace: kube-system
        """);
    repository.push("Reach out");

    RunningApplication application =
        stage.application("narrow", repository, "").project("narrow").create();

    RenderResult.Failed failed =
        assertToldAs(
            application,
            FailureReason.NotPermitted,
            "ConfigMap kube-system/elsewhere",
            "Project 'narrow'",
            "spec.destinations");
    assertThat(failed.errors())
        .singleElement()
        .satisfies(error -> assertThat(error.file()).isEqualTo("elsewhere.yaml"));
    assertThat(stage.cluster().find(stage.configMap("narrow"))).isEmpty();
  }

  @Test
  void anAbsentProjectIsToldWithItsName() {
    RunningApplication application =
        stage.application("orphan", repository("orphan"), "").project("nobodys").create();

    assertToldAs(application, FailureReason.ProjectNotFound, "'nobodys'", "spec.project");
  }

  @Test
  void aManifestWithoutNameIsToldWithFileAndLineAndTheLastGoodOneStays() {
    HostedRepository repository = repository("nameless");
    RunningApplication application = stage.application("nameless", repository, "").create();
    application.await(ConvergenceReached.class, any -> true);

    repository.write(
        "nameless.yaml",
        """
        # The second document is the one without a name.
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: named
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          labels: {app: x}
        """);
    repository.push("Forget the name");

    RenderResult.Failed failed =
        assertToldAs(application, FailureReason.InvalidManifest, "metadata.name", "give it one");
    SourceError error = failed.errors().get(0);
    assertThat(error.file()).isEqualTo("nameless.yaml");
    assertThat(error.line()).isEqualTo(7);
    assertThat(error.field()).isEqualTo("metadata.name");
    assertThat(stage.cluster().find(stage.configMap("nameless"))).isPresent();
    assertThat(stage.cluster().find(stage.configMap("named"))).isEmpty();

    application.awaitReadyAt(repository.delete("nameless.yaml").push("Take it back"));
    assertWell(application);
  }

  /** That condition and event tell of a failed render, in the same words. */
  private static RenderResult.Failed assertToldAs(
      RunningApplication application, FailureReason reason, String... says) {
    RenderResult.Failed failed =
        application.await(RenderResult.Failed.class, any -> any.reason() == reason);
    assertThat(failed.toString()).contains(says);

    JsonNode condition =
        application.awaitCondition(
            "RenderFailed", "True", it -> it.path("reason").asText().equals(reason.name()));
    assertThat(condition.path("message").asText()).contains(says);
    JsonNode ready = application.condition("Ready");
    assertThat(ready.path("status").asText()).isEqualTo("False");
    assertThat(ready.path("reason").asText()).isEqualTo("RenderFailed");
    assertThat(ready.path("message").asText()).contains(says);
    return failed;
  }

  private static void assertWell(RunningApplication application) {
    application.awaitCondition("Ready", "True", any -> true);
    application.awaitCondition("RenderFailed", "False", any -> true);
  }

  /** A repository with one ConfigMap of its own name. */
  private HostedRepository repository(String name) {
    HostedRepository repository = stage.git().repository(name);
    repository.write("configmap.yaml", Manifests.configMap(name, "1"));
    repository.push("Begin");
    return repository;
  }

  private void project(String name, String permittedNamespace) {
    stage
        .cluster()
        .create(
            Cluster.parse(
                """
                apiVersion: plumbline.dev/v1alpha1
                kind: Project
                metadata: {name: %s, namespace: %s}
                spec:
                  sourceRepos: ['*']
                  destinations:
                    - namespace: %s
                """
                    .formatted(name, stage.namespace(), permittedNamespace)))
        .object();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
