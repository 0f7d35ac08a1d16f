package dev.plumbline.cli.render;

import dev.plumbline.cli.UserError;
import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.TreeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A folder, and the files around it that it may refer to: those of its repository, or of the whole
 * disk when it is in none.
 *
 * @param files all that may be read
 * @param path of the folder among them
 */
record LocalFolder(FileTree files, String path) {

  /**
   * Finds a folder.
   *
   * @param trees those known so far, by their root
   * @throws UserError when there is none
   */
  static LocalFolder of(String folder, Map<Path, FileTree> trees) {
    Path real;
    try {
      real = Path.of(folder).toRealPath();
    } catch (IOException e) {
      throw new UserError(folder + ": there is no such folder", e);
    }
    if (!Files.isDirectory(real)) {
      throw new UserError(folder + ": this is not a folder");
    }
    Path root = root(real);
    FileTree tree =
        trees.computeIfAbsent(root, each -> new DirectoryTree(each, TreeLimits.DEFAULT));
    return new LocalFolder(tree, root.relativize(real).toString());
  }

  private static Path root(Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return at;
      }
    }
    return Objects.requireNonNull(folder.getRoot());
  }
}
