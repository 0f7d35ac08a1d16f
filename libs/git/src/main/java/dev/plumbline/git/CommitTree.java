package dev.plumbline.git;

import dev.plumbline.git.KnownDirectories.Child;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * The files of a commit, read from Git objects when they are asked for: no work tree. Directories
 * that were read are remembered for all commits of the mirror, so that looking up many paths is
 * cheap.
 *
 * <p>Keeps its mirror on disk until it is closed (or, at the latest, garbage): close it after use.
 */
public final class CommitTree implements FileTree, AutoCloseable {

  private static final int MAX_TREE_BYTES = 8 << 20;

  private final CommitId commit;
  private final ObjectId root;
  private final Repository repository;
  private final TreeLimits limits;
  private final MirrorLease lease;
  private final KnownDirectories directories;

  CommitTree(CommitId commit, ObjectId root, MirrorLease lease, TreeLimits limits) {
    this.commit = commit;
    this.root = root;
    this.repository = lease.repository();
    this.limits = limits;
    this.lease = lease;
    this.directories = lease.directories();
    lease.releaseWith(this);
  }

  /** The commit whose files these are. */
  public CommitId commit() {
    return commit;
  }

  @Override
  public Optional<FileEntry> lookup(String path) {
    Child child = find(TreePath.check(path));
    if (child == null) {
      return Optional.empty();
    }
    return switch (child.kind()) {
      case DIRECTORY -> Optional.of(FileEntry.directory(path));
      case SUBMODULE ->
          Optional.of(new FileEntry(path, FileEntry.Kind.SUBMODULE, child.id().name(), 0));
      case FILE, SYMLINK ->
          Optional.of(new FileEntry(path, child.kind(), child.id().name(), size(path, child)));
    };
  }

  @Override
  public List<FileEntry> list(String directory) {
    Child child = find(TreePath.check(directory));
    if (child == null || child.kind() != FileEntry.Kind.DIRECTORY) {
      throw Missing.directory(this, directory);
    }
    SortedMap<String, Child> children = directory(child.id());
    limits.checkDirectory(directory, children.size());
    List<FileEntry> listing = new ArrayList<>(children.size());
    children.forEach(
        (name, c) -> listing.add(FileEntry.listed(TreePath.child(directory, name), c.kind())));
    return Collections.unmodifiableList(listing);
  }

  @Override
  public byte[] read(String path) {
    Child child = find(TreePath.check(path));
    if (child == null
        || child.kind() == FileEntry.Kind.DIRECTORY
        || child.kind() == FileEntry.Kind.SUBMODULE) {
      throw Missing.file(this, path);
    }
    return open(path, child.id(), Constants.OBJ_BLOB, limits.maxFileBytes());
  }

  private @Nullable Child find(String path) {
    Child at = new Child(FileEntry.Kind.DIRECTORY, root);
    if (path.isEmpty()) {
      return at;
    }
    for (String segment : path.split("/")) {
      if (at.kind() != FileEntry.Kind.DIRECTORY) {
        return null;
      }
      Child next = directory(at.id()).get(segment);
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at;
  }

  private SortedMap<String, Child> directory(ObjectId id) {
    return directories
        .get(id)
        .orElseGet(
            () -> {
              SortedMap<String, Child> read = parse(id);
              directories.put(id, read);
              return read;
            });
  }

  private SortedMap<String, Child> parse(ObjectId id) {
    byte[] bytes = open("A directory", id, Constants.OBJ_TREE, MAX_TREE_BYTES);
    SortedMap<String, Child> children = new TreeMap<>();
    CanonicalTreeParser parser = new CanonicalTreeParser();
    try {
      for (parser.reset(bytes); !parser.eof(); parser.next(1)) {
        String name = parser.getEntryPathString();
        FileEntry.Kind kind = kind(parser.getEntryFileMode());
        if (kind != null && TreePath.isUsableName(name)) {
          children.putIfAbsent(name, new Child(kind, parser.getEntryObjectId()));
        }
      }
    } catch (IndexOutOfBoundsException e) {
      throw damaged("A directory", e);
    }
    return children;
  }

  private static FileEntry.@Nullable Kind kind(FileMode mode) {
    return switch (mode.getObjectType()) {
      case Constants.OBJ_TREE -> FileEntry.Kind.DIRECTORY;
      case Constants.OBJ_COMMIT -> FileEntry.Kind.SUBMODULE;
      case Constants.OBJ_BLOB ->
          FileMode.SYMLINK.equals(mode) ? FileEntry.Kind.SYMLINK : FileEntry.Kind.FILE;
      default -> null;
    };
  }

  private long size(String path, Child child) {
    try (ObjectReader reader = repository.newObjectReader()) {
      return reader.getObjectSize(child.id(), Constants.OBJ_BLOB);
    } catch (IOException e) {
      throw damaged(path, e);
    }
  }

  private byte[] open(String path, ObjectId id, int type, int maxBytes) {
    lease.countRead();
    try (ObjectReader reader = repository.newObjectReader()) {
      ObjectLoader loader = reader.open(id, type);
      if (loader.getSize() > maxBytes) {
        throw tooLarge(path, loader.getSize(), maxBytes);
      }
      return loader.getBytes(maxBytes);
    } catch (LargeObjectException e) {
      throw tooLarge(path, maxBytes + 1L, maxBytes);
    } catch (IOException e) {
      throw damaged(path, e);
    }
  }

  private static GitException tooLarge(String path, long bytes, int maxBytes) {
    return new GitException(
        GitException.Reason.TOO_LARGE, path + " has " + bytes + " bytes, the limit is " + maxBytes);
  }

  private GitException damaged(String path, Exception e) {
    lease.reportDamage();
    return new GitException(
        GitException.Reason.CORRUPT,
        path
            + " cannot be read at commit "
            + commit
            + ": the mirror on disk is damaged and will be made anew at the next fetch",
        e);
  }

  /** Lets the mirror go. What was read stays valid, nothing more should be read. */
  @Override
  public void close() {
    lease.release();
  }
}
