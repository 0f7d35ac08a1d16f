package dev.plumbline.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.jspecify.annotations.Nullable;

/**
 * A directory on disk, with the ids that Git would give its files. Links on disk are shown as links
 * and never followed, so nothing outside of the directory can be read. What is neither file,
 * directory nor link is not there.
 */
public final class DirectoryTree implements FileTree {

  private static final Set<OpenOption> READ_NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Path root;
  private final TreeLimits limits;

  /**
   * A view of what is on disk at the time of each call.
   *
   * @throws GitException {@code PATH_NOT_FOUND} when it is not a directory
   */
  public DirectoryTree(Path root, TreeLimits limits) {
    this.limits = limits;
    try {
      this.root = root.toRealPath();
    } catch (IOException e) {
      throw new GitException(
          GitException.Reason.PATH_NOT_FOUND, "There is no directory " + root, e);
    }
    if (!Files.isDirectory(this.root)) {
      throw new GitException(GitException.Reason.PATH_NOT_FOUND, root + " is not a directory");
    }
  }

  @Override
  public Optional<FileEntry> lookup(String path) {
    FileEntry.Kind kind = kindOf(path);
    if (kind == null) {
      return Optional.empty();
    }
    if (kind == FileEntry.Kind.DIRECTORY) {
      return Optional.of(FileEntry.directory(path));
    }
    return Optional.of(
        kind == FileEntry.Kind.SYMLINK ? linkEntry(path) : fileEntry(path, onDisk(path)));
  }

  @Override
  public List<FileEntry> list(String directory) {
    if (kindOf(directory) != FileEntry.Kind.DIRECTORY) {
      throw Missing.directory(this, directory);
    }
    List<FileEntry> listing = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(onDisk(directory))) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        FileEntry.Kind kind = TreePath.isUsableName(name) ? kindOnDisk(child) : null;
        if (kind != null) {
          listing.add(FileEntry.listed(TreePath.child(directory, name), kind));
          limits.checkDirectory(directory, listing.size());
        }
      }
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
    listing.sort(Comparator.comparing(FileEntry::name));
    return List.copyOf(listing);
  }

  @Override
  public byte[] read(String path) {
    FileEntry.Kind kind = kindOf(path);
    if (kind == null || kind == FileEntry.Kind.DIRECTORY) {
      throw Missing.file(this, path);
    }
    return kind == FileEntry.Kind.SYMLINK ? target(path) : content(path);
  }

  private FileEntry linkEntry(String path) {
    byte[] target = target(path);
    return new FileEntry(path, FileEntry.Kind.SYMLINK, MemoryTree.blobId(target), target.length);
  }

  private static FileEntry fileEntry(String path, Path file) {
    try (SeekableByteChannel channel = Files.newByteChannel(file, READ_NO_LINK);
        ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      long size = channel.size();
      InputStream in = Channels.newInputStream(channel);
      String id = formatter.idFor(Constants.OBJ_BLOB, size, in).name();
      return new FileEntry(path, FileEntry.Kind.FILE, id, size);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private byte[] target(String path) {
    try {
      return Constants.encode(Files.readSymbolicLink(onDisk(path)).toString());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private byte[] content(String path) {
    try (SeekableByteChannel channel = Files.newByteChannel(onDisk(path), READ_NO_LINK)) {
      limits.checkFile(path, channel.size());
      byte[] bytes = Channels.newInputStream(channel).readNBytes(limits.maxFileBytes());
      limits.checkFile(path, channel.size());
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Null when nothing is there, or when the way there goes through a link. */
  private FileEntry.@Nullable Kind kindOf(String path) {
    TreePath.check(path);
    if (path.isEmpty()) {
      return FileEntry.Kind.DIRECTORY;
    }
    Path at = root;
    for (String segment : TreePath.parent(path).split("/")) {
      at = at.resolve(segment);
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
    }
    return kindOnDisk(onDisk(path));
  }

  private static FileEntry.@Nullable Kind kindOnDisk(Path file) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
    if (attributes.isSymbolicLink()) {
      return FileEntry.Kind.SYMLINK;
    }
    if (attributes.isDirectory()) {
      return FileEntry.Kind.DIRECTORY;
    }
    return attributes.isRegularFile() ? FileEntry.Kind.FILE : null;
  }

  private Path onDisk(String path) {
    return root.resolve(path);
  }

  private static GitException unreadable(String path, IOException e) {
    return new GitException(
        GitException.Reason.CORRUPT, TreePath.display(path) + " cannot be read from disk", e);
  }
}
