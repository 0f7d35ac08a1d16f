package dev.plumbline.kustomize.differential;

import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.KustomizeOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Builds every folder of a repository with the official tool and with this library. */
final class Differential {

  private static final Set<String> NAMES =
      Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");
  private static final int MAX_SECONDS = 60;

  /** What came of one folder. */
  enum Verdict {
    EQUAL,
    DIFFERENT,
    /** The official tool builds it, this library does not. */
    REFUSED,
    BOTH_FAIL,
    /** This library builds what the official tool does not. */
    BUILT_ALONE
  }

  /**
   * One folder.
   *
   * @param detail the first difference or the error
   */
  record Outcome(String folder, Verdict verdict, String detail, long toolNanos, long ownNanos) {}

  private final Path repository;
  private final List<String> command;

  Differential(Path repository, List<String> command) {
    this.repository = repository;
    this.command = List.copyOf(command);
  }

  List<Outcome> run() throws IOException, InterruptedException {
    List<String> folders;
    try (Stream<Path> files = Files.walk(repository)) {
      folders =
          files
              .filter(file -> NAMES.contains(file.getFileName().toString()))
              .filter(Files::isRegularFile)
              .map(file -> repository.relativize(file.getParent()).toString())
              .distinct()
              .sorted()
              .toList();
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (String folder : folders) {
      outcomes.add(compare(folder));
    }
    return outcomes;
  }

  private Outcome compare(String folder) throws IOException, InterruptedException {
    Path output = Files.createTempFile("kustomize", ".yaml");
    try {
      long start = System.nanoTime();
      boolean built = tool(folder, output);
      long toolNanos = System.nanoTime() - start;
      start = System.nanoTime();
      byte[] own;
      try {
        own =
            Kustomize.build(
                    new DirectoryTree(repository, TreeLimits.DEFAULT),
                    folder,
                    KustomizeOptions.DEFAULT)
                .toYaml();
      } catch (KustomizeException e) {
        long ownNanos = System.nanoTime() - start;
        return new Outcome(
            folder,
            built ? Verdict.REFUSED : Verdict.BOTH_FAIL,
            e.getMessage(),
            toolNanos,
            ownNanos);
      }
      long ownNanos = System.nanoTime() - start;
      byte[] expected = Files.readAllBytes(output);
      if (!built) {
        return new Outcome(folder, Verdict.BUILT_ALONE, "", toolNanos, ownNanos);
      }
      boolean equal = Arrays.equals(expected, own);
      return new Outcome(
          folder,
          equal ? Verdict.EQUAL : Verdict.DIFFERENT,
          equal ? "" : firstDifference(expected, own),
          toolNanos,
          ownNanos);
    } finally {
      Files.delete(output);
    }
  }

  private boolean tool(String folder, Path output) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.add(repository.resolve(folder).toString());
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private static String firstDifference(byte[] expected, byte[] own) {
    String[] left = new String(expected, StandardCharsets.UTF_8).split("\n", -1);
    String[] right = new String(own, StandardCharsets.UTF_8).split("\n", -1);
    int line = 0;
    while (line < left.length && line < right.length && left[line].equals(right[line])) {
      line++;
    }
    return "line "
        + (line + 1)
        + ": expected <"
        + (line < left.length ? left[line] : "end")
        + "> but built <"
        + (line < right.length ? right[line] : "end")
        + ">";
  }
}
