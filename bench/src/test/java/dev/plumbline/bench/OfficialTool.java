package dev.plumbline.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A program that others made for the same, started anew for each use.
 *
 * @param command the program, and what its every call begins with
 */
record OfficialTool(List<String> command) {

  OfficialTool {
    command = List.copyOf(command);
  }

  /**
   * The program that a property names, or that is on the path.
   *
   * @param property such as {@code helm.command}
   */
  static Optional<OfficialTool> find(String property, String name) {
    String named = System.getProperty(property, "").strip();
    if (!named.isEmpty()) {
      return Optional.of(new OfficialTool(Arrays.asList(named.split(" +"))));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .map(file -> new OfficialTool(List.of(file.toString())))
        .findFirst();
  }

  /** Runs it to its end, and says whether it went well. */
  boolean run(String... arguments) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(arguments));
    return run(words);
  }

  /** Runs a command to its end, and says whether it went well. */
  static boolean run(List<String> words) {
    try {
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
      return process.waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
