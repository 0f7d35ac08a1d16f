package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, in memory, that can be filled to the last byte. */
final class Disk implements AutoCloseable {

  private final Path root;

  private Disk(Path root) {
    this.root = root;
  }

  /** Mounts one; whoever may not do that skips the test. */
  static Disk mount(Path at, int mebibytes) {
    try {
      Files.createDirectories(at);
      int code =
          run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "plumbline", at.toString());
      Assumptions.assumeTrue(code == 0, "only who may mount a file system can fill one");
      return new Disk(at);
    } catch (IOException e) {
      return Assumptions.abort("nothing can be mounted here: " + e.getMessage());
    }
  }

  Path root() {
    return root;
  }

  /** Leaves room for nothing. */
  void fill() {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  /** Takes away what filled it. */
  void makeRoom() {
    try {
      Files.deleteIfExists(filler());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path filler() {
    return root.resolve("filler");
  }

  @Override
  public void close() {
    try {
      assertThat(run("umount", "--lazy", root.toString())).as("umount %s", root).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
