package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectOutcome;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WatchLog;
import dev.plumbline.testkit.harness.WatchLog.Version;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hooks and waves from a push to the end of a sync, and at an application's own end. */
@ExtendWith(EndToEnd.class)
class HooksIT {

  private static final String AFTER_A_SECOND = "{fake-kubelet/ready-after: \"1\"}";
  private static final String SLOWLY = "{fake-kubelet/ready-after: \"2.5\"}";
  private static final String FAILING = "{fake-kubelet/exit-code: \"1\"}";

  private final Stage stage;

  HooksIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void eachPhaseAndEachWaveHasItsTurnWhenTheOneBeforeIsReadyAndSoItDoesInEachSync() {
    // given
    HostedRepository repository = stage.git().repository("turns");
    repository
        .write(
            "a-notify.yaml", Manifests.job("turns-notify", "{plumbline.dev/hook: PostSync}", "{}"))
        .write("b-last.yaml", inWave(Manifests.configMap("turns-last", "1"), "turns-last", "1"))
        .write("c-web.yaml", Manifests.deployment("turns-web", "web:1", 1, AFTER_A_SECOND))
        .write(
            "d-migrate.yaml",
            Manifests.job(
                "turns-migrate",
                "{argocd.argoproj.io/hook: PreSync,"
                    + " argocd.argoproj.io/hook-delete-policy: HookSucceeded}",
                SLOWLY));
    String commit = repository.push("turns");
    try (WatchLog jobs = stage.cluster().watch(job("any"));
        WatchLog deployments = stage.cluster().watch(stage.deployment("any"));
        WatchLog maps = stage.cluster().watch(stage.configMap("any"))) {

      // when
      RunningApplication app = stage.application("turns", repository, "").create();

      // then
      awaitProgress(app, "PreSync", "turns-migrate");
      SyncEvent.Succeeded sync = succeeded(app, commit);
      long migrated = first(jobs, "turns-migrate", HooksIT::complete);
      long created = first(deployments, "turns-web", any -> true);
      long available = first(deployments, "turns-web", HooksIT::available);
      long last = first(maps, "turns-last", any -> true);
      long notify = first(jobs, "turns-notify", any -> true);
      long notified = first(jobs, "turns-notify", HooksIT::complete);
      assertThat(new long[] {migrated, created, available, last, notify, notified}).isSorted();
      stage.awaitGone(job("turns-migrate"));
      assertThat(sync.account()).isNotNull();
      assertThat(sync.account().objects())
          .filteredOn(it -> it.result() == ObjectOutcome.Result.HOOK_SUCCEEDED)
          .extracting(it -> it.ref().name())
          .containsExactly("turns-migrate", "turns-notify");
      app.awaitReadyAt(commit);
      assertThat(app.live().at("/status/health/status").asText()).isEqualTo("Healthy");

      // and the account tells it step by step
      PlumblineProcess events =
          PlumblineProcess.start(
              "command",
              Map.of(),
              List.of(
                  "events",
                  "--from-beginning",
                  "--no-follow",
                  "--app",
                  app.key().toString(),
                  "--data-dir",
                  stage.installation().dataDir().toString()));
      assertThat(events.awaitExit(RunningApplication.PATIENCE)).as(events.err()).isZero();
      assertThat(events.out().lines())
          .anyMatch(it -> it.contains("PreSync wave 0 waits for") && it.contains("turns-migrate"))
          .anyMatch(it -> it.contains("hook") && it.contains("turns-migrate succeeded"))
          .anyMatch(it -> it.contains("Sync wave 1 written"));

      // and a second sync runs them anew, before and after what it changes
      String uid = stage.cluster().get(job("turns-notify")).at("/metadata/uid").asText();
      String second =
          repository
              .write(
                  "b-last.yaml", inWave(Manifests.configMap("turns-last", "2"), "turns-last", "1"))
              .push("again");
      succeeded(app, second);
      app.awaitReadyAt(second);
      assertThat(stage.cluster().get(job("turns-notify")).at("/metadata/uid").asText())
          .isNotEqualTo(uid);
      assertThat(uids(jobs, "turns-migrate")).isEqualTo(2);
      assertThat(uids(jobs, "turns-notify")).isEqualTo(2);
    }
  }

  @Test
  void aHookThatFailsKeepsTheObjectsFromBeingAppliedAndRunsWhatIsForFailures() {
    // given
    HostedRepository repository = stage.git().repository("failing");
    repository
        .write("map.yaml", Manifests.configMap("failing-map", "1"))
        .write("check.yaml", Manifests.job("failing-check", "{helm.sh/hook: pre-install}", FAILING))
        .write("alarm.yaml", Manifests.job("failing-alarm", "{plumbline.dev/hook: SyncFail}"));
    String commit = repository.push("failing");

    // when
    RunningApplication app = stage.application("failing", repository, "").create();

    // then
    SyncEvent.Failed failed =
        app.await(SyncEvent.Failed.class, it -> RunningApplication.commits(it.revisions(), commit));
    assertThat(failed.failures())
        .anySatisfy(it -> assertThat(it.ref().name()).isEqualTo("failing-check"));
    assertThat(complete(stage.cluster().get(job("failing-alarm")))).isTrue();
    assertThat(stage.cluster().find(stage.configMap("failing-map"))).isEmpty();
    app.awaitCondition(
        "Ready", "False", it -> it.path("message").asText().contains("failing-check"));

    // and with the hook put right all goes on
    String right =
        repository
            .write("check.yaml", Manifests.job("failing-check", "{helm.sh/hook: pre-install}"))
            .push("put right");
    app.awaitReadyAt(right);
    assertThat(stage.cluster().find(stage.configMap("failing-map"))).isPresent();
  }

  @Test
  void whatIsForDeletionRunsBeforeAndAfterTheObjectsGo() {
    // given
    HostedRepository repository = stage.git().repository("leaving");
    repository
        .write("map.yaml", Manifests.configMap("leaving-map", "1"))
        .write(
            "backup.yaml",
            Manifests.job("leaving-backup", "{plumbline.dev/hook: PreDelete}", AFTER_A_SECOND))
        .write("bye.yaml", Manifests.job("leaving-bye", "{plumbline.dev/hook: PostDelete}"));
    RunningApplication app = stage.application("leaving", repository, "").withFinalizer().create();
    app.awaitReadyAt(repository.push("leaving"));
    assertThat(stage.cluster().find(job("leaving-backup"))).isEmpty();

    try (WatchLog jobs = stage.cluster().watch(job("any"));
        WatchLog maps = stage.cluster().watch(stage.configMap("any"))) {
      // when
      app.delete();

      // then
      Waiting.until(RunningApplication.PATIENCE, app::story, () -> !app.exists());
      long backup = first(jobs, "leaving-backup", HooksIT::complete);
      long gone =
          maps.of("leaving-map").stream()
              .filter(Version::deleted)
              .mapToLong(Version::order)
              .findFirst()
              .orElseThrow();
      long bye = first(jobs, "leaving-bye", any -> true);
      long done = first(jobs, "leaving-bye", HooksIT::complete);
      assertThat(new long[] {backup, gone, bye, done}).isSorted();
      stage.awaitGone(job("leaving-backup"));
      stage.awaitGone(job("leaving-bye"));
    }
  }

  private ObjectRef job(String name) {
    return stage.object("batch/v1", "Job", name);
  }

  /** As `kubectl get application` shows it. */
  private void awaitProgress(RunningApplication app, String... words) {
    Waiting.until(
        RunningApplication.PATIENCE,
        () -> "no progress with all of " + String.join(", ", words) + ". " + app.story(),
        () -> {
          String progress = app.live().at("/status/progress").asText();
          for (String word : words) {
            if (!progress.contains(word)) {
              return false;
            }
          }
          return true;
        });
  }

  private static SyncEvent.Succeeded succeeded(RunningApplication app, String commit) {
    return app.await(
        SyncEvent.Succeeded.class, it -> RunningApplication.commits(it.revisions(), commit));
  }

  private static String inWave(String manifest, String name, String wave) {
    return manifest.replaceFirst(
        "name: " + name,
        "name: " + name + "\n  annotations: {plumbline.dev/sync-wave: \"" + wave + "\"}");
  }

  private static long first(WatchLog log, String name, Predicate<ObjectNode> filter) {
    return log.await(RunningApplication.PATIENCE, name, filter).order();
  }

  private static long uids(WatchLog log, String name) {
    return log.of(name).stream()
        .map(version -> version.object().at("/metadata/uid").asText())
        .distinct()
        .count();
  }

  private static boolean complete(ObjectNode job) {
    return isTrue(job, "Complete");
  }

  private static boolean available(ObjectNode deployment) {
    return isTrue(deployment, "Available");
  }

  private static boolean isTrue(ObjectNode object, String type) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
