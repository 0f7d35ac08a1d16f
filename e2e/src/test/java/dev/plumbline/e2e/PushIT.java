package dev.plumbline.e2e;

import static dev.plumbline.testkit.harness.RunningApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceLost;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.RefSeen;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.AlertTarget;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WatchLog;
import dev.plumbline.testkit.harness.WatchLog.Version;
import dev.plumbline.testkit.harness.WebhookCaller.Provider;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job: what is pushed is soon what the cluster is, and nobody says so before it is. */
@ExtendWith(EndToEnd.class)
class PushIT {

  private final Stage stage;

  PushIT(Stage stage) {
    this.stage = stage;
  }

  @ParameterizedTest
  @EnumSource
  void aPushConvergesByWebhook(Provider provider) {
    try (GitHost git = GitHost.open().tells(stage.webhook(provider.type(), provider))) {
      // given
      HostedRepository repository = git.repository("shop");
      String name = "hook-" + provider.type();
      String first = repository.write("app/cm.yaml", Manifests.configMap(name, "one")).push("one");
      RunningApplication app = stage.application(name, repository, "app").create();
      app.awaitConverged(first);
      awaitPolled(first);
      app.awaitConverged(pushPastThePoll(repository, "app/cm.yaml", name));

      // when
      String next = repository.write("app/cm.yaml", Manifests.configMap(name, "two")).push("two");

      // then
      ConvergenceReached reached = app.awaitConverged(next);
      assertThat(reached.trigger().cause()).isEqualTo(Trigger.Cause.WEBHOOK);
      assertThat(reached.trigger().by()).isEqualTo("octo");
      assertThat(value(name)).isEqualTo("two");
      app.awaitReadyAt(next);
      print("push to converged by " + provider.type(), reached);
    }
  }

  @Test
  void aPushConvergesByPollingAlone() {
    try (GitHost git = GitHost.open()) {
      // given a host that tells nobody
      HostedRepository repository = git.repository("quiet");
      String first = repository.write("cm.yaml", Manifests.configMap("polled", "one")).push("one");
      RunningApplication app = stage.application("polled", repository, "").interval("1s").create();
      app.awaitConverged(first);

      // when
      String second = repository.write("cm.yaml", Manifests.configMap("polled", "two")).push("two");

      // then
      ConvergenceReached reached = app.awaitConverged(second);
      assertThat(reached.trigger().cause()).isEqualTo(Trigger.Cause.POLL);
      assertThat(value("polled")).isEqualTo("two");
      print("found by polling to converged", reached);
    }
  }

  @Test
  void aPushConvergesThoughTheGitHostServesItOnlySecondsAfterItsWebhook() {
    try (GitHost git = GitHost.open().tells(stage.webhook("late", Provider.GITHUB))) {
      // given a host whose reading side lags behind
      HostedRepository repository = git.repository("lagging");
      String first = repository.write("cm.yaml", Manifests.configMap("late", "one")).push("one");
      RunningApplication app = stage.application("late", repository, "").create();
      app.awaitConverged(first);
      awaitPolled(first);
      app.awaitConverged(pushPastThePoll(repository, "cm.yaml", "late"));
      git.fault().freezeRefs();
      long asked = git.requests();

      // when
      String second = repository.write("cm.yaml", Manifests.configMap("late", "two")).push("two");
      Waiting.until(
          PATIENCE,
          () -> "the renderer did not look. " + app.story(),
          () -> git.requests() > asked);
      Executor inThreeSeconds = CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS);
      CompletableFuture<Void> thawed =
          CompletableFuture.runAsync(() -> git.fault().thaw(), inThreeSeconds);

      // then
      ConvergenceReached reached = app.awaitConverged(second);
      assertThat(thawed).isDone();
      assertThat(reached.trigger().cause()).isEqualTo(Trigger.Cause.WEBHOOK);
      assertThat(value("late")).isEqualTo("two");
      print("webhook 3 s ahead of its commit, to converged", reached);
    }
  }

  @Test
  void nothingSaysConvergedBeforeTheDeploymentIsReady() {
    // given pods that take two seconds to get ready
    HostedRepository repository = stage.git().repository("slow");
    try (WatchLog deployments = stage.cluster().watch(stage.deployment("any"));
        WatchLog applications =
            stage.cluster().watch(stage.object("plumbline.dev/v1alpha1", "Application", "any"))) {
      for (String image : new String[] {"slow:1", "slow:2"}) {
        // when
        String commit =
            repository
                .write(
                    "deployment.yaml",
                    Manifests.deployment(
                        "slow",
                        image,
                        2,
                        "{fake-kubelet/ready-after: \"2\", build: " + image + "}"))
                .push(image);
        RunningApplication app =
            image.equals("slow:1")
                ? stage.application("slow", repository, "").create()
                : running("slow");
        ConvergenceReached reached = app.awaitConverged(commit);
        app.awaitReadyAt(commit);

        // then in the cluster's own order of writes the rollout ended first
        Predicate<ObjectNode> rolledOut = deployment -> rolledOut(deployment, image);
        Version available = deployments.await(PATIENCE, "slow", rolledOut);
        Predicate<ObjectNode> saysReady = application -> saysReady(application, commit);
        Version ready = applications.await(PATIENCE, "slow", saysReady);
        assertThat(ready.order()).isGreaterThan(available.order());
        assertThat(reached.at()).isAfterOrEqualTo(becameAvailable(available));
        print(
            "rollout of " + image + " seen at " + available.seenAt() + ", told at " + reached.at(),
            reached);
      }
    }
  }

  @Test
  void aFailingImageNeverConvergesAndTheAlertSaysWhy() {
    try (AlertTarget alerts =
        AlertTarget.webhook(stage, "failing-image", "failing", "ConvergenceLost")) {
      // given
      HostedRepository repository = stage.git().repository("failing");
      String good =
          repository
              .write("web.yaml", Manifests.deployment("failing", "registry.example/web:1", 1))
              .push("good");
      RunningApplication app = stage.application("failing", repository, "").create();
      app.awaitConverged(good);

      // when
      String bad =
          repository
              .write("web.yaml", Manifests.deployment("failing", "registry.example/web:missing", 1))
              .push("bad");

      // then
      ConvergenceLost lost =
          app.await(ConvergenceLost.class, it -> RunningApplication.commits(it.revisions(), bad));
      assertThat(lost.health()).isEqualTo(HealthStatus.Degraded);
      assertThat(lost.message()).contains("registry.example/web:missing");
      String alert = alerts.await(body -> body.contains("ImagePullBackOff"));
      assertThat(alert).contains("registry.example/web:missing").contains("failing");

      // and when it is put right, that alone is told as converged
      String fixed =
          repository
              .write("web.yaml", Manifests.deployment("failing", "registry.example/web:2", 1))
              .push("fixed");
      app.awaitConverged(fixed);
      assertThat(app.events(ConvergenceReached.class))
          .noneMatch(reached -> RunningApplication.commits(reached.revisions(), bad));
      alerts.await(body -> body.contains("resolved"));
    }
  }

  private RunningApplication running(String name) {
    ObjectNode live =
        stage.cluster().get(stage.object("plumbline.dev/v1alpha1", "Application", name));
    return RunningApplication.of(stage, live);
  }

  private String value(String configMap) {
    return stage.cluster().get(stage.configMap(configMap)).at("/data/value").asText();
  }

  private static boolean rolledOut(ObjectNode deployment, String image) {
    int wanted = deployment.at("/spec/replicas").asInt();
    JsonNode status = deployment.path("status");
    return deployment.at("/spec/template/spec/containers/0/image").asText().equals(image)
        && status.path("observedGeneration").asLong()
            == deployment.at("/metadata/generation").asLong()
        && status.path("updatedReplicas").asInt() == wanted
        && status.path("availableReplicas").asInt() == wanted
        && status.path("replicas").asInt() == wanted;
  }

  private static boolean saysReady(ObjectNode application, String commit) {
    if (!application.at("/status/sync/revision").asText().equals(commit)) {
      return false;
    }
    for (JsonNode condition : application.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  /** The server's own time, cut to whole seconds. */
  private static Instant becameAvailable(Version deployment) {
    for (JsonNode condition : deployment.object().at("/status/conditions")) {
      if (condition.path("type").asText().equals("Available")) {
        return Instant.parse(condition.path("lastTransitionTime").asText());
      }
    }
    throw new AssertionError("an available deployment without that condition: " + deployment);
  }

  /** The poller looks at a repository once when it is new; what comes later came by webhook. */
  private void awaitPolled(String commit) {
    stage
        .installation()
        .events()
        .await(PATIENCE, RefSeen.class, seen -> seen.commit().equals(commit));
  }

  /**
   * Pushes a commit between the poller's first look and the push that matters. The poller's event
   * stands before this push's webhook in the topic, so once this commit has converged that event is
   * done with, and the next push cannot be laid to it.
   */
  private static String pushPastThePoll(HostedRepository repository, String path, String name) {
    return repository.write(path, Manifests.configMap(name, "between")).push("between");
  }

  private static void print(String what, ConvergenceReached reached) {
    System.out.println("PushIT: " + what + ": " + reached.sinceTriggerMillis() + " ms");
  }
}
