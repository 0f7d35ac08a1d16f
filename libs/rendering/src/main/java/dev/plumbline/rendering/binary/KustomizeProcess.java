package dev.plumbline.rendering.binary;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.FileTree;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.RenderInput;
import dev.plumbline.rendering.kustomize.OfficialTool;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code kustomize build}, or {@code kubectl kustomize}, on a copy of the files: with no
 * environment, a home of its own, no plugins and no Helm, and a bound on time, output and memory.
 * It is killed when it meets one.
 */
public final class KustomizeProcess implements OfficialTool {

  /**
   * What a project permits of the network is not asked by the tool: it finds neither git nor net.
   */
  private static final List<String> NETWORK =
      List.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy");

  private static final String NOBODY = "http://127.0.0.1:9";
  private static final int MOST_ERROR_TEXT = 2_000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final List<Path> path;
  private final Duration timeout;
  private final long memoryBytes;
  private final long outputBytes;

  /**
   * The tool.
   *
   * @param path directories to look for it in
   * @param timeout how long it may run
   * @param memoryBytes how much it may allocate
   * @param outputBytes how much it may print
   */
  public KustomizeProcess(List<Path> path, Duration timeout, long memoryBytes, long outputBytes) {
    this.path = List.copyOf(path);
    this.timeout = timeout;
    this.memoryBytes = memoryBytes;
    this.outputBytes = outputBytes;
  }

  /** The directories of {@code PATH}. */
  public static List<Path> searchPath() {
    String given = System.getenv().getOrDefault("PATH", "");
    return Stream.of(given.split(File.pathSeparator))
        .filter(each -> !each.isEmpty())
        .map(Path::of)
        .toList();
  }

  @Override
  public byte[] build(FileTree files, RenderInput input) throws RenderException {
    List<String> command = command();
    try {
      Path directory = Files.createTempDirectory("plumbline-kustomize");
      try {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        ExportedTree.write(files, input, tree);
        command.add(tree.resolve(input.path()).toString());
        return run(command, directory, input);
      } finally {
        delete(directory);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new RenderException(
          RenderFailure.passing(
              FailureReason.InvalidSpec,
              "the official kustomize cannot be run on this machine: " + e.getMessage()));
    }
  }

  private List<String> command() throws RenderException {
    Optional<Path> kustomize = find("kustomize");
    if (kustomize.isPresent()) {
      return new ArrayList<>(List.of(kustomize.get().toString(), "build"));
    }
    Optional<Path> kubectl = find("kubectl");
    if (kubectl.isPresent()) {
      return new ArrayList<>(List.of(kubectl.get().toString(), "kustomize"));
    }
    throw new RenderException(
        RenderFailure.passing(
            FailureReason.InvalidSpec,
            "spec.source.kustomize.engine is binary, but there is neither kustomize nor kubectl on"
                + " the PATH of the renderer: install one, or leave engine out"));
  }

  private Optional<Path> find(String name) {
    return path.stream().map(each -> each.resolve(name)).filter(Files::isExecutable).findFirst();
  }

  private byte[] run(List<String> command, Path directory, RenderInput input)
      throws IOException, RenderException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Path home = Files.createDirectory(directory.resolve("home"));
    ProcessBuilder builder =
        new ProcessBuilder(limited(command))
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("HOME", home.toString());
    environment.put("GOMEMLIMIT", String.valueOf(memoryBytes / 2));
    NETWORK.forEach(variable -> environment.put(variable, NOBODY));
    Process process = builder.start();
    try {
      await(process, out, err, input);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new RenderException(
          FailureReason.InvalidManifest, "kustomize: " + tail(err, directory));
    }
    return Files.readAllBytes(out);
  }

  /** A shell sets the bounds that the system holds, and becomes the tool. */
  private List<String> limited(List<String> command) {
    List<String> limited =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "ulimit -v "
                    + memoryBytes / 1024
                    + " && ulimit -f "
                    + (outputBytes / 512 + 1)
                    + " && exec \"$@\"",
                "sh"));
    limited.addAll(command);
    return limited;
  }

  private void await(Process process, Path out, Path err, RenderInput input)
      throws IOException, RenderException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        input.checkpoint().check();
        if (System.nanoTime() - deadline > 0) {
          throw new RenderException(
              FailureReason.TimedOut,
              "kustomize took longer than "
                  + timeout.toSeconds()
                  + " s (plumbline.renderer.kustomize.binary-timeout) and was killed");
        }
        checkOutput(out, err);
      }
      checkOutput(out, err);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RenderException(
          RenderFailure.passing(FailureReason.TimedOut, "kustomize was interrupted"));
    }
  }

  private void checkOutput(Path out, Path err) throws IOException, RenderException {
    if (Files.size(out) > outputBytes || Files.size(err) > outputBytes) {
      throw new RenderException(
          FailureReason.TooLarge,
          "kustomize printed more than " + outputBytes + " bytes and was killed");
    }
  }

  private static String tail(Path err, Path directory) throws IOException {
    String text =
        new String(Files.readAllBytes(err), StandardCharsets.UTF_8)
            .replace(directory.resolve("tree") + "/", "")
            .replace(directory.toString(), "")
            .strip();
    return text.length() > MOST_ERROR_TEXT
        ? "…" + text.substring(text.length() - MOST_ERROR_TEXT)
        : text.isEmpty() ? "it failed and said nothing" : text;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
