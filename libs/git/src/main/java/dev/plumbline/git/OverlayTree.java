package dev.plumbline.git;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Files with one put over them, in a folder that they have.
 *
 * @param path of the one
 */
public record OverlayTree(FileTree files, String path, byte[] bytes) implements FileTree {

  private static final String NO_OBJECT = "overlay";

  @Override
  public Optional<FileEntry> lookup(String asked) {
    return asked.equals(path) ? Optional.of(entry()) : files.lookup(asked);
  }

  @Override
  public List<FileEntry> list(String directory) {
    List<FileEntry> listing = new ArrayList<>(files.list(directory));
    if (path.substring(0, Math.max(path.lastIndexOf('/'), 0)).equals(directory)) {
      listing.removeIf(entry -> entry.path().equals(path));
      listing.add(entry());
      listing.sort(Comparator.comparing(FileEntry::name));
    }
    return listing;
  }

  @Override
  public byte[] read(String asked) {
    return asked.equals(path) ? bytes.clone() : files.read(asked);
  }

  private FileEntry entry() {
    return new FileEntry(path, FileEntry.Kind.FILE, NO_OBJECT, bytes.length);
  }
}
