package dev.plumbline.cli.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RenderCommandTest {

  private static final String BUILT =
      """
      apiVersion: v1
      data:
        greeting: "grüß Gott \\U0001F44B"
      kind: ConfigMap
      metadata:
        name: web
        namespace: prod
      """;

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void givenFolders() throws IOException {
    write("base/kustomization.yaml", "resources: [web.yaml]\n");
    write(
        "base/web.yaml",
        """
        kind: ConfigMap
        apiVersion: v1
        metadata: {name: web}
        data: {greeting: grüß Gott 👋}
        """);
    write("prod/kustomization.yaml", "namespace: prod\nresources:\n- ../base\n");
    write("broken/kustomization.yaml", "resources:\n- ../base\nnamePrefixes: x\n");
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }

  private int run(String... arguments) {
    PrintStream stream = new PrintStream(out, false, StandardCharsets.US_ASCII);
    return new CommandLine(new RenderCommand(stream))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String folder(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void printsWhatAFolderIsBuiltTo() {
    // when
    int code = run(folder("prod"));

    // then
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(BUILT);
  }

  @Test
  void tellsFileLineAndFieldOfWhatIsWrong() {
    // when
    int code = run(folder("broken"));

    // then
    assertThat(code).isEqualTo(1);
    assertThat(out.size()).isZero();
    assertThat(err.toString())
        .contains("broken/kustomization.yaml:3: namePrefixes: unknown field \"namePrefixes\"");
  }

  @Test
  void writesAFileForEachFolderAndGoesOnAfterAnError() throws IOException {
    // given
    Path target = directory.resolve("out");

    // when
    int code =
        run("--output-dir", target.toString(), folder("broken"), folder("prod"), folder("missing"));

    // then
    assertThat(code).isEqualTo(1);
    JsonNode index = new ObjectMapper().readTree(target.resolve("index.json").toFile());
    assertThat(index.fieldNames()).toIterable().containsExactly(folder("prod"));
    assertThat(Files.readString(target.resolve(index.get(folder("prod")).asText())))
        .isEqualTo(BUILT);
    JsonNode errors = new ObjectMapper().readTree(target.resolve("errors.json").toFile());
    assertThat(errors.fieldNames())
        .toIterable()
        .containsExactly(folder("broken"), folder("missing"));
  }

  @Test
  void printsPlainFoldersAsTheyAreWritten() throws IOException {
    // given
    write("plain/b.yml", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: b}\n");
    write(
        "plain/a.json",
        "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}");
    write("plain/below/c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");

    // when
    int code = run(folder("plain"));

    // then
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: a
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: b
            """);
  }

  @Test
  void readsPlainFoldersWithThoseBelowWhenAsked() throws IOException {
    // given
    write("plain/below/c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");

    // when
    int code = run("--recurse", folder("plain"));

    // then
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("name: c");
  }

  @Test
  void tellsEveryFaultOfAPlainFolder() throws IOException {
    // given
    write("plain/a.yaml", "apiVersion: v1\nkind: ConfigMap\n---\nkind: [no\n");
    write("plain/b.yaml", "\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: 7}\n");
    write("double/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n");
    write("double/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n");

    // when
    int code = run(folder("plain"), folder("double"));

    // then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("plain/a.yaml:5: ")
        .contains("double/b.yaml:1: ConfigMap default/x is there twice, first in ");
  }

  @Test
  void saysWhatAFolderIsThatCannotBeRendered() throws IOException {
    // given
    Files.createDirectories(directory.resolve("nothing/below"));
    write("chart/Chart.yaml", "name: chart\n");

    // when
    int code = run(folder("nothing"), folder("chart"));

    // then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("nothing: there is neither a kustomization, nor a chart, nor a manifest")
        .contains("chart/Chart.yaml: version: a chart must have one");
  }

  @Test
  void keepsTheOrderOfManyFolders() throws IOException {
    // given
    String[] folders = new String[200];
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < folders.length; i++) {
      write(
          "many/" + i + "/a.yaml",
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m%d}\n".formatted(i));
      folders[i] = folder("many/" + i);
      expected
          .append(i == 0 ? "" : "---\n")
          .append("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m%d\n".formatted(i));
    }

    // when
    int code = run(folders);

    // then
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
  }

  @Test
  void readsRemoteFilesOnlyWhenAllowed() throws IOException {
    // given
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/cm.yaml",
        exchange -> {
          byte[] body = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: far}\n".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/cm.yaml";
    write("remote/kustomization.yaml", "resources: ['" + url + "']\n");

    // when, then
    assertThat(run(folder("remote"))).isEqualTo(1);
    assertThat(err.toString()).contains(url).contains("--allow-remote");
    assertThat(run("--allow-remote", folder("remote"))).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("name: far");
    server.stop(0);
  }
}
