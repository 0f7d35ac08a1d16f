package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WatchLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Applications that depend on others wait for them, and say so. */
@ExtendWith(EndToEnd.class)
class DependenciesIT {

  private final Stage stage;

  DependenciesIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void oneBeginsWhenWhatItDependsOnIsThereAndReadyAndSaysUntilThenWhatItWaitsFor() {
    // given
    HostedRepository repository = stage.git().repository("order");
    repository
        .write(
            "infra/web.yaml",
            Manifests.deployment("infra-web", "web:1", 1, "{fake-kubelet/ready-after: \"2\"}"))
        .write("shop/map.yaml", Manifests.configMap("shop-map", "1"));
    String commit = repository.push("both");
    try (WatchLog deployments = stage.cluster().watch(stage.deployment("any"));
        WatchLog maps = stage.cluster().watch(stage.configMap("any"));
        WatchLog applications =
            stage.cluster().watch(stage.object("plumbline.dev/v1alpha1", "Application", "any"))) {

      // when the one that depends comes first
      RunningApplication shop = depending("shop", repository, "infra");

      // then
      awaitProgress(shop, stage.namespace() + "/infra");

      // when
      RunningApplication infra = stage.application("infra", repository, "infra").create();

      // then
      shop.awaitReadyAt(commit);
      infra.awaitReadyAt(commit);
      long ready =
          deployments
              .await(
                  RunningApplication.PATIENCE,
                  "infra-web",
                  it -> it.at("/status/availableReplicas").asInt() == 1)
              .order();
      long begun = maps.await(RunningApplication.PATIENCE, "shop-map", any -> true).order();
      assertThat(begun).isGreaterThan(ready);
      assertThat(shop.live().at("/status/progress").asText()).isEmpty();
      assertThat(applications.of("shop"))
          .extracting(version -> version.object().at("/status/progress").asText())
          .anyMatch(it -> it.startsWith("waits for " + stage.namespace() + "/infra: "));
    }
  }

  @Test
  void thoseThatDependOnOneAnotherSayTheWholeCircleUntilItIsBroken() {
    // given
    HostedRepository repository = stage.git().repository("circle");
    repository
        .write("one/map.yaml", Manifests.configMap("circle-one", "1"))
        .write("two/map.yaml", Manifests.configMap("circle-two", "1"));
    String commit = repository.push("both");

    // when
    RunningApplication one = depending("one", repository, "two");
    RunningApplication two = depending("two", repository, "one");

    // then
    for (RunningApplication each : new RunningApplication[] {one, two}) {
      awaitProgress(each, stage.namespace() + "/one");
      awaitProgress(each, stage.namespace() + "/two");
    }
    assertThat(stage.cluster().find(stage.configMap("circle-one"))).isEmpty();
    assertThat(stage.cluster().find(stage.configMap("circle-two"))).isEmpty();

    // and
    one.changeSpec("{dependsOn: null}");
    one.awaitReadyAt(commit);
    two.awaitReadyAt(commit);
  }

  private RunningApplication depending(String name, HostedRepository repository, String on) {
    ApplicationDraft draft = stage.application(name, repository, name);
    draft.manifest().withObject("/spec").putArray("dependsOn").addObject().put("name", on);
    return draft.create();
  }

  private static void awaitProgress(RunningApplication app, String words) {
    Waiting.until(
        RunningApplication.PATIENCE,
        () -> "no progress with '" + words + "'. " + app.story(),
        () -> app.live().at("/status/progress").asText().contains(words));
  }
}
