package dev.plumbline.git;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;

/** Files in memory, with the ids that Git would give them: for tests and for generated input. */
public final class MemoryTree implements FileTree {

  private record Node(FileEntry entry, byte[] bytes) {}

  private final SortedMap<String, Node> files;
  private final SortedMap<String, SortedMap<String, FileEntry>> directories = new TreeMap<>();
  private final TreeLimits limits;

  /**
   * Regular files with the default limits.
   *
   * @param files path → content; directories are implied
   * @throws GitException {@code REFUSED} for a path that breaks the rules
   */
  public MemoryTree(Map<String, byte[]> files) {
    this(files, Map.of(), TreeLimits.DEFAULT);
  }

  /**
   * Files and symlinks.
   *
   * @param files path → content
   * @param symlinks path → target as written in the link
   * @param limits what reading may cost
   * @throws GitException {@code REFUSED} for a path that breaks the rules
   * @throws IllegalArgumentException when one path is both a file and a directory
   */
  public MemoryTree(Map<String, byte[]> files, Map<String, String> symlinks, TreeLimits limits) {
    this.limits = limits;
    SortedMap<String, Node> nodes = new TreeMap<>();
    files.forEach((path, bytes) -> nodes.put(path, node(path, FileEntry.Kind.FILE, bytes.clone())));
    symlinks.forEach(
        (path, target) ->
            nodes.put(path, node(path, FileEntry.Kind.SYMLINK, Constants.encode(target))));
    this.files = Collections.unmodifiableSortedMap(nodes);
    directories.put("", new TreeMap<>());
    nodes.values().forEach(node -> addToParents(node.entry()));
    nodes.keySet().stream()
        .filter(directories::containsKey)
        .findFirst()
        .ifPresent(
            path -> {
              throw new IllegalArgumentException(path + " is both a file and a directory");
            });
  }

  private static Node node(String path, FileEntry.Kind kind, byte[] bytes) {
    if (TreePath.check(path).isEmpty()) {
      throw new IllegalArgumentException("The root is a directory, it cannot be a file");
    }
    return new Node(new FileEntry(path, kind, blobId(bytes), bytes.length), bytes);
  }

  static String blobId(byte[] bytes) {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_BLOB, bytes).name();
    }
  }

  private void addToParents(FileEntry entry) {
    String path = entry.path();
    FileEntry.Kind kind = entry.kind();
    while (!path.isEmpty()) {
      FileEntry listed = FileEntry.listed(path, kind);
      path = TreePath.parent(path);
      kind = FileEntry.Kind.DIRECTORY;
      directories.computeIfAbsent(path, p -> new TreeMap<>()).put(listed.name(), listed);
    }
  }

  @Override
  public Optional<FileEntry> lookup(String path) {
    Node node = files.get(TreePath.check(path));
    if (node != null) {
      return Optional.of(node.entry());
    }
    return directories.containsKey(path)
        ? Optional.of(FileEntry.directory(path))
        : Optional.empty();
  }

  @Override
  public List<FileEntry> list(String directory) {
    SortedMap<String, FileEntry> listing = directories.get(TreePath.check(directory));
    if (listing == null) {
      throw Missing.directory(this, directory);
    }
    limits.checkDirectory(directory, listing.size());
    return List.copyOf(listing.values());
  }

  @Override
  public byte[] read(String path) {
    Node node = files.get(TreePath.check(path));
    if (node == null) {
      throw Missing.file(this, path);
    }
    limits.checkFile(path, node.bytes().length);
    return node.bytes().clone();
  }
}
