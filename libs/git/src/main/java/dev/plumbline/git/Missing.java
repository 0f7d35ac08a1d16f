package dev.plumbline.git;

import java.util.Optional;

/** What to tell people who asked for a file or directory that is not there. */
final class Missing {

  private Missing() {}

  static GitException directory(FileTree tree, String path) {
    return explain(tree, path, "directory");
  }

  static GitException file(FileTree tree, String path) {
    return explain(tree, path, "file");
  }

  private static GitException explain(FileTree tree, String path, String wanted) {
    Optional<FileEntry> there = tree.lookup(path);
    String message =
        there.isEmpty()
            ? "There is no " + wanted + " " + TreePath.display(path) + " at this revision"
            : TreePath.display(path) + " is " + name(there.get().kind()) + ", not a " + wanted;
    return new GitException(GitException.Reason.PATH_NOT_FOUND, message);
  }

  private static String name(FileEntry.Kind kind) {
    return switch (kind) {
      case FILE -> "a file";
      case DIRECTORY -> "a directory";
      case SYMLINK -> "a symlink";
      case SUBMODULE -> "a submodule (submodules are not fetched)";
    };
  }
}
