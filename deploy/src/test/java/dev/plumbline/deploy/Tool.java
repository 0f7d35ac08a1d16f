package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the machine, where it is installed. */
final class Tool {

  private static final long ENDS_WITHIN_SECONDS = 60;

  private Tool() {}

  /** Whether a program of that name is on the path or beside the API server. */
  static boolean isThere(String program) {
    return find(program).isPresent();
  }

  private static Optional<Path> find(String program) {
    String assets =
        System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "/usr/local/kubebuilder/bin");
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + assets;
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs a program, which must end well, and gives what it printed. */
  static String run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(find(program).orElseThrow().toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(program, ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(new File("/dev/null"))
              .start();
      assertThat(process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS))
          .as("%s ends", command)
          .isTrue();
      String said = Files.readString(output);
      assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
      return said;
    } finally {
      Files.delete(output);
    }
  }
}
