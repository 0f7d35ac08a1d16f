package dev.plumbline.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bare repository of one mirror on disk. Not safe for concurrent changes: {@link Mirror} is.
 */
final class MirrorStore {

  private static final Logger LOG = LoggerFactory.getLogger(MirrorStore.class);
  private static final String DETACHED_HEAD = "refs/plumbline/head";
  private static final String LAST_USED = "plumbline-last-used";
  private static final int MAX_CHECKED_REFS = 1_000;

  private final Path directory;
  private final RepositoryUrl url;

  MirrorStore(Path directory, RepositoryUrl url) {
    this.directory = directory;
    this.url = url;
  }

  Path directory() {
    return directory;
  }

  boolean exists() {
    return Files.exists(directory.resolve(Constants.HEAD));
  }

  /** The repository as it was left, without what a killed process left behind; empty if damaged. */
  Optional<Repository> open() {
    try {
      removeLeftovers();
      Repository repository = build(true);
      if (isSound(repository)) {
        return Optional.of(repository);
      }
      repository.close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("A mirror cannot be opened directory={} repository={}", directory, url, e);
    }
    return Optional.empty();
  }

  /** A new, empty repository; whatever was there is gone. */
  Repository create() {
    try {
      delete();
      Files.createDirectories(directory);
      Repository repository = build(false);
      repository.create(true);
      StoredConfig config = repository.getConfig();
      config.setInt("gc", null, "auto", 0); // MirrorFetch compacts, when nothing else changes it
      config.setInt("gc", null, "autoPackLimit", 0);
      config.setString("gc", null, "prunePackExpire", "now"); // readers find the new pack
      config.setBoolean("core", null, "logAllRefUpdates", false);
      config.save();
      Files.writeString(directory.resolve("description"), url + "\n", StandardCharsets.UTF_8);
      return repository;
    } catch (IOException e) {
      throw new GitException(
          GitException.Reason.CORRUPT, "The mirror of " + url + " cannot be made on disk", e);
    }
  }

  private Repository build(boolean mustExist) throws IOException {
    IsolatedGit.ensure();
    return new FileRepositoryBuilder()
        .setBare()
        .setGitDir(directory.toFile())
        .setMustExist(mustExist)
        .build();
  }

  /** A killed process leaves locks, which would stop every later update, and half-written packs. */
  private void removeLeftovers() throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = file.getFileName().toString();
            if (name.endsWith(".lock")
                || name.equals("gc.pid")
                || name.startsWith("incoming_")
                || name.startsWith("noz")
                || name.endsWith("_tmp")) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private boolean isSound(Repository repository) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      int checked = 0;
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
        RevCommit commit = walk.parseCommit(ref.getObjectId());
        if (!walk.getObjectReader().has(commit.getTree(), Constants.OBJ_TREE)) {
          return false;
        }
        if (++checked == MAX_CHECKED_REFS) {
          break;
        }
      }
      return true;
    }
  }

  /** Where refs pointed when they were last fetched. */
  RefSnapshot readRefs(Repository repository) throws IOException {
    SortedMap<String, CommitId> refs = new TreeMap<>();
    for (Ref ref :
        repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS)) {
      ObjectId peeled = repository.getRefDatabase().peel(ref).getPeeledObjectId();
      refs.put(ref.getName(), new CommitId((peeled == null ? ref.getObjectId() : peeled).name()));
    }
    Ref detached = repository.exactRef(DETACHED_HEAD);
    if (detached != null) {
      refs.put(Constants.HEAD, new CommitId(detached.getObjectId().name()));
      return new RefSnapshot(refs, Constants.HEAD);
    }
    Ref head = repository.exactRef(Constants.HEAD);
    return new RefSnapshot(refs, head == null ? null : head.getTarget().getName());
  }

  /** Keeps what the server's HEAD stands for, so that it is known after a restart. */
  void writeHead(Repository repository, RefSnapshot remote) throws IOException {
    String head = remote.head();
    if (head == null) {
      return;
    }
    CommitId detached = remote.refs().get(Constants.HEAD);
    if (head.equals(Constants.HEAD) && detached != null) {
      RefUpdate update = repository.updateRef(DETACHED_HEAD);
      update.setNewObjectId(ObjectId.fromString(detached.hex()));
      update.forceUpdate();
      return;
    }
    if (repository.exactRef(DETACHED_HEAD) != null) {
      RefUpdate update = repository.updateRef(DETACHED_HEAD);
      update.setForceUpdate(true);
      update.delete();
    }
    repository.updateRef(Constants.HEAD).link(head);
  }

  /** Bytes on disk now. */
  long bytes() {
    return bytes(directory);
  }

  static long bytes(Path directory) {
    AtomicLong sum = new AtomicLong();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum.addAndGet(attributes.size());
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // packs come and go while we count
            }
          });
    } catch (IOException e) {
      LOG.warn("A mirror cannot be measured directory={}", directory, e);
    }
    return sum.get();
  }

  void markUsed(Instant when) {
    Path marker = directory.resolve(LAST_USED);
    try {
      if (Files.notExists(marker)) {
        Files.createFile(marker);
      }
      Files.setLastModifiedTime(marker, FileTime.from(when));
    } catch (IOException e) {
      LOG.warn("The use of a mirror cannot be noted directory={}", directory, e);
    }
  }

  static Instant lastUsed(Path directory) {
    try {
      return Files.getLastModifiedTime(directory.resolve(LAST_USED)).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  void delete() throws IOException {
    delete(directory);
  }

  static void delete(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
