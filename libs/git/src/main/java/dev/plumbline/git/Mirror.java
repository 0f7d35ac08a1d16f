package dev.plumbline.git;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of a repository's branches and tags with their history, on disk, without a work tree.
 * Fetching never disturbs reading.
 *
 * <p>Reading asks for no credentials: who may read is for the caller to decide, best by a {@link
 * #fetch} with the reader's own credentials. Safe for use by many threads.
 */
public final class Mirror {

  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
  private static final Pattern ABBREVIATED = Pattern.compile("[0-9a-f]{7,40}");
  private static final Duration BETWEEN_MARKS = Duration.ofMinutes(1);
  private static final RefSnapshot NOTHING = new RefSnapshot(Map.of(), null);

  private final RepositoryUrl url;
  private final MirrorStore store;
  private final MirrorSettings settings;
  private final Clock clock;
  private final LongAdder objectsRead;
  private final Runnable afterFetch;
  private final MirrorFetch download;
  private final Coalesced<Credentials, RefSnapshot> fetches = new Coalesced<>();

  private @Nullable Repository repository;
  private RefSnapshot snapshot = NOTHING;
  private int leases;
  private boolean damaged;
  private long bytes;
  private Instant lastUsed;
  private Instant lastMarked = Instant.EPOCH;
  private SoftReference<KnownDirectories> directories = new SoftReference<>(null);

  Mirror(
      RepositoryUrl url,
      MirrorStore store,
      MirrorSettings settings,
      Clock clock,
      LongAdder objectsRead,
      Runnable afterFetch) {
    this.url = url;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.objectsRead = objectsRead;
    this.afterFetch = afterFetch;
    this.download = new MirrorFetch(url, store, settings);
    this.lastUsed = MirrorStore.lastUsed(store.directory());
    this.bytes = store.exists() ? store.bytes() : 0;
  }

  /** Whose copy this is. */
  public RepositoryUrl url() {
    return url;
  }

  /**
   * Brings the mirror to what the server has now: all branches and tags, moved by force, removed
   * where the server removed them. Costs one ref listing when nothing changed. Callers that wait at
   * the same time with the same credentials share a fetch that started after each of them asked.
   * After a failure everything is as it was, unless the copy was damaged or over its limit: then it
   * is gone.
   *
   * @return where the refs point now
   */
  public RefSnapshot fetch(Credentials credentials) {
    try {
      RefSnapshot fetched = fetches.call(credentials, () -> fetchNow(credentials));
      afterFetch.run();
      return fetched;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GitException(
          GitException.Reason.TIMEOUT, url + ": waiting for a fetch was interrupted");
    }
  }

  private RefSnapshot fetchNow(Credentials credentials) {
    return refreshed(credentials).orElseGet(() -> fetchStepByStep(credentials));
  }

  /** The usual way, in one conversation; empty when there is no sound mirror to begin with. */
  private Optional<RefSnapshot> refreshed(Credentials credentials) {
    RefSnapshot known = refs();
    Optional<MirrorLease> lease =
        isDamaged() || known.refs().isEmpty() ? Optional.empty() : lease();
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    try {
      Repository target = lease.get().repository();
      return download
          .refresh(target, credentials, known, bytes())
          .map(remote -> remote.equals(known) ? remote : adopt(target, remote))
          .filter(adopted -> bytes() <= settings.maxBytesPerRepository());
    } finally {
      lease.get().release();
    }
  }

  /** First where the refs point, then a place for what they point to, then that. */
  private RefSnapshot fetchStepByStep(Credentials credentials) {
    RefSnapshot remote = RemoteRefs.list(url, credentials, settings.timeout());
    MirrorLease lease = leaseForFetch();
    try {
      if (!isDamaged() && remote.equals(refs())) {
        return remote;
      }
      return download(lease, credentials, remote);
    } finally {
      lease.release();
    }
  }

  private RefSnapshot download(MirrorLease lease, Credentials credentials, RefSnapshot remote) {
    boolean fresh = isDamaged() || refs().refs().isEmpty();
    Repository target = isDamaged() ? recreate("damaged") : lease.repository();
    MirrorFetch.Outcome outcome = download.into(target, credentials, remote);
    if (outcome != MirrorFetch.Outcome.DONE && !fresh) {
      target = recreate(outcome.name().toLowerCase(Locale.ROOT));
      outcome = download.into(target, credentials, remote);
    }
    if (outcome != MirrorFetch.Outcome.DONE) {
      recreate(outcome.name().toLowerCase(Locale.ROOT));
      throw new GitException(
          outcome == MirrorFetch.Outcome.TOO_LARGE
              ? GitException.Reason.TOO_LARGE
              : GitException.Reason.CORRUPT,
          outcome == MirrorFetch.Outcome.TOO_LARGE
              ? url
                  + " is larger than "
                  + settings.maxBytesPerRepository()
                  + " bytes, the limit for one repository: raise it or make the repository smaller"
              : url + ": what the server sent cannot be stored as a sound repository");
    }
    return adopt(target, remote);
  }

  private synchronized RefSnapshot adopt(Repository target, RefSnapshot remote) {
    try {
      snapshot = new RefSnapshot(store.readRefs(target).refs(), remote.head());
    } catch (IOException e) {
      throw new GitException(
          GitException.Reason.CORRUPT, "The refs of " + url + " cannot be read from disk", e);
    }
    bytes = store.bytes();
    return snapshot;
  }

  /** Where the refs pointed at the last fetch, this process's or an earlier one's; else nowhere. */
  public synchronized RefSnapshot refs() {
    openIfStored();
    return snapshot;
  }

  /**
   * The commit that a target revision means as of the last fetch: as {@link RefSnapshot#resolve}
   * tells, or else a commit id, full or its first seven digits and more.
   *
   * @throws GitException {@code REVISION_NOT_FOUND} when several commits begin with these digits
   */
  public Optional<CommitId> resolve(String targetRevision) {
    Optional<CommitId> named = refs().resolve(targetRevision).map(ResolvedRevision::commit);
    String hex = targetRevision.strip().toLowerCase(Locale.ROOT);
    return named.isPresent() || !ABBREVIATED.matcher(hex).matches()
        ? named.filter(this::contains)
        : asking(history -> unabbreviate(history, hex), Optional.empty());
  }

  private Optional<CommitId> unabbreviate(CommitHistory history, String hex) throws IOException {
    SortedSet<String> commits = history.startingWith(hex);
    if (commits.size() > 1) {
      throw new GitException(
          GitException.Reason.REVISION_NOT_FOUND,
          url + " has several commits that begin with " + hex + ": write more digits");
    }
    return commits.stream().findFirst().map(CommitId::new);
  }

  /** Whether the mirror holds this commit, reachable from a ref or not. */
  public boolean contains(CommitId id) {
    return asking(history -> history.contains(id), false);
  }

  /** Whether the one is the other or in its history; false when the mirror lacks either. */
  public boolean isAncestor(CommitId ancestor, CommitId descendant) {
    return asking(history -> history.isAncestor(ancestor, descendant), false);
  }

  /**
   * Files that one commit has otherwise than the other, at most so many; none when the mirror lacks
   * either.
   */
  public Set<String> changed(CommitId from, CommitId to, int most) {
    return asking(history -> history.changed(from, to, most), Set.of());
  }

  /**
   * What people want to know of a commit.
   *
   * @throws GitException {@code REVISION_NOT_FOUND} when the mirror does not hold it
   */
  public CommitInfo commit(CommitId id) {
    Optional<CommitInfo> info = asking(history -> history.info(id), Optional.empty());
    return info.orElseThrow(() -> unknown(id));
  }

  /**
   * The files of a commit. Close it after use; until then the mirror stays on disk.
   *
   * @throws GitException {@code REVISION_NOT_FOUND} when the mirror does not hold it
   */
  public CommitTree tree(CommitId id) {
    MirrorLease lease = lease().orElseThrow(() -> unknown(id));
    try {
      ObjectId root = ask(lease, history -> history.tree(id)).orElseThrow(() -> unknown(id));
      return new CommitTree(id, root, lease, settings.limits());
    } catch (RuntimeException e) {
      lease.release();
      throw e;
    }
  }

  private GitException unknown(CommitId id) {
    return new GitException(
        GitException.Reason.REVISION_NOT_FOUND,
        url + " has no commit " + id + " on any branch or tag that was fetched");
  }

  private GitException unreadable(IOException e) {
    return new GitException(
        GitException.Reason.CORRUPT,
        "The mirror of " + url + " cannot be read; the next fetch makes it anew",
        e);
  }

  private interface Question<T> {
    T of(CommitHistory history) throws IOException;
  }

  private <T> T asking(Question<T> question, T ifNothingIsStored) {
    Optional<MirrorLease> lease = lease();
    if (lease.isEmpty()) {
      return ifNothingIsStored;
    }
    try {
      return ask(lease.get(), question);
    } finally {
      lease.get().release();
    }
  }

  private <T> T ask(MirrorLease lease, Question<T> question) {
    try (CommitHistory history = new CommitHistory(lease.repository())) {
      return question.of(history);
    } catch (IOException e) {
      lease.reportDamage();
      throw unreadable(e);
    }
  }

  private synchronized Optional<MirrorLease> lease() {
    openIfStored();
    return Optional.ofNullable(repository).map(this::leaseOf);
  }

  private synchronized MirrorLease leaseForFetch() {
    openIfStored();
    if (repository == null) {
      repository = store.create();
      snapshot = NOTHING;
    }
    return leaseOf(repository);
  }

  private MirrorLease leaseOf(Repository stored) {
    leases++;
    lastUsed = clock.instant();
    if (Duration.between(lastMarked, lastUsed).compareTo(BETWEEN_MARKS) >= 0) {
      store.markUsed(lastUsed);
      lastMarked = lastUsed;
    }
    return new MirrorLease(stored, this);
  }

  private synchronized void openIfStored() {
    if (repository != null || !store.exists()) {
      return;
    }
    Optional<Repository> opened = store.open();
    try {
      repository = opened.isPresent() ? opened.get() : store.create();
      snapshot = opened.isPresent() ? store.readRefs(repository) : NOTHING;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private synchronized Repository recreate(String why) {
    LOG.warn("A mirror is made anew repository={} why={}", url, why);
    if (repository != null) {
      repository.close();
    }
    repository = store.create();
    snapshot = NOTHING;
    directories = new SoftReference<>(null);
    damaged = false;
    bytes = 0;
    return repository;
  }

  synchronized void released() {
    leases--;
  }

  /** What is known of directories, for as long as there is memory for it. */
  synchronized KnownDirectories directories() {
    KnownDirectories known = directories.get();
    if (known == null) {
      known = new KnownDirectories();
      directories = new SoftReference<>(known);
    }
    return known;
  }

  void countRead() {
    objectsRead.increment();
  }

  synchronized void reportDamage(Repository reported) {
    if (reported == repository) {
      damaged = true;
    }
  }

  private synchronized boolean isDamaged() {
    return damaged;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized Instant lastUsed() {
    return lastUsed;
  }

  /** Takes the mirror off the disk unless it is in use; the next fetch brings it back. */
  boolean evictIfUnused() {
    return fetches.ifIdle(this::evictUnlessLeased);
  }

  private synchronized boolean evictUnlessLeased() {
    if (leases > 0) {
      return false;
    }
    close();
    try {
      store.delete();
    } catch (IOException e) {
      LOG.warn("A mirror cannot be deleted repository={}", url, e);
      return false;
    }
    snapshot = NOTHING;
    directories = new SoftReference<>(null);
    bytes = 0;
    return true;
  }

  synchronized void close() {
    if (repository != null) {
      repository.close();
      repository = null;
    }
  }
}
