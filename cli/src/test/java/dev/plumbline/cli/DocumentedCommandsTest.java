package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every command line in the documentation is one that the command line takes. */
class DocumentedCommandsTest {

  private static final String PROMPT = "    ./plumbline ";

  @Test
  void everyDocumentedCommandIsUnderstood() throws IOException {
    List<String> lines = documented();

    assertThat(lines).hasSizeGreaterThan(6);
    for (String line : lines) {
      String[] arguments = line.substring(PROMPT.length()).split("\\s{3,}")[0].split("\\s+");
      assertThatCode(
              () -> PlumblineCommand.commandLine((settings, afterStop) -> 0).parseArgs(arguments))
          .as(line)
          .doesNotThrowAnyException();
    }
  }

  private static List<String> documented() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("../README.md")));
    try (Stream<Path> files = Files.walk(Path.of("../docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    List<String> lines = new ArrayList<>();
    for (Path page : pages) {
      Files.readString(page).lines().filter(line -> line.startsWith(PROMPT)).forEach(lines::add);
    }
    return lines;
  }
}
