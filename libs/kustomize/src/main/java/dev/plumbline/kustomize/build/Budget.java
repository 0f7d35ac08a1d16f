package dev.plumbline.kustomize.build;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.KustomizeLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a build has left of the time and bytes that it may take; a view of the files counts them.
 */
final class Budget {

  private final KustomizeLimits limits;
  private final Runnable checkpoint;
  private final long deadline;
  private long bytes;

  Budget(KustomizeLimits limits, Runnable checkpoint) {
    this.limits = limits;
    this.checkpoint = checkpoint;
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  /** Ends a build that takes too long, or that nobody wants any more. */
  void check(String file) {
    checkpoint.run();
    if (System.nanoTime() - deadline > 0) {
      throw new KustomizeException(
          file, "the build takes longer than " + limits.time().toSeconds() + " s");
    }
  }

  byte[] spend(String path, byte[] content) {
    check(path);
    bytes += content.length;
    if (bytes > limits.maxBytes()) {
      throw new KustomizeException(
          path, "the build reads more than " + limits.maxBytes() + " bytes");
    }
    return content;
  }

  /** A view that counts what is read, and looks up nothing twice. */
  FileTree counting(FileTree tree) {
    Map<String, Optional<FileEntry>> entries = new HashMap<>();
    return new FileTree() {
      @Override
      public Optional<FileEntry> lookup(String path) {
        Optional<FileEntry> known = entries.get(path);
        if (known == null) {
          known = tree.lookup(path);
          entries.put(path, known);
        }
        return known;
      }

      @Override
      public List<FileEntry> list(String directory) {
        return tree.list(directory);
      }

      @Override
      public byte[] read(String path) {
        return spend(path, tree.read(path));
      }
    };
  }
}
