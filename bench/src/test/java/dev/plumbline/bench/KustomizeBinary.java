package dev.plumbline.bench;

import dev.plumbline.bench.KustomizeCorpus.Overlay;
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

/** The official tool, started anew for each build. */
record KustomizeBinary(List<String> command) {

  /** The tool that is named, or that is on the path. */
  static Optional<KustomizeBinary> find() {
    String named = System.getProperty("kustomize.command", "").strip();
    if (!named.isEmpty()) {
      return Optional.of(new KustomizeBinary(Arrays.asList(named.split(" +"))));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(directory, "kustomize");
      if (!directory.isEmpty() && Files.isExecutable(file)) {
        return Optional.of(new KustomizeBinary(List.of(file.toString(), "build")));
      }
    }
    return Optional.empty();
  }

  /** Builds a folder, and says whether it could. */
  boolean build(Overlay overlay) {
    List<String> words = new ArrayList<>(command);
    words.add(overlay.path().toString());
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
