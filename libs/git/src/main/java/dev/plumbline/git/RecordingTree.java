package dev.plumbline.git;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Passes every question on and keeps the {@link ReadSet}. To follow symlinks and record them, put
 * the {@link SymlinkTree} around this one, so that the links themselves are recorded too.
 */
public final class RecordingTree implements FileTree {

  private final FileTree tree;
  private final ConcurrentMap<String, String> entries = new ConcurrentHashMap<>();

  public RecordingTree(FileTree tree) {
    this.tree = tree;
  }

  /** What was asked so far, and the fingerprints of the answers. */
  public ReadSet readSet() {
    return ReadSet.of(entries);
  }

  @Override
  public Optional<FileEntry> lookup(String path) {
    Optional<FileEntry> entry = tree.lookup(path);
    recordLookup(path, entry);
    return entry;
  }

  @Override
  public List<FileEntry> list(String directory) {
    try {
      List<FileEntry> listing = tree.list(directory);
      entries.put(directory, ReadSet.ofListing(listing));
      return listing;
    } catch (GitException e) {
      recordRefusal(directory, e);
      throw e;
    }
  }

  @Override
  public byte[] read(String path) {
    recordLookup(path, tree.lookup(path));
    return tree.read(path);
  }

  /** A listing tells more than a lookup, which tells more than a mere kind. */
  private void recordLookup(String path, Optional<FileEntry> entry) {
    entries.merge(
        path,
        ReadSet.ofLookup(entry),
        (before, now) -> before.startsWith(ReadSet.KIND) ? now : before);
  }

  private void recordRefusal(String directory, GitException e) {
    if (e.reason() == GitException.Reason.TOO_LARGE) {
      entries.put(directory, ReadSet.ofRefusedListing());
    } else if (e.reason() == GitException.Reason.PATH_NOT_FOUND) {
      entries.putIfAbsent(directory, ReadSet.ofKind(tree.lookup(directory)));
    }
  }
}
