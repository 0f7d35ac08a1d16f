package dev.plumbline.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.testkit.ChartPackage;
import dev.plumbline.testkit.ChartRepositoryServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Charts, variables, encrypted files and whole Applications. */
class RenderSourcesTest {

  private static final String MAP =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {v: \"%s\"}\n";

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void givenARepository() throws IOException {
    Files.createDirectory(directory.resolve(".git"));
    write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    write("chart/values.yaml", "greeting: hello\n");
    write(
        "chart/templates/cm.yaml",
        MAP.formatted(
            "{{ .Release.Name }}", "{{ .Values.greeting }} {{ .Capabilities.KubeVersion }}"));
    write("plain/cm.yaml", MAP.formatted("plain", "${greeting}"));
  }

  private Path write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private String run(String... arguments) {
    PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
    int code =
        new CommandLine(new RenderCommand(stream)).setErr(new PrintWriter(err)).execute(arguments);
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String refused(String... arguments) {
    int code =
        new CommandLine(new RenderCommand(new PrintStream(out)))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    assertThat(code).isNotZero();
    assertThat(out.size()).isZero();
    return err.toString();
  }

  private String folder(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void rendersAChartWithValuesFromFilesAndOptions() throws IOException {
    Path values = write("my.yaml", "greeting: from file\n");

    assertThat(
            run(
                folder("chart"),
                "--values",
                values.toString(),
                "--release-name",
                "blue",
                "--kube-version",
                "1.31.2",
                "--set",
                "greeting=set"))
        .contains("name: blue", "v: set v1.31.2");
  }

  @Test
  void putsValuesInPlaceOfVariables() {
    assertThat(run(folder("plain"), "--substitute", "greeting=hi")).contains("v: hi");
  }

  @Test
  void printsWhatAnApplicationWouldBeAppliedAs() throws IOException {
    Path application =
        write(
            "app.yaml",
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: team}
            spec:
              sources:
              - {repoURL: 'https://git.example.com/org/shop', path: chart}
              - {repoURL: 'https://git.example.com/org/shop', path: plain}
              destination: {namespace: prod}
              postBuild:
                substitute: {greeting: first}
                substituteFrom: [{kind: ConfigMap, name: settings}]
              commonMetadata: {labels: {team: shop}}
            """);

    assertThat(
            run(
                "--app",
                application.toString(),
                "--checkout",
                directory.toString(),
                "--resources",
                write("settings.yaml", MAP.formatted("settings", "x")).toString()))
        .contains("name: shop", "v: first", "namespace: prod", "team: shop");
  }

  @Test
  void decryptsWhatAnApplicationHasEncryptedWithTheKeyThatIsGiven() throws IOException {
    Path samples = Path.of("../libs/sops/src/test/resources");
    write("secret/web.yaml", Files.readString(samples.resolve("cases/yaml-secret/encrypted.yaml")));
    Path application =
        write(
            "app.yaml",
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: team}
            spec:
              source: {repoURL: 'https://git.example.com/org/shop', path: secret}
              destination: {namespace: prod}
              decryption: {provider: sops, secretRef: {name: our-keys}}
            """);

    assertThat(
            run(
                "--app",
                application.toString(),
                "--checkout",
                directory.toString(),
                "--sops-age-key",
                samples.resolve("keys/one.txt").toString()))
        .contains("kind: Secret", "namespace: prod")
        .doesNotContain("ENC[");
  }

  @Test
  void rendersAChartOfARepository() {
    try (ChartRepositoryServer server = ChartRepositoryServer.start()) {
      server.push(
          ChartPackage.of("web", "1.2.0").file("templates/cm.yaml", MAP.formatted("a", "b")));

      assertThat(run("--repo", server.url(), "--chart", "web", "--revision", "1.x"))
          .contains("name: a", "v: b");
    }
  }

  @Test
  void inflatesTheChartsOfAKustomization() throws IOException {
    write(
        "overlay/kustomization.yaml",
        "namePrefix: my-\nhelmGlobals: {chartHome: ..}\nhelmCharts:\n- {name: chart, releaseName: blue}\n");

    assertThat(run(folder("overlay"))).contains("name: my-blue", "v: hello");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThat(refused()).contains("'DIR', or --app FILE, or --repo URL");
    assertThat(refused("--app", folder("none.yaml"))).contains("none.yaml: it cannot be read");
    assertThat(refused("--app", write("b.yaml", "kind: Pod\n").toString()))
        .contains("it has 0 Applications");
    assertThat(refused("--app", folder("app.yaml"), "--set", "greeting=hi"))
        .contains("--app says how it is rendered");
    assertThat(refused(folder("plain"), "--substitute", "other=1"))
        .contains("plain/cm.yaml:1", "greeting");
  }
}
