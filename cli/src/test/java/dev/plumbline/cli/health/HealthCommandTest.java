package dev.plumbline.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HealthCommandTest {

  private static final String CLAIM =
      """
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data, namespace: shop}
      status: {phase: Lost}
      """;

  private static final String WIDGET =
      """
      apiVersion: example.com/v1
      kind: Widget
      metadata: {name: w}
      status: {state: broken}
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String input = "";

  private String file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return file.toString();
  }

  private int run(String... arguments) {
    ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    return new CommandLine(new HealthCommand(in))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void printsStateObjectAndMessageOfEachObject() throws IOException {
    // given a list, several documents and a folder below
    file("a/list.yaml", "apiVersion: v1\nkind: List\nitems:\n- " + indented(CLAIM));
    file("a/b/two.yml", WIDGET + "---\n" + CLAIM);

    // when
    int code = run(directory.toString());

    // then
    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "Healthy      Widget w",
            "Degraded     PersistentVolumeClaim shop/data  the bound volume is gone",
            "Degraded     PersistentVolumeClaim shop/data  the bound volume is gone");
  }

  @Test
  void printsJsonForTools() throws IOException {
    String claim = file("claim.json", new ObjectMapper().writeValueAsString(json(CLAIM)));

    int code = run("--output", "json", claim);

    JsonNode told = new ObjectMapper().readTree(out.toString());
    assertThat(code).isZero();
    assertThat(told).hasSize(1);
    assertThat(told.at("/0/file").asText()).isEqualTo(claim);
    assertThat(told.at("/0/object/kind").asText()).isEqualTo("PersistentVolumeClaim");
    assertThat(told.at("/0/object/namespace").asText()).isEqualTo("shop");
    assertThat(told.at("/0/health").asText()).isEqualTo("Degraded");
    assertThat(told.at("/0/message").asText()).isEqualTo("the bound volume is gone");
  }

  @Test
  void readsTheStandardInput() {
    input = CLAIM;

    assertThat(run("-")).isZero();
    assertThat(out.toString()).contains("Degraded");
  }

  @Test
  void judgesByOwnRulesFirst() throws IOException {
    String rule =
        file(
            "rule.yaml",
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: HealthRule
            metadata: {name: widgets}
            spec:
              group: example.com
              kind: Widget
              failed: status.state == 'broken'
              current: 'true'
              message: "'it is ' + status.state"
            ---
            apiVersion: plumbline.dev/v1alpha1
            kind: Application
            metadata: {name: shop}
            spec:
              healthCheckExprs:
                - {apiVersion: v1, kind: PersistentVolumeClaim, current: 'true'}
            """);

    int code = run("--rules", rule, file("objects.yaml", WIDGET + "---\n" + CLAIM));

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString().lines().map(line -> line.split("\\s+")[0]))
        .containsExactly("Degraded", "Healthy");
    assertThat(out.toString()).contains("it is broken");
  }

  @Test
  void tellsFileLineAndFieldOfWhatIsWrongAndJudgesTheRest() throws IOException {
    String bad = file("bad.yaml", "\n\napiVersion: v1\nmetadata: {name: x}\n");
    String torn = file("torn.yaml", "apiVersion: [v1\nkind: x\n");

    int code = run(bad, torn, "nowhere.yaml", file("claim.yaml", CLAIM));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("bad.yaml:3: kind: expected", "torn.yaml:2: ", "nowhere.yaml: there is no such");
    assertThat(out.toString()).contains("Degraded");
  }

  @Test
  void tellsWhereARuleIsWrong() throws IOException {
    String rule =
        file(
            "rule.yaml",
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: Application
            spec:
              healthCheckExprs:
                - {apiVersion: example.com/v1, kind: Widget, current: "status.state =="}
            """);

    int code = run("--rules", rule, file("widget.yaml", WIDGET));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("rule.yaml:1: spec.healthCheckExprs[0].current", "line 1, column 16");
    assertThat(out.toString()).isBlank();
  }

  @Test
  void letsNoMessageDriveTheTerminal() throws IOException {
    String widget =
        WIDGET.replace(
            "{state: broken}",
            "{conditions: [{type: Stalled, status: \"True\", message: \"a\\e[31mb\"}]}");

    assertThat(run(file("widget.yaml", widget))).isZero();
    assertThat(out.toString()).contains("a?[31mb");
  }

  private static String indented(String yaml) {
    return yaml.strip().replace("\n", "\n  ");
  }

  private static JsonNode json(String yaml) throws IOException {
    return new YAMLMapper().readTree(yaml);
  }
}
