package dev.plumbline.kustomize.files;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.RemoteReference;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one kustomization: what it may read, and where its bases are. A folder cannot enter
 * itself or what it is in, nor a remote one that it was entered from, so that no cycle is possible.
 */
public final class Root {

  private static final int MAX_NESTING = 100;

  private final FileTree files;
  private final SymlinkTree links;
  private final String directory;
  private final boolean onlyBelow;
  private final Remotes remotes;
  private final @Nullable Root parent;
  private final @Nullable RemoteReference repository;
  private final boolean entersRepository;
  private final int nesting;

  private Root(
      FileTree files,
      SymlinkTree links,
      String directory,
      boolean onlyBelow,
      Remotes remotes,
      @Nullable Root parent,
      @Nullable RemoteReference entered) {
    this.files = files;
    this.links = links;
    this.directory = directory;
    this.onlyBelow = onlyBelow;
    this.remotes = remotes;
    this.parent = parent;
    this.entersRepository = entered != null;
    this.repository = entered != null || parent == null ? entered : parent.repository;
    this.nesting = parent == null ? 0 : parent.nesting + 1;
  }

  /**
   * The folder that is built, when nothing remote is to be read.
   *
   * @throws KustomizeException when it is no folder
   */
  public static Root of(FileTree tree, SymlinkTree links, String directory) {
    return of(tree, links, directory, true, Remotes.none());
  }

  /**
   * The folder that is built.
   *
   * @param tree files to look up and read by paths without links
   * @param links finds the path without links
   * @param onlyBelow whether files must be in the folder of the kustomization that names them
   * @param remotes what is not in the tree
   * @throws KustomizeException when it is no folder
   */
  public static Root of(
      FileTree tree, SymlinkTree links, String directory, boolean onlyBelow, Remotes remotes) {
    Root root = new Root(tree, links, "", onlyBelow, remotes, null, null);
    String folder = root.folder(directory, directory);
    return new Root(tree, links, folder, onlyBelow, remotes, null, null);
  }

  public Remotes remotes() {
    return remotes;
  }

  /** The files of the repository that this folder is in, links followed. */
  public FileTree files() {
    return links;
  }

  /** Path in the tree; the root of the tree is empty. */
  public String directory() {
    return directory;
  }

  /** The last part of the path. */
  public String name() {
    return directory.substring(directory.lastIndexOf('/') + 1);
  }

  /** What to call a file of this folder in a message. */
  public String display(String file) {
    if (RemoteReference.isUrl(file)) {
      return RemoteReference.withoutPassword(file);
    }
    String path = TreePath.child(directory, file);
    return repository == null ? path : repository.display() + "//" + path;
  }

  /** What to call this folder in a message. */
  String display() {
    String path = directory.isEmpty() ? "." : directory;
    return repository == null ? path : repository.display() + "//" + path;
  }

  /** The path in the tree of what a path means here. */
  public String path(String relative) {
    return resolve(relative);
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
    if (path.isEmpty() || path.startsWith("/") || RemoteReference.isUrl(path)) {
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
    if (RemoteReference.isUrl(path)) {
      return remotes.file(path, bytes -> bytes);
    }
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
    return text(path, load(path));
  }

  /**
   * The text of bytes that were read from a path.
   *
   * @throws KustomizeException when they are not UTF-8
   */
  public String text(String path, byte[] bytes) {
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
    if (nesting >= MAX_NESTING) {
      throw new KustomizeException("", "kustomizations are nested deeper than " + MAX_NESTING);
    }
    RemoteReference remote = RemoteReference.parse(path).orElse(null);
    return remote == null ? enterFolder(path) : enterRepository(remote);
  }

  private Root enterFolder(String path) {
    String folder = folder(path, display(path));
    Root visited = this;
    while (visited != null) {
      if (isBelow(visited.directory, folder) || visited.directory.equals(folder)) {
        throw new KustomizeException(
            "",
            "cycle detected: candidate root '"
                + folder
                + "' contains visited root '"
                + visited.directory
                + "'");
      }
      visited = visited.entersRepository ? null : visited.parent;
    }
    return new Root(files, links, folder, onlyBelow, remotes, this, null);
  }

  /** What is in a repository stays in it, and reads what is below itself only. */
  private Root enterRepository(RemoteReference remote) {
    for (Root visited = this; visited != null; visited = visited.parent) {
      if (visited.repository != null && visited.repository.written().startsWith(remote.written())) {
        throw new KustomizeException(
            "",
            "cycle detected: URI '"
                + RemoteReference.withoutPassword(remote.written())
                + "' referenced by previous URI '"
                + RemoteReference.withoutPassword(visited.repository.written())
                + "'");
      }
    }
    FileTree tree = remotes.repository(remote);
    SymlinkTree treeLinks = new SymlinkTree(tree);
    Root top = new Root(tree, treeLinks, "", true, remotes, this, remote);
    String folder = top.folder(remote.path(), top.display(remote.path()));
    return new Root(tree, treeLinks, folder, true, remotes, this, remote);
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
