package dev.plumbline.kustomize.files;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.kustomize.KustomizeException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one kustomization: what it may read, and where its bases are. A folder cannot enter
 * itself or what it is in, so that no cycle is possible.
 */
public final class Root {

  private static final int MAX_NESTING = 100;

  private final FileTree files;
  private final SymlinkTree links;
  private final String directory;
  private final boolean onlyBelow;
  private final @Nullable Root parent;
  private final int nesting;

  private Root(
      FileTree files,
      SymlinkTree links,
      String directory,
      boolean onlyBelow,
      @Nullable Root parent) {
    this.files = files;
    this.links = links;
    this.directory = directory;
    this.onlyBelow = onlyBelow;
    this.parent = parent;
    this.nesting = parent == null ? 0 : parent.nesting + 1;
  }

  /**
   * The folder that is built.
   *
   * @param tree files to look up and read by paths without links
   * @param links finds the path without links
   * @param onlyBelow whether files must be in the folder of the kustomization that names them
   * @throws KustomizeException when it is no folder
   */
  public static Root of(FileTree tree, SymlinkTree links, String directory, boolean onlyBelow) {
    Root root = new Root(tree, links, "", onlyBelow, null);
    return new Root(tree, links, root.folder(directory, directory), onlyBelow, null);
  }

  /** Path in the tree; the root of the tree is empty. */
  public String directory() {
    return directory;
  }

  /** The last part of the path. */
  public String name() {
    return directory.substring(directory.lastIndexOf('/') + 1);
  }

  public String display(String file) {
    return TreePath.child(directory, file);
  }

  /** What a path means here; links are followed. */
  private String resolve(String path) {
    if (path.startsWith("/")) {
      throw new KustomizeException("", "'" + path + "' cannot be absolute");
    }
    try {
      return links.resolve(TreePath.resolve(directory, path));
    } catch (GitException e) {
      throw new KustomizeException("", 0, "", String.valueOf(e.getMessage()), e);
    }
  }

  /** What is at a path: a file, a directory, or nothing. */
  public Optional<FileEntry.Kind> kind(String path) {
    if (path.isEmpty() || path.startsWith("/")) {
      return Optional.empty();
    }
    return files.lookup(resolve(path)).map(FileEntry::kind);
  }

  /**
   * The bytes of a file.
   *
   * @throws KustomizeException when there is none, or it is outside of this folder and must not be
   */
  public byte[] load(String path) {
    String resolved = resolve(path);
    FileEntry.Kind kind = files.lookup(resolved).map(FileEntry::kind).orElse(null);
    if (kind == null) {
      throw new KustomizeException("", "there is no file '" + display(path) + "'");
    }
    if (kind != FileEntry.Kind.FILE) {
      throw new KustomizeException("", "'" + display(path) + "' must resolve to a file");
    }
    if (onlyBelow && !isBelow(resolved, directory)) {
      throw new KustomizeException(
          "", "security; file '" + resolved + "' is not in or below '" + directory + "'");
    }
    try {
      return files.read(resolved);
    } catch (GitException e) {
      throw new KustomizeException(resolved, 0, "", String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The text of a file.
   *
   * @throws KustomizeException also when it is not UTF-8
   */
  public String text(String path) {
    byte[] bytes = load(path);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new KustomizeException(display(path), 0, "", "malformed YAML: expected UTF-8 text", e);
    }
  }

  /**
   * The folder of another kustomization.
   *
   * @throws KustomizeException when there is none, or entering it would be a cycle
   */
  public Root enter(String path) {
    String folder = folder(path, display(path));
    if (nesting >= MAX_NESTING) {
      throw new KustomizeException("", "kustomizations are nested deeper than " + MAX_NESTING);
    }
    for (Root visited = this; visited != null; visited = visited.parent) {
      if (isBelow(visited.directory, folder) || visited.directory.equals(folder)) {
        throw new KustomizeException(
            "",
            "cycle detected: candidate root '"
                + folder
                + "' contains visited root '"
                + visited.directory
                + "'");
      }
    }
    return new Root(files, links, folder, onlyBelow, this);
  }

  private String folder(String path, String display) {
    String resolved = resolve(path);
    FileEntry.Kind kind = files.lookup(resolved).map(FileEntry::kind).orElse(null);
    if (kind == FileEntry.Kind.DIRECTORY) {
      return resolved;
    }
    throw new KustomizeException(
        "",
        "must build at directory: '"
            + display
            + (kind == null ? "' does not exist" : "': file is not directory"));
  }

  private static boolean isBelow(String path, String folder) {
    return folder.isEmpty() || path.startsWith(folder + "/");
  }
}
