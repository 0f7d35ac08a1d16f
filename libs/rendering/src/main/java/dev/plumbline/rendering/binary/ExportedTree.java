package dev.plumbline.rendering.binary;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.TreePath;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.RenderInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A copy of a tree on disk, bounded by what a render may read. Links inside of the tree stay links;
 * one that leads out of it, or whose target is no path, is left out.
 */
final class ExportedTree {

  private final FileTree files;
  private final RenderInput input;
  private final Path root;
  private int count;
  private long bytes;

  private ExportedTree(FileTree files, RenderInput input, Path root) {
    this.files = files;
    this.input = input;
    this.root = root;
  }

  /**
   * Writes the tree.
   *
   * @param root an empty directory
   * @throws RenderException {@code TooLarge}
   */
  static void write(FileTree files, RenderInput input, Path root)
      throws RenderException, IOException {
    new ExportedTree(files, input, root).directory("");
  }

  private void directory(String path) throws RenderException, IOException {
    input.checkpoint().check();
    Files.createDirectories(root.resolve(path));
    for (FileEntry entry : files.list(path)) {
      switch (entry.kind()) {
        case DIRECTORY -> directory(entry.path());
        case FILE -> file(entry.path());
        case SYMLINK -> link(entry.path());
        case SUBMODULE -> {}
      }
    }
  }

  private void file(String path) throws RenderException, IOException {
    long size = files.lookup(path).map(FileEntry::size).orElse(0L);
    bytes += size;
    count++;
    if (count > input.limits().maxFiles() || bytes > input.limits().maxInputBytes()) {
      throw new RenderException(
          FailureReason.TooLarge,
          "spec.source.kustomize.engine binary works on a copy of the repository, which may have "
              + input.limits().maxFiles()
              + " files and "
              + input.limits().maxInputBytes()
              + " bytes: this one has more, use the built-in engine");
    }
    Files.write(root.resolve(path), files.read(path));
  }

  private void link(String path) throws IOException {
    String target = new String(files.read(path), StandardCharsets.UTF_8);
    try {
      TreePath.resolve(TreePath.parent(path), target);
    } catch (GitException e) {
      return;
    }
    Files.createSymbolicLink(root.resolve(path), Path.of(target));
  }
}
