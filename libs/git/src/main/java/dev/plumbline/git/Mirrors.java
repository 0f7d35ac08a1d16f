package dev.plumbline.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All mirrors of this process, in one directory that it has to itself. They survive a restart.
 *
 * <p>Each way to a repository has its own mirror: two URLs with the same {@link RepositoryUrl#id()}
 * share one only when Git goes the same way for both, since an id is made to find, not to guard.
 */
public final class Mirrors implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);
  private static final int NAME_BYTES = 20;
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** A mirror of an earlier process that nobody has asked for yet. */
  private record Dormant(Path directory, long bytes, Instant lastUsed) {}

  private record Candidate(Instant lastUsed, long bytes, String name) {}

  private final Path directory;
  private final MirrorSettings settings;
  private final Clock clock;
  private final FileChannel lockFile;
  private final LongAdder objectsRead = new LongAdder();
  private final Map<String, Mirror> mirrors = new HashMap<>();
  private final Map<String, Dormant> dormant = new HashMap<>();

  /**
   * Takes the directory, which is made if absent.
   *
   * @throws GitException {@code REFUSED} when another process has it or it cannot be written
   */
  public Mirrors(Path directory, MirrorSettings settings) {
    this(directory, settings, Clock.systemUTC());
  }

  Mirrors(Path directory, MirrorSettings settings, Clock clock) {
    IsolatedGit.ensure();
    this.directory = directory;
    this.settings = settings;
    this.clock = clock;
    try {
      Files.createDirectories(directory);
      this.lockFile = lock(directory);
      findDormant();
    } catch (IOException e) {
      throw new GitException(
          GitException.Reason.REFUSED, "The directory for mirrors cannot be used: " + directory, e);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      LOG.debug("This process has the directory already directory={}", directory);
    }
    if (lock == null) {
      channel.close();
      throw new GitException(
          GitException.Reason.REFUSED,
          "Another process has its mirrors in " + directory + ": give each its own directory");
    }
    return channel;
  }

  private void findDormant() throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            directory, path -> path.getFileName().toString().matches("[0-9a-f]{40}"))) {
      for (Path path : found) {
        dormant.put(
            path.getFileName().toString(),
            new Dormant(path, MirrorStore.bytes(path), MirrorStore.lastUsed(path)));
      }
    }
  }

  /** The mirror for this URL. Costs nothing: what it holds is what was fetched last, if ever. */
  public synchronized Mirror of(RepositoryUrl url) {
    String name = name(url);
    dormant.remove(name);
    return mirrors.computeIfAbsent(
        name,
        n ->
            new Mirror(
                url,
                new MirrorStore(directory.resolve(n), url),
                settings,
                clock,
                objectsRead,
                this::makeRoom));
  }

  /** Bytes on disk of all mirrors, as of their last fetch. */
  public synchronized long bytes() {
    return mirrors.values().stream().mapToLong(Mirror::bytes).sum()
        + dormant.values().stream().mapToLong(Dormant::bytes).sum();
  }

  /** How many files and directories were read from Git objects so far, through all mirrors. */
  public long objectsRead() {
    return objectsRead.sum();
  }

  private synchronized void makeRoom() {
    long total = bytes();
    for (Candidate candidate : oldestFirst()) {
      if (total <= settings.maxTotalBytes()) {
        return;
      }
      if (evict(candidate.name())) {
        total -= candidate.bytes();
        LOG.info("A mirror was evicted name={} bytes={}", candidate.name(), candidate.bytes());
      }
    }
    if (total > settings.maxTotalBytes()) {
      LOG.warn(
          "Mirrors in use exceed their limit on disk bytes={} maxTotalBytes={}",
          total,
          settings.maxTotalBytes());
    }
  }

  /** All but those used just now: whoever fetched one is about to read it. */
  private List<Candidate> oldestFirst() {
    List<Candidate> all = new ArrayList<>();
    mirrors.forEach((name, m) -> all.add(new Candidate(m.lastUsed(), m.bytes(), name)));
    dormant.forEach((name, d) -> all.add(new Candidate(d.lastUsed(), d.bytes(), name)));
    Instant justNow = clock.instant().minus(GRACE);
    all.removeIf(candidate -> candidate.bytes() == 0 || candidate.lastUsed().isAfter(justNow));
    all.sort(Comparator.comparing(Candidate::lastUsed).thenComparing(Candidate::name));
    return all;
  }

  private boolean evict(String name) {
    Mirror mirror = mirrors.get(name);
    if (mirror != null) {
      return mirror.evictIfUnused();
    }
    Dormant sleeping = dormant.get(name);
    return sleeping != null && delete(name, sleeping.directory());
  }

  private boolean delete(String name, Path sleeping) {
    try {
      MirrorStore.delete(sleeping);
      dormant.remove(name);
      return true;
    } catch (IOException e) {
      LOG.warn("A mirror cannot be deleted directory={}", sleeping, e);
      return false;
    }
  }

  private static String name(RepositoryUrl url) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(url.way().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Closes all mirrors and gives the directory free. Trees still open cannot be read any more. */
  @Override
  public synchronized void close() {
    mirrors.values().forEach(Mirror::close);
    closeLock(lockFile);
  }

  private static void closeLock(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.warn("The lock of the mirrors cannot be given back", e);
    }
  }
}
