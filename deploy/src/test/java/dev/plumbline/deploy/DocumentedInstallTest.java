package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation tells people to run, run: kubectl on a sandbox, Helm in this JVM. */
class DocumentedInstallTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCS = REPOSITORY.resolve("docs");
  private static final Pattern SET = Pattern.compile("--set (\\S+?)=(\\S+)");

  @Test
  void everyExampleOfValuesIsTakenByTheChart() throws IOException {
    List<String> examples = blocks("values");

    assertThat(examples).hasSizeGreaterThan(2);
    for (String values : examples) {
      assertThatCode(() -> assertThat(Chart.render(values)).isNotEmpty())
          .as(values)
          .doesNotThrowAnyException();
      Chart.assertKnown(values);
    }
  }

  @Test
  void everyHelmCommandNamesTheChartAndValuesItHas() throws IOException {
    List<String> commands = commands("helm");

    assertThat(commands).hasSizeGreaterThan(1);
    for (String command : commands) {
      String[] words = command.split("\\s+");
      assertThat(words[1]).as(command).isIn("install", "upgrade");
      assertThat(REPOSITORY.resolve(words[3]).resolve("Chart.yaml")).as(command).exists();
      Matcher set = SET.matcher(command);
      while (set.find()) {
        Chart.assertKnown(nested(set.group(1), set.group(2)));
      }
    }
  }

  @Test
  void everyKustomizationIsBuilt() throws Exception {
    assumeTrue(Tool.isThere("kubectl"), "there is no kubectl");
    List<String> examples = blocks("kustomization");
    assertThat(examples).isNotEmpty();
    // kustomize takes no absolute paths: the folder is as deep as it has to be
    Path overlay = Files.createDirectories(Path.of("target/documented").toAbsolutePath());
    for (String example : examples) {
      Files.writeString(
          overlay.resolve("kustomization.yaml"),
          example.replace("deploy/kustomize", "../../../deploy/kustomize"));

      List<Manifest> built = Manifest.all(Tool.run("kubectl", "kustomize", overlay.toString()));

      assertThat(Chart.the(built, "Deployment", "plumbline-applier").text())
          .contains("registry.example.com/plumbline:0.1.0");
      assertThat(Chart.the(built, "ConfigMap", "plumbline").text())
          .contains("KAFKA_BOOTSTRAP_SERVERS: kafka.example.com:9092");
    }
  }

  @Test
  void everyKubectlCommandWorksInTheOrderOfThePages(@TempDir Path folder) throws Exception {
    assumeTrue(Tool.isThere("kubectl"), "there is no kubectl");
    Files.createSymbolicLink(folder.resolve("deploy"), REPOSITORY.resolve("deploy"));
    Files.writeString(folder.resolve("ca.crt"), "a certificate");
    List<String> commands = commands("kubectl");
    assertThat(commands).hasSizeGreaterThan(8);
    try (Sandbox sandbox = Sandbox.builder().start()) {
      Path kubeconfig = folder.resolve("kubeconfig");
      sandbox.writeKubeconfig(kubeconfig);
      Set<String> done = new HashSet<>();
      for (String command : commands) {
        // two ways to install share some steps
        boolean again = !done.add(command) && command.startsWith("kubectl create");
        if (!again && !command.equals("kubectl create namespace plumbline")) {
          run(folder, kubeconfig, command);
        }
      }
    }
  }

  private static void run(Path folder, Path kubeconfig, String command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder("sh", "-ec", command);
    builder.directory(folder.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("HOME", folder.toString());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, Files.readString(output)).isZero();
  }

  /** Indented lines that begin with the program, in the order of the pages, install first. */
  private static List<String> commands(String program) throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path page : pages()) {
      Files.readString(page)
          .lines()
          .filter(line -> line.matches(" {4,}" + program + " .*"))
          .map(String::strip)
          .forEach(commands::add);
    }
    return commands;
  }

  private static List<String> blocks(String kind) throws IOException {
    Pattern block = Pattern.compile("```yaml " + kind + "\n(.*?)```", Pattern.DOTALL);
    List<String> found = new ArrayList<>();
    for (Path page : pages()) {
      Matcher matcher = block.matcher(Files.readString(page));
      while (matcher.find()) {
        found.add(matcher.group(1));
      }
    }
    return found;
  }

  /** The pages for whoever installs, in the order that they are read. */
  private static List<Path> pages() {
    return Stream.of("install", "sizing", "upgrade", "backup", "security", "alerts")
        .map(page -> DOCS.resolve(page + ".md"))
        .toList();
  }

  /** {@code a.b=c} as YAML. */
  private static String nested(String path, String value) {
    StringBuilder yaml = new StringBuilder();
    String[] keys = path.split("\\.");
    for (int i = 0; i < keys.length; i++) {
      yaml.append("  ".repeat(i)).append(keys[i]).append(":");
      yaml.append(i == keys.length - 1 ? " \"" + value + "\"\n" : "\n");
    }
    return yaml.toString();
  }
}
