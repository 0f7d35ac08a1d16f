package dev.plumbline.renderer;

import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.Credentials;
import dev.plumbline.git.GitException;
import dev.plumbline.git.Mirror;
import dev.plumbline.git.MirrorSettings;
import dev.plumbline.git.Mirrors;
import dev.plumbline.git.RepositoryUrl;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One set of mirrors for each set of credentials, in a directory named by a keyed digest of them.
 * Sets that nobody used for a week are deleted at the next start: their credentials were rotated.
 */
final class MirrorSets implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MirrorSets.class);
  private static final Duration UNUSED = Duration.ofDays(7);
  private static final int NAME_LENGTH = 32;

  private final Path directory;
  private final MirrorSettings settings;
  private final SecretCipher cipher;
  private final Clock clock;
  private final Map<String, Mirrors> sets = new HashMap<>();

  MirrorSets(Path directory, MirrorSettings settings, SecretCipher cipher, Clock clock) {
    this.directory = directory;
    this.settings = settings;
    this.cipher = cipher;
    this.clock = clock;
    deleteUnused();
  }

  /**
   * The mirror of a repository for whoever has these credentials.
   *
   * @throws GitException {@code REFUSED} when the directory cannot be used
   */
  Mirror of(RepositoryUrl url, Credentials credentials) {
    return set(name(credentials)).of(url);
  }

  synchronized long objectsRead() {
    return sets.values().stream().mapToLong(Mirrors::objectsRead).sum();
  }

  @Override
  public synchronized void close() {
    sets.values().forEach(Mirrors::close);
    sets.clear();
  }

  private synchronized Mirrors set(String name) {
    Mirrors known = sets.get(name);
    if (known != null) {
      return known;
    }
    Path own = directory.resolve(name);
    Mirrors opened = new Mirrors(own, settings);
    markUsed(own);
    sets.put(name, opened);
    return opened;
  }

  private String name(Credentials credentials) {
    if (credentials instanceof Credentials.None && credentials.caCertificates() == null) {
      return "anonymous";
    }
    List<String> parts = new ArrayList<>(List.of("mirror", credentials.getClass().getSimpleName()));
    if (credentials instanceof Credentials.Basic basic) {
      parts.add(basic.username());
    }
    if (credentials instanceof Credentials.SshKey key) {
      parts.add(String.valueOf(key.knownHosts()));
    }
    parts.add(String.valueOf(credentials.caCertificates()));
    parts.addAll(credentials.secrets());
    return cipher.keyedDigest(String.join("\0", parts)).substring(0, NAME_LENGTH);
  }

  private void markUsed(Path set) {
    try {
      Files.setLastModifiedTime(set, FileTime.from(clock.instant()));
    } catch (IOException e) {
      LOG.warn("The time of use of mirrors cannot be kept directory={}", set, e);
    }
  }

  private void deleteUnused() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Instant oldest = clock.instant().minus(UNUSED);
    try (Stream<Path> found = Files.list(directory)) {
      for (Path set : found.toList()) {
        if (Files.getLastModifiedTime(set).toInstant().isBefore(oldest)) {
          delete(set);
          LOG.info("Mirrors of unused credentials were deleted directory={}", set);
        }
      }
    } catch (IOException e) {
      LOG.warn("Mirrors of unused credentials cannot be deleted directory={}", directory, e);
    }
  }

  private static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
