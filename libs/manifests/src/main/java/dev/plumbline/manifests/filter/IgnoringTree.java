package dev.plumbline.manifests.filter;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A tree without the files that its ignore files name: those are not listed, looked up or read.
 *
 * <p>An ignore file counts for its folder and below, and what is nearer to a file, or later in the
 * same file, wins. Only the ignore files on the way to a path are read, so that recording them
 * leaves a read-set as small as it was. A folder that is ignored is still shown where something may
 * be included again below it.
 */
public final class IgnoringTree implements FileTree {

  /** What Flux names such files. */
  public static final String SOURCE_IGNORE = ".sourceignore";

  private static final int MOST_PATTERNS = 2_000;
  private static final int MOST_BYTES = 256 * 1024;

  private final FileTree tree;
  private final String fileName;
  private final List<IgnorePattern> always;
  private final Map<String, List<IgnorePattern>> files = new ConcurrentHashMap<>();

  /**
   * A view.
   *
   * @param tree should record what it is asked, so that a changed ignore file is noticed
   * @param fileName of the files with patterns, such as {@link #SOURCE_IGNORE}
   * @param patterns lines that come after those of all files, relative to the root
   */
  public IgnoringTree(FileTree tree, String fileName, String patterns) {
    this.tree = tree;
    this.fileName = fileName;
    this.always =
        bounded("the patterns of the application", IgnorePattern.read(patterns, List.of()));
  }

  @Override
  public Optional<FileEntry> lookup(String path) {
    return isHidden(path) ? Optional.empty() : tree.lookup(path).filter(this::isShown);
  }

  @Override
  public List<FileEntry> list(String directory) {
    if (isHidden(directory)) {
      throw missing(directory);
    }
    return tree.list(directory).stream().filter(this::isShown).toList();
  }

  @Override
  public byte[] read(String path) {
    if (isHidden(path) || tree.lookup(path).filter(this::isShown).isEmpty()) {
      throw missing(path);
    }
    return tree.read(path);
  }

  private static GitException missing(String path) {
    return new GitException(
        GitException.Reason.PATH_NOT_FOUND,
        path + " is left out by an ignore file, or is not there at this revision");
  }

  /** Whether a path is hidden whatever it is, so that it need not be looked at. */
  private boolean isHidden(String path) {
    return !path.isEmpty() && isIgnored(TreePath.check(path), false) && isIgnored(path, true);
  }

  private boolean isShown(FileEntry entry) {
    boolean isDirectory = entry.kind() == FileEntry.Kind.DIRECTORY;
    return entry.path().isEmpty() || !isIgnored(entry.path(), isDirectory);
  }

  private boolean isIgnored(String path, boolean isDirectory) {
    List<String> parts = parts(path);
    List<IgnorePattern> patterns = patterns(path, isDirectory);
    for (int i = patterns.size() - 1; i >= 0; i--) {
      if (patterns.get(i).matches(parts, isDirectory)) {
        return !patterns.get(i).includes() && !(isDirectory && mayInclude(patterns));
      }
    }
    return false;
  }

  private static boolean mayInclude(List<IgnorePattern> patterns) {
    return patterns.stream().anyMatch(IgnorePattern::includes);
  }

  /** From the root down, those of the path itself last when it is a directory. */
  private List<IgnorePattern> patterns(String path, boolean isDirectory) {
    List<IgnorePattern> patterns = new ArrayList<>(in(""));
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      patterns.addAll(in(path.substring(0, slash)));
    }
    if (isDirectory) {
      patterns.addAll(in(path));
    }
    patterns.addAll(always);
    return patterns;
  }

  private List<IgnorePattern> in(String folder) {
    List<IgnorePattern> known = files.get(folder);
    if (known == null) {
      known = readFile(folder);
      files.put(folder, known);
    }
    return known;
  }

  private List<IgnorePattern> readFile(String folder) {
    String file = TreePath.child(folder, fileName);
    Optional<FileEntry> entry = tree.lookup(file);
    if (entry.isEmpty() || entry.get().kind() != FileEntry.Kind.FILE) {
      return List.of();
    }
    if (entry.get().size() > MOST_BYTES) {
      throw new GitException(
          GitException.Reason.TOO_LARGE,
          file + " has " + entry.get().size() + " bytes, the limit is " + MOST_BYTES);
    }
    String text = new String(tree.read(file), StandardCharsets.UTF_8);
    return bounded(file, IgnorePattern.read(text, parts(folder)));
  }

  private static List<IgnorePattern> bounded(String from, List<IgnorePattern> patterns) {
    if (patterns.size() > MOST_PATTERNS) {
      throw new GitException(
          GitException.Reason.TOO_LARGE,
          from + " has " + patterns.size() + " patterns, the limit is " + MOST_PATTERNS);
    }
    return patterns;
  }

  private static List<String> parts(String path) {
    return path.isEmpty() ? List.of() : Arrays.asList(path.split("/", -1));
  }
}
