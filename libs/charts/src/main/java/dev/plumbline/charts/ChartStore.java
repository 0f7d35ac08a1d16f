package dev.plumbline.charts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives on disk by their SHA-256, as many as the bound allows; the least recently used go. What
 * is read is checked, so neither a crash nor a damaged disk can make it serve what it should not: a
 * file that is not what its name says is deleted, and pulled again.
 *
 * <p>It also remembers which digest each published version had.
 */
public final class ChartStore {

  private static final Logger LOG = LoggerFactory.getLogger(ChartStore.class);
  private static final Pattern ARCHIVE = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PIN = Pattern.compile("[0-9a-f]{64}(\n[0-9a-f]{64})?\n");
  private static final int MOST_PINS = 10_000;
  private static final String TEMPORARY = ".part";

  private final Path archives;
  private final Path pins;
  private final long maxBytes;
  private final Clock clock;
  private final Map<String, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** A store in a directory of its own, with what an earlier process left in it. */
  public ChartStore(Path directory, long maxBytes, Clock clock) throws IOException {
    this.archives = Files.createDirectories(directory.resolve("archives"));
    this.pins = Files.createDirectories(directory.resolve("pins"));
    this.maxBytes = maxBytes;
    this.clock = clock;
    removeTemporary(archives);
    removeTemporary(pins);
    for (Path each : byAge(archives)) {
      String name = each.getFileName().toString();
      if (ARCHIVE.matcher(name).matches()) {
        sizes.put(name, Files.size(each));
        bytes += Files.size(each);
      }
    }
    shrink(0);
  }

  /** The archive with this digest; empty when it is not here, or not any more. */
  Optional<byte[]> read(String digest) {
    synchronized (this) {
      if (sizes.get(digest) == null) {
        return Optional.empty();
      }
    }
    Path file = archives.resolve(digest);
    try {
      byte[] found = Files.readAllBytes(file);
      if (Digests.of(found).equals(digest)) {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        return Optional.of(found);
      }
      LOG.warn("A stored chart is damaged and will be pulled again digest={}", digest);
    } catch (NoSuchFileException e) {
      LOG.debug("A stored chart went while it was asked for digest={}", digest);
    } catch (IOException e) {
      LOG.warn("A stored chart cannot be read digest={}", digest, e);
    }
    remove(digest);
    return Optional.empty();
  }

  /** Keeps an archive; what is larger than the whole store is not kept. */
  void write(String digest, byte[] archive) {
    if (archive.length > maxBytes) {
      return;
    }
    try {
      place(archives, digest, archive);
      synchronized (this) {
        Long before = sizes.put(digest, (long) archive.length);
        bytes += archive.length - (before == null ? 0 : before);
        shrink(archive.length);
      }
    } catch (IOException e) {
      LOG.warn("A chart cannot be stored, it will be pulled again digest={}", digest, e);
    }
  }

  /** Bytes of all archives. */
  public synchronized long bytes() {
    return bytes;
  }

  /**
   * Takes down which digest a published version has.
   *
   * @param version what names it: repository, chart and version
   * @return the digest that it had before, if that was another
   */
  @Nullable String pin(String version, String digest) {
    String name = Digests.of(version.getBytes(StandardCharsets.UTF_8));
    try {
      String text = Files.readString(pins.resolve(name), StandardCharsets.US_ASCII);
      if (PIN.matcher(text).matches()) {
        String[] known = text.strip().split("\n", -1);
        if (known[0].equals(digest)) {
          return known.length > 1 ? known[1] : null;
        }
        writePin(name, digest + "\n" + known[0] + "\n");
        return known[0];
      }
    } catch (NoSuchFileException e) {
      LOG.debug("A version of a chart is new version=\"{}\"", version);
    } catch (IOException e) {
      LOG.warn("The digest that a chart had cannot be read version=\"{}\"", version, e);
    }
    writePin(name, digest + "\n");
    return null;
  }

  private void writePin(String name, String text) {
    try {
      place(pins, name, text.getBytes(StandardCharsets.US_ASCII));
      Path[] all = byAge(pins);
      for (int i = 0; i < all.length - MOST_PINS; i++) {
        Files.deleteIfExists(all[i]);
      }
    } catch (IOException e) {
      LOG.warn("The digest of a chart cannot be remembered", e);
    }
  }

  /**
   * Nothing is forced to disk: after a power failure a file may have any content, which its digest
   * tells.
   */
  private static void place(Path directory, String name, byte[] content) throws IOException {
    Path temporary = Files.createTempFile(directory, name, TEMPORARY);
    try {
      Files.write(temporary, content);
      Files.move(
          temporary,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private synchronized void shrink(long newest) {
    var oldest = sizes.entrySet().iterator();
    while (bytes > maxBytes && oldest.hasNext() && bytes > newest) {
      var each = oldest.next();
      bytes -= each.getValue();
      oldest.remove();
      delete(each.getKey());
    }
  }

  private synchronized void remove(String digest) {
    Long size = sizes.remove(digest);
    bytes -= size == null ? 0 : size;
    delete(digest);
  }

  private void delete(String digest) {
    try {
      Files.deleteIfExists(archives.resolve(digest));
    } catch (IOException e) {
      LOG.warn("A stored chart cannot be deleted digest={}", digest, e);
    }
  }

  private static void removeTemporary(Path directory) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + TEMPORARY)) {
      for (Path each : left) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static Path[] byAge(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      Map<Path, FileTime> ages = new LinkedHashMap<>();
      for (Path each : files) {
        ages.put(each, Files.getLastModifiedTime(each));
      }
      return StreamSupport.stream(ages.entrySet().spliterator(), false)
          .sorted(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .toArray(Path[]::new);
    }
  }
}
