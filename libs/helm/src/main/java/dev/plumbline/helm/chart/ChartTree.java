package dev.plumbline.helm.chart;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.helm.HelmException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A chart in a folder of a tree: all files that {@code .helmignore} does not leave out, with links
 * followed inside of the tree only. Everything is read through the tree, which may record it.
 */
public final class ChartTree {

  private final SymlinkTree tree;
  private final String root;
  private final ChartLimits limits;
  private final HelmIgnore ignore;
  private final SortedMap<String, byte[]> files = new TreeMap<>(ChartOrder.WALK);
  private long bytes;

  private ChartTree(SymlinkTree tree, String root, ChartLimits limits) {
    this.tree = tree;
    this.root = root;
    this.limits = limits;
    String rules = TreePath.child(root, HelmIgnore.FILE);
    this.ignore =
        HelmIgnore.of(isFile(rules) ? new String(tree.read(rules), StandardCharsets.UTF_8) : "");
  }

  /**
   * The files by their path below the folder.
   *
   * @throws HelmException when there is no chart, or a larger one than allowed; files are told
   *     relative to the folder
   * @throws GitException when the tree cannot be read
   */
  public static Map<String, byte[]> read(FileTree tree, String folder, ChartLimits limits) {
    SymlinkTree links = tree instanceof SymlinkTree already ? already : new SymlinkTree(tree);
    ChartTree chart = new ChartTree(links, folder, limits);
    if (!chart.isFile(TreePath.child(folder, "Chart.yaml"))) {
      throw HelmException.invalid("Chart.yaml", 0, "a chart must have this file");
    }
    chart.walk("", 0);
    return chart.files;
  }

  private boolean isFile(String path) {
    return tree.lookup(path).map(FileEntry::kind).filter(FileEntry.Kind.FILE::equals).isPresent();
  }

  private void walk(String folder, int links) {
    for (FileEntry entry : tree.list(under(folder))) {
      String path = TreePath.child(folder, entry.name());
      FileEntry.Kind kind = entry.kind();
      boolean link = kind == FileEntry.Kind.SYMLINK;
      if (link) {
        kind = followed(path);
      }
      boolean directory = kind == FileEntry.Kind.DIRECTORY;
      if (ignore.ignores(path, directory)) {
        continue;
      }
      if (directory) {
        int behind = links + (link ? 1 : 0);
        if (behind > limits.maxSubcharts()) {
          throw HelmException.invalid(path, 0, "links to folders lead through each other");
        }
        walk(path, behind);
      } else if (kind == FileEntry.Kind.FILE) {
        add(path);
      } else {
        throw HelmException.invalid(path, 0, "it is no file, and charts have files only");
      }
    }
  }

  private FileEntry.Kind followed(String path) {
    Optional<FileEntry> target = tree.lookup(under(path));
    return target
        .map(FileEntry::kind)
        .orElseThrow(() -> HelmException.invalid(path, 0, "it is a link to what is not there"));
  }

  private void add(String path) {
    byte[] content = ChartArchive.withoutMark(tree.read(under(path)));
    bytes += content.length;
    limits.check(path, content.length, files.size(), bytes, "the chart");
    files.put(path, content);
  }

  private String under(String path) {
    return path.isEmpty() ? root : TreePath.child(root, path);
  }
}
