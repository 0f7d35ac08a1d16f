package dev.plumbline.git;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Follows the symlinks of another tree, inside that tree only. A link that is absolute, leads out
 * of the repository or into {@code .git}, or goes in circles is refused.
 *
 * <p>Lookups and reads follow links in every part of the path, the last included; entries keep the
 * path that was asked for. A listing follows links on the way to the directory, but shows the links
 * in it as links: whoever walks down a tree should pass over links to directories, since these may
 * lead back up.
 */
public final class SymlinkTree implements FileTree {

  private static final int MAX_LINKS = 40;
  private static final int MAX_TARGET = 4_096;

  private final FileTree tree;

  public SymlinkTree(FileTree tree) {
    this.tree = tree;
  }

  /** The tree itself, whose links are not followed. */
  public FileTree unfollowed() {
    return tree;
  }

  /** The links of a view of the tree. */
  public SymlinkTree through(UnaryOperator<FileTree> view) {
    return new SymlinkTree(view.apply(tree));
  }

  @Override
  public Optional<FileEntry> lookup(String path) {
    return tree.lookup(resolve(path))
        .map(found -> new FileEntry(path, found.kind(), found.objectId(), found.size()));
  }

  @Override
  public List<FileEntry> list(String directory) {
    List<FileEntry> listing = new ArrayList<>();
    for (FileEntry entry : tree.list(resolve(directory))) {
      listing.add(FileEntry.listed(TreePath.child(directory, entry.name()), entry.kind()));
    }
    return List.copyOf(listing);
  }

  @Override
  public byte[] read(String path) {
    return tree.read(resolve(path));
  }

  /**
   * The path without links that the given one leads to; it need not exist.
   *
   * @throws GitException {@code REFUSED} when a link on the way is refused
   */
  public String resolve(String path) {
    Deque<String> ahead = segments(TreePath.check(path));
    String resolved = "";
    int links = 0;
    while (!ahead.isEmpty()) {
      String next = TreePath.child(resolved, ahead.removeFirst());
      if (tree.lookup(next).map(FileEntry::kind).orElse(null) != FileEntry.Kind.SYMLINK) {
        resolved = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw refused(path, "it goes through more than " + MAX_LINKS + " links, or in circles");
      }
      String target = target(next);
      Deque<String> behindLink = segments(follow(path, resolved, target));
      behindLink.addAll(ahead);
      ahead = behindLink;
      resolved = "";
    }
    return resolved;
  }

  private String target(String link) {
    String target = new String(tree.read(link), StandardCharsets.UTF_8);
    if (target.isEmpty() || target.length() > MAX_TARGET) {
      throw refused(link, "its target is empty or longer than " + MAX_TARGET);
    }
    return target;
  }

  private static String follow(String path, String directory, String target) {
    try {
      return TreePath.resolve(directory, target);
    } catch (GitException e) {
      throw refused(path, "its target \"" + target + "\" is outside of the repository");
    }
  }

  private static Deque<String> segments(String path) {
    return path.isEmpty()
        ? new ArrayDeque<>()
        : new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
  }

  private static GitException refused(String path, String why) {
    return new GitException(
        GitException.Reason.REFUSED, "The symlink at " + path + " is refused: " + why);
  }
}
