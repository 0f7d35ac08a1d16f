package dev.plumbline.git;

/**
 * A name in a tree.
 *
 * @param path from the root of the repository, {@code /}-separated; empty for the root itself
 * @param kind what it is
 * @param objectId for a file or a symlink that was looked up, the id of its blob; for a submodule
 *     its commit; empty for directories and for every entry of a listing: names and kinds are all
 *     that a listing tells, so that a recorded read-set is exact
 * @param size bytes of a file or symlink that was looked up; 0 otherwise
 */
public record FileEntry(String path, Kind kind, String objectId, long size) {

  /** What a name stands for. */
  public enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK,
    SUBMODULE
  }

  /** The last part of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static FileEntry directory(String path) {
    return new FileEntry(path, Kind.DIRECTORY, "", 0);
  }

  static FileEntry listed(String path, Kind kind) {
    return new FileEntry(path, kind, "", 0);
  }
}
