package dev.plumbline.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoPackSignatureException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a mirror's repository to what the server has, within the settings. */
final class MirrorFetch {

  /**
   * What a try came to; on any but {@code DONE} the repository may be made anew and tried again.
   */
  enum Outcome {
    DONE,
    DAMAGED,
    TOO_LARGE
  }

  private static final Logger LOG = LoggerFactory.getLogger(MirrorFetch.class);
  private static final int MANY_PACKS = 64;
  private static final Set<RefUpdate.Result> FAILED =
      Set.of(
          RefUpdate.Result.LOCK_FAILURE,
          RefUpdate.Result.IO_FAILURE,
          RefUpdate.Result.REJECTED,
          RefUpdate.Result.REJECTED_MISSING_OBJECT,
          RefUpdate.Result.REJECTED_OTHER_REASON);

  private final RepositoryUrl url;
  private final MirrorStore store;
  private final MirrorSettings settings;

  MirrorFetch(RepositoryUrl url, MirrorStore store, MirrorSettings settings) {
    this.url = url;
    this.store = store;
    this.settings = settings;
  }

  /**
   * Fetches every branch and tag, by force, and removes those that the server no longer has.
   *
   * @throws GitException when the server is to blame
   */
  Outcome into(Repository repository, Credentials credentials, RefSnapshot remote) {
    long max = settings.maxBytesPerRepository();
    long room = max - store.bytes();
    if (room <= 0) {
      return Outcome.TOO_LARGE;
    }
    try (RemoteSession session =
        RemoteSession.open(url, credentials, repository, settings.timeout(), room)) {
      FetchGuard guard = new FetchGuard(session.deadline(), store.directory(), max);
      try {
        FetchResult result = fetch(session, guard, remote);
        if (result.getTrackingRefUpdates().stream().anyMatch(MirrorFetch::hasFailed)) {
          return Outcome.DAMAGED;
        }
        store.writeHead(repository, remote);
        compact(repository);
        return store.bytes() > max ? Outcome.TOO_LARGE : Outcome.DONE;
      } catch (IOException | RuntimeException e) {
        return outcome(session, guard, e);
      }
    }
  }

  /**
   * Brings a sound repository up to date in one conversation: asks where the refs point and, only
   * where that is news, for what is missing.
   *
   * @param known where they pointed at the last fetch
   * @param bytes what the repository takes on disk
   * @return where they point now; empty when only a fetch {@link #into} it, or into a new one,
   *     helps
   * @throws GitException when the server is to blame
   */
  Optional<RefSnapshot> refresh(
      Repository repository, Credentials credentials, RefSnapshot known, long bytes) {
    long max = settings.maxBytesPerRepository();
    if (bytes >= max) {
      return Optional.empty();
    }
    try (RemoteSession session =
        RemoteSession.open(url, credentials, repository, settings.timeout(), max - bytes)) {
      FetchGuard guard = new FetchGuard(session.deadline(), store.directory(), max);
      try (FetchConnection connection = session.transport().openFetch(RemoteRefs.WANTED)) {
        RefSnapshot remote = RemoteRefs.snapshot(connection);
        if (remote.equals(known)) {
          return Optional.of(remote);
        }
        if (!bring(repository, connection, guard, remote)) {
          return Optional.empty();
        }
        store.writeHead(repository, remote);
        compact(repository);
        return Optional.of(remote);
      } catch (IOException | RuntimeException e) {
        Outcome outcome = outcome(session, guard, e);
        LOG.debug("A mirror cannot be refreshed repository={} outcome={}", url, outcome, e);
        return Optional.empty();
      }
    }
  }

  /** Whether all refs are where the server has them. */
  private static boolean bring(
      Repository repository, FetchConnection connection, FetchGuard guard, RefSnapshot remote)
      throws IOException {
    Map<String, ObjectId> here = new HashMap<>();
    for (Ref ref :
        repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS)) {
      here.put(ref.getName(), ref.getObjectId());
    }
    List<Ref> wanted = new ArrayList<>();
    BatchRefUpdate moves = repository.getRefDatabase().newBatchUpdate();
    moves.setAllowNonFastForwards(true);
    for (Ref ref : connection.getRefs()) {
      ObjectId there = ref.getObjectId();
      boolean detached =
          ref.getName().equals(remote.head()) && ref.getName().equals(Constants.HEAD);
      if (there == null || !(detached || RemoteRefs.isMirrored(ref.getName()))) {
        continue;
      }
      ObjectId before = here.remove(ref.getName());
      if (!there.equals(before)) {
        wanted.add(ref);
        if (!detached) {
          moves.addCommand(
              new ReceiveCommand(
                  before == null ? ObjectId.zeroId() : before, there.copy(), ref.getName()));
        }
      }
    }
    here.forEach(
        (name, before) -> moves.addCommand(new ReceiveCommand(before, ObjectId.zeroId(), name)));
    try (RevWalk walk = new RevWalk(repository)) {
      if (!wanted.isEmpty()) {
        connection.fetch(guard, wanted, Set.of());
      }
      moves.execute(walk, NullProgressMonitor.INSTANCE);
    } finally {
      for (PackLock lock : connection.getPackLocks()) {
        lock.unlock();
      }
    }
    return moves.getCommands().stream()
        .allMatch(move -> move.getResult() == ReceiveCommand.Result.OK);
  }

  private FetchResult fetch(RemoteSession session, FetchGuard guard, RefSnapshot remote)
      throws IOException {
    List<RefSpec> wanted = new ArrayList<>();
    wanted.add(new RefSpec("+refs/heads/*:refs/heads/*"));
    wanted.add(new RefSpec("+refs/tags/*:refs/tags/*"));
    if ("HEAD".equals(remote.head())) {
      wanted.add(new RefSpec("+HEAD:refs/plumbline/head"));
    }
    session.transport().setTagOpt(TagOpt.NO_TAGS);
    session.transport().setRemoveDeletedRefs(true);
    return session.transport().fetch(guard, wanted);
  }

  private Outcome outcome(RemoteSession session, FetchGuard guard, Exception failure) {
    if (guard.isTooLarge()) {
      return Outcome.TOO_LARGE;
    }
    GitException explained = session.explain(failure);
    if (explained.reason() == GitException.Reason.TOO_LARGE) {
      return Outcome.TOO_LARGE;
    }
    if (isDamage(failure)) {
      return Outcome.DAMAGED;
    }
    throw explained;
  }

  private static boolean hasFailed(TrackingRefUpdate update) {
    return FAILED.contains(update.getResult());
  }

  /** Whether the exception speaks of objects that are broken or missing on disk. */
  static boolean isDamage(Throwable failure) {
    Optional<Throwable> cause = Optional.of(failure);
    for (int depth = 0; depth < 20 && cause.isPresent(); depth++) {
      Throwable t = cause.get();
      if (t instanceof MissingObjectException
          || t instanceof CorruptObjectException
          || t instanceof PackInvalidException
          || t instanceof PackMismatchException
          || t instanceof NoPackSignatureException) {
        return true;
      }
      cause = Optional.ofNullable(t.getCause());
    }
    return false;
  }

  /** Every fetch adds a pack; many make reading slow. Readers go on meanwhile. */
  private void compact(Repository repository) throws IOException {
    long packs = packs();
    if (packs < MANY_PACKS) {
      return;
    }
    try {
      Git.wrap(repository).gc().call();
      LOG.info("A mirror was compacted repository={} packsBefore={}", url, packs);
    } catch (GitAPIException e) {
      throw new IOException("The mirror cannot be compacted", e);
    }
  }

  private long packs() throws IOException {
    try (Stream<Path> files = Files.list(store.directory().resolve("objects/pack"))) {
      return files.filter(file -> file.toString().endsWith(".pack")).count();
    }
  }
}
