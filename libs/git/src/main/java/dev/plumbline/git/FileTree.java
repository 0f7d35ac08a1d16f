package dev.plumbline.git;

import java.util.List;
import java.util.Optional;

/**
 * Files to read from, wherever they are: at a commit, in a directory, in memory. This is all that a
 * renderer sees of Git.
 *
 * <p>Paths are relative to the root and {@code /}-separated; the root is the empty string. A path
 * that is absolute, has an empty, {@code .}, {@code ..} or {@code .git} segment, a control
 * character, or is unreasonably long or deep is answered with {@link GitException.Reason#REFUSED};
 * use {@link TreePath} to make one from what a user wrote.
 *
 * <p>Symlinks are not followed: their entry has its own kind, and reading one gives its target.
 * Below a symlink or submodule there is nothing. {@link SymlinkTree} follows them.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface FileTree {

  /** What is at the path; empty when nothing is. */
  Optional<FileEntry> lookup(String path);

  /**
   * Names and kinds of what is directly in a directory, sorted by name; see {@link
   * FileEntry#objectId()} for what a listing leaves out.
   *
   * @throws GitException {@code PATH_NOT_FOUND} when it is not a directory, {@code TOO_LARGE} when
   *     it has more entries than the limit
   */
  List<FileEntry> list(String directory);

  /**
   * The bytes of a file, or the target of a symlink.
   *
   * @throws GitException {@code PATH_NOT_FOUND} when it is neither, {@code TOO_LARGE} when it has
   *     more bytes than the limit
   */
  byte[] read(String path);
}
