package dev.plumbline.git;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Directories of one mirror that were read, the latest of them. Their ids name their content, so
 * all commits share them: a thousand applications side by side do not each read what is around
 * them, nor does the next commit what it left alone.
 */
final class KnownDirectories {

  /** Some 8 MiB. */
  private static final int MAX_ENTRIES = 50_000;

  /** An entry of a directory. */
  record Child(FileEntry.Kind kind, ObjectId id) {}

  private final Map<ObjectId, SortedMap<String, Child>> latest =
      new LinkedHashMap<>(16, 0.75f, true);
  private int entries;

  synchronized Optional<SortedMap<String, Child>> get(ObjectId id) {
    return Optional.ofNullable(latest.get(id));
  }

  /** Remembers a directory, which nobody changes from now on; the one used longest ago may go. */
  synchronized void put(ObjectId id, SortedMap<String, Child> directory) {
    if (latest.put(id, directory) == null) {
      entries += directory.size() + 1;
    }
    Iterator<SortedMap<String, Child>> eldest = latest.values().iterator();
    while (entries > MAX_ENTRIES && latest.size() > 1) {
      entries -= eldest.next().size() + 1;
      eldest.remove();
    }
  }

  synchronized int size() {
    return entries;
  }
}
