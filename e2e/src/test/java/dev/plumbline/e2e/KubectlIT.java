package dev.plumbline.e2e;

import static dev.plumbline.testkit.harness.RunningApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.contracts.events.DriftEvent.Cleared;
import dev.plumbline.contracts.events.DriftEvent.Detected;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with kubectl; skipped where there is none. */
@ExtendWith(EndToEnd.class)
class KubectlIT {

  private final Stage stage;
  private final Path kubectl;

  @TempDir private Path directory;

  KubectlIT(Stage stage) {
    this.stage = stage;
    Path found = find();
    assumeTrue(found != null, "there is no kubectl");
    this.kubectl = found;
  }

  @Test
  void applicationsAreListedWithTheirState() throws Exception {
    // given
    running("listed", Manifests.configMap("listed", "one"));

    // when
    String table = run("get", "applications");
    String wide = run("get", "applications", "-o", "wide");

    // then
    assertThat(table.lines().findFirst().orElse(""))
        .contains("NAME", "SYNC", "HEALTH", "READY", "PROGRESS");
    assertThat(table.lines()).anyMatch(line -> line.matches("listed +Synced +Healthy +True .*"));
    assertThat(wide.lines())
        .anyMatch(line -> line.matches("listed +Synced +Healthy +[0-9a-f]{40} +True .*"));
  }

  @Test
  void waitEndsWhenAnApplicationIsReady() throws Exception {
    running("awaited", Manifests.configMap("awaited", "one"));

    String said = run("wait", "--for=condition=Ready", "--timeout=30s", "application/awaited");

    assertThat(said).contains("condition met");
  }

  @Test
  void anObjectOfNobodysIsAppliedChangedWatchedAndDeleted() throws Exception {
    Path manifest = directory.resolve("own.yaml");
    Files.writeString(manifest, Manifests.configMap("own", "one"));
    assertThat(run("apply", "-f", manifest.toString())).contains("created");
    assertThat(run("apply", "-f", manifest.toString())).contains("unchanged");
    Files.writeString(manifest, Manifests.configMap("own", "two"));
    assertThat(run("apply", "--server-side", "--force-conflicts", "-f", manifest.toString()))
        .contains("serverside-applied");
    try (Watching watching =
        watch("get", "configmap", "own", "-w", "-o", "jsonpath={.data}{'\\n'}")) {
      watching.await("two");
      assertThat(run("patch", "configmap", "own", "-p", "{\"data\":{\"value\":\"three\"}}"))
          .contains("patched");
      watching.await("three");
    }
    assertThat(run("delete", "configmap", "own")).contains("deleted");
    assertThat(stage.cluster().find(stage.configMap("own"))).isEmpty();
  }

  @Test
  void whatKubectlScalesAndEditsIsPutRight() throws Exception {
    // given
    RunningApplication app = running("touched", Manifests.deployment("touched", "web:1", 2));

    // when
    run("scale", "deployment", "touched", "--replicas=4");

    // then
    app.await(
        Detected.class, it -> it.objects().get(0).paths().get(0).path().equals("spec.replicas"));
    app.await(Cleared.class, it -> true);

    // when
    run("edit", "deployment", "touched");

    // then
    Detected edited =
        app.await(Detected.class, it -> it.objects().get(0).paths().toString().contains("web:9"));
    assertThat(edited.objects().get(0).manager()).isEqualTo("kubectl-edit");
    Waiting.until(
        PATIENCE,
        app::story,
        () ->
            stage
                .cluster()
                .get(stage.deployment("touched"))
                .at("/spec/template/spec/containers/0/image")
                .asText()
                .equals("web:1"));
  }

  private RunningApplication running(String name, String manifest) {
    HostedRepository repository = stage.git().repository(name);
    String commit = repository.write("manifest.yaml", manifest).push("one");
    RunningApplication app = stage.application(name, repository, "").create();
    app.awaitConverged(commit);
    app.awaitReadyAt(commit);
    return app;
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "kubectl", ".out");
    Process process = start(output, arguments);
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("kubectl %s ends", List.of(arguments))
        .isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as("kubectl %s: %s", List.of(arguments), said).isZero();
    return said;
  }

  private Watching watch(String... arguments) throws IOException {
    Path output = Files.createTempFile(directory, "kubectl", ".out");
    return new Watching(start(output, arguments), output);
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(kubectl.toString());
    command.add("--kubeconfig=" + stage.installation().endpoints().kubeconfig());
    command.add("--cache-dir=" + directory.resolve("cache"));
    command.add("--namespace=" + stage.namespace());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBE_EDITOR", "sed -i s/web:1/web:9/");
    builder.environment().put("HOME", directory.toString());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    return builder.start();
  }

  /** A {@code kubectl get -w} under way. */
  private record Watching(Process process, Path output) implements AutoCloseable {
    void await(String text) {
      Waiting.until(PATIENCE, () -> "no " + text + " in " + read(), () -> read().contains(text));
    }

    private String read() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        return "(" + e + ")";
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static Path find() {
    String assets =
        System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "/usr/local/kubebuilder/bin");
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + assets;
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
