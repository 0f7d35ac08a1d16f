package dev.plumbline.git;

/**
 * What reading one file or one directory may cost.
 *
 * @param maxFileBytes most bytes of one file
 * @param maxEntries most entries of one directory
 */
public record TreeLimits(int maxFileBytes, int maxEntries) {

  /** 16 MiB a file, 20,000 entries a directory. */
  public static final TreeLimits DEFAULT = new TreeLimits(16 * 1024 * 1024, 20_000);

  public TreeLimits {
    if (maxFileBytes < 1 || maxEntries < 1) {
      throw new IllegalArgumentException("maxFileBytes and maxEntries must be at least 1");
    }
  }

  void checkFile(String path, long bytes) {
    if (bytes > maxFileBytes) {
      throw new GitException(
          GitException.Reason.TOO_LARGE,
          path + " has " + bytes + " bytes, the limit for a file is " + maxFileBytes);
    }
  }

  void checkDirectory(String path, int entries) {
    if (entries > maxEntries) {
      throw new GitException(
          GitException.Reason.TOO_LARGE,
          "The directory "
              + TreePath.display(path)
              + " has more than "
              + maxEntries
              + " entries: split it");
    }
  }
}
