package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class PlumblineCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up --nonsense                 | plumbline up: Unknown option: '--nonsense'",
        "up --revision main            | plumbline up: --revision needs --repo",
        "up --path deploy              | plumbline up: --path needs --repo",
        "up --kafka-port 70000         | plumbline up: --kafka-port is 70000; expected a port",
        "up --http-port x              | plumbline up: Invalid value for option '--http-port'",
        "events --topic nothing        | plumbline events: no topic 'nothing'; topics are"
            + " revisions",
        "down                          | plumbline: Unmatched argument at index 0: 'down'",
        "sync                          | plumbline sync: Missing required parameter: 'APP'",
        "sync a/b/c                    | plumbline sync: ",
        "diff                          | plumbline diff: Missing required parameter: 'APP'",
        "diff a/b/c                    | plumbline diff: an application key is",
        "diff a --output xml           | plumbline diff: Invalid value for option '--output'",
        "dead-letters                  | plumbline dead-letters: Missing required subcommand",
        "dead-letters show             | plumbline dead-letters show: Missing required parameter:"
            + " 'ID'",
        "dead-letters show x           | plumbline dead-letters show: 'x' is no dead letter's id",
        "dead-letters replay           | plumbline dead-letters replay: name letters by their ids",
        "dead-letters replay --all 1:2 | plumbline dead-letters replay: name letters by their ids",
        "dead-letters replay --topic plans 1:2 | plumbline dead-letters replay: --topic goes with",
        "dead-letters list --topic x   | plumbline dead-letters list: no topic 'x'; topics are",
        "up https://u:s3cret@host/x    | plumbline up: Unmatched argument at index 1:"
            + " 'https://host/x'"
      })
  void aWrongOptionGetsOneClearLineAndExitCode2(String line, String message) {
    int code = run(line.strip().split("\\s+"));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith(message.strip()).contains("--help");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "events",
        "sync",
        "refresh",
        "render",
        "diff",
        "tree",
        "dead-letters",
        "dead-letters list",
        "dead-letters show",
        "dead-letters replay"
      })
  void helpExplainsEachOption(String command) {
    int code = run((command + " --help").split(" "));

    assertThat(code).isZero();
    CommandLine parsed = commandLine();
    for (String name : command.split(" ")) {
      parsed = parsed.getSubcommands().get(name);
    }
    for (OptionSpec option : parsed.getCommandSpec().options()) {
      assertThat(out.toString()).contains(option.longestName());
      assertThat(String.join(" ", option.description())).as(option.longestName()).isNotBlank();
    }
  }

  @Test
  void withNothingUpACommandSaysSoInOneLine(@TempDir Path empty) {
    int code = run("events", "--data-dir", empty.toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .startsWith("plumbline events: nothing is up in " + empty)
        .contains("./plumbline up");
  }

  @Test
  void withNothingUpADiffCannotTellAndSaysHowElseToReachAnInstallation(@TempDir Path empty) {
    int code = run("diff", "web", "--data-dir", empty.toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .startsWith("plumbline diff: nothing is up in " + empty)
        .contains("--kubeconfig");
  }

  @Test
  void settingsOfKafkaThatCannotBeReadAreNamedInOneLine(@TempDir Path empty) {
    Path absent = empty.resolve("client.properties");

    int code = run("events", "--bootstrap", "127.0.0.1:1", "--kafka-config", absent.toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("plumbline events: --kafka-config " + absent);
  }

  @Test
  void whatIsWrongWithSettingsOfKafkaIsSaidAndNotOnlyThatSomethingIs(@TempDir Path folder)
      throws IOException {
    Path settings = Files.writeString(folder.resolve("p"), "security.protocol=TLS\n");

    int code = run("events", "--bootstrap", "127.0.0.1:1", "--kafka-config", settings.toString());

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("security.protocol", "TLS");
  }

  private int run(String... args) {
    return commandLine().execute(args);
  }

  private CommandLine commandLine() {
    CommandLine root =
        PlumblineCommand.commandLine(
            (settings, afterStop) -> {
              throw new AssertionError("no services here");
            });
    root.setOut(new PrintWriter(out, true));
    root.setErr(new PrintWriter(err, true));
    return root;
  }
}
