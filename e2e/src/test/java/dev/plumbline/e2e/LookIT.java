package dev.plumbline.e2e;

import static dev.plumbline.testkit.harness.RunningApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands that look at an application beside the services that keep it true. */
@ExtendWith(EndToEnd.class)
class LookIT {

  private final Stage stage;

  LookIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void whatASyncLeavesDiffersInNothingAndWhatSomebodyChangesIsShown() {
    // given
    HostedRepository repository = stage.git().repository("looked-at");
    repository.write("app/web.yaml", Manifests.deployment("web", "web:1", 1));
    RunningApplication app =
        stage.application("looked-at", repository, "app").withoutSelfHeal().create();
    app.awaitReadyAt(repository.push("web"));

    // then
    PlumblineProcess equal = run("diff", app);
    assertThat(equal.awaitExit(PATIENCE)).as(equal.err()).isZero();
    assertThat(equal.out()).isEmpty();

    // when
    stage.cluster().scale(stage.deployment("web"), 2);

    // then
    PlumblineProcess different = run("diff", app);
    assertThat(different.awaitExit(PATIENCE)).as(different.err()).isEqualTo(1);
    assertThat(different.out())
        .contains("app/web.yaml:1", "-  replicas: 2\n+  replicas: 1\n", "kubectl-scale");
    PlumblineProcess tree = run("tree", app);
    assertThat(tree.awaitExit(PATIENCE)).as(tree.err()).isZero();
    assertThat(tree.out())
        .containsSubsequence("Deployment web", "└─ ReplicaSet web-", "└─ Pod web-");
  }

  private PlumblineProcess run(String command, RunningApplication app) {
    List<String> arguments = new ArrayList<>(List.of(command, app.key().toString()));
    arguments.addAll(List.of("--data-dir", stage.installation().dataDir().toString()));
    return PlumblineProcess.start("command", Map.of(), arguments);
  }
}
