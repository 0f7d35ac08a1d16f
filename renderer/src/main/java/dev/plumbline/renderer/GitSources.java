package dev.plumbline.renderer;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.CommitId;
import dev.plumbline.git.CommitTree;
import dev.plumbline.git.Credentials;
import dev.plumbline.git.GitException;
import dev.plumbline.git.Mirror;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.GitFailures;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.stream.BulkheadFullException;
import dev.plumbline.stream.Bulkheads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Applications' sources, fetched and resolved. Everything that may wait for a Git host runs on that
 * host's bulkhead; a fetch that began late enough is shared by all who asked before it.
 */
final class GitSources implements AutoCloseable {

  private static final String NO_HOST = "invalid";
  private static final String HEAD = "HEAD";

  /** The last conversation about a mirror. */
  private record Attempt(Instant startedAt, Instant endedAt, @Nullable RenderFailure failure) {}

  private final MirrorSets mirrors;
  private final SourceCredentials credentials;
  private final Bulkheads hosts;
  private final GitMetrics metrics;
  private final RemoteFiles files;
  private final boolean fileRepositories;
  private final Clock clock;
  private final Map<Mirror, Attempt> attempts = new ConcurrentHashMap<>();

  GitSources(
      MirrorSets mirrors,
      SourceCredentials credentials,
      Bulkheads hosts,
      GitMetrics metrics,
      RemoteFiles files,
      RendererConfig config,
      Clock clock) {
    this.mirrors = mirrors;
    this.credentials = credentials;
    this.hosts = hosts;
    this.metrics = metrics;
    this.files = files;
    this.fileRepositories = config.allowFileRepositories();
    this.clock = clock;
    metrics.objectsRead(mirrors);
  }

  /**
   * Sees to it that a mirror is as new as the given moment.
   *
   * @param since a fetch that began at or after this is new enough
   * @return the mirror; fails with {@link RenderException} alone
   */
  CompletionStage<Mirror> refresh(
      Application application, Application.Source source, Instant since) {
    return onHost(
        hostOf(source.repoURL()),
        () -> {
          SourceAccess access = access(application, source);
          fetchUnlessFresh(access, since);
          return access.mirror();
        });
  }

  /**
   * What the target revision of a source is now. Asks the Git host only when the mirror does not
   * hold what is looked for.
   *
   * @param commit take what is on disk if it has this commit or what came after it
   * @param since otherwise take it only if it was fetched at or after this
   * @return fails with {@link RenderException} alone
   */
  CompletionStage<ResolvedSource> resolve(
      Application application,
      Application.Source source,
      Optional<CommitId> commit,
      Instant since) {
    return onHost(hostOf(source.repoURL()), () -> resolveNow(application, source, commit, since));
  }

  /**
   * A repository that a kustomization of the application names.
   *
   * @param since how new a ref that can move must be
   * @return the files, to be closed; fails with {@link RenderException} alone
   */
  CompletionStage<CommitTree> remote(Application application, RemoteName name, Instant since) {
    return onHost(
        hostOf(name.url()),
        () -> {
          SourceAccess source = remoteAccess(application, name);
          Mirror mirror = source.mirror();
          String target = name.ref().isEmpty() ? HEAD : name.ref();
          Optional<CommitId> found = mirror.resolve(target);
          if (found.isEmpty() || name.moves("")) {
            fetchUnlessFresh(source, since);
            found = mirror.resolve(target);
          }
          return mirror.tree(
              found.orElseThrow(
                  () ->
                      new RenderException(
                          GitFailures.revisionNotFound(source.url().id(), target, mirror.refs()))));
        });
  }

  /** A file that a kustomization names by URL; fails with {@link RenderException} alone. */
  CompletionStage<byte[]> remoteFile(RemoteName name, Instant since) {
    return onHost(hostOf(name.url()), () -> files.get(name.url(), since));
  }

  @Override
  public void close() {
    hosts.close();
    mirrors.close();
  }

  private ResolvedSource resolveNow(
      Application application, Application.Source source, Optional<CommitId> commit, Instant since)
      throws RenderException {
    SourceAccess access = access(application, source);
    Mirror mirror = access.mirror();
    String target = source.targetRevisionOrDefault();
    Optional<CommitId> found = mirror.resolve(target);
    if (commit.isEmpty() || found.isEmpty() || !includes(mirror, found.get(), commit.get())) {
      fetchUnlessFresh(access, since);
      found = mirror.resolve(target);
    }
    CommitId resolved =
        found.orElseThrow(
            () ->
                new RenderException(
                    GitFailures.revisionNotFound(access.url().id(), target, mirror.refs())));
    return new ResolvedSource(
        source,
        new SourceRevision(
            access.url().id(), target, resolved.hex(), mirror.commit(resolved).authorWithAddress()),
        () -> mirror.tree(resolved));
  }

  private static boolean includes(Mirror mirror, CommitId tip, CommitId wanted) {
    return tip.equals(wanted) || mirror.isAncestor(wanted, tip);
  }

  /** Credentials are for the host of their source, and go nowhere else. */
  private SourceAccess remoteAccess(Application application, RemoteName name)
      throws RenderException {
    RepositoryUrl url;
    try {
      url = RepositoryUrl.parse(name.url());
    } catch (IllegalArgumentException e) {
      throw new RenderException(
          FailureReason.InvalidManifest, "a kustomization names a remote base: " + e.getMessage());
    }
    checkLocal(url);
    Credentials own = Credentials.none();
    for (Application.Source source : application.spec().allSources()) {
      if (!source.isChart() && url.isOnSameServerAs(url(source))) {
        own = credentials.of(application, source);
        break;
      }
    }
    return new SourceAccess(url, own, mirrors.of(url, own));
  }

  private SourceAccess access(Application application, Application.Source source)
      throws RenderException {
    RepositoryUrl url = url(source);
    checkLocal(url);
    Credentials own = credentials.of(application, source);
    return new SourceAccess(url, own, mirrors.of(url, own));
  }

  private void checkLocal(RepositoryUrl url) throws RenderException {
    if (url.isLocal() && !fileRepositories) {
      throw new RenderException(
          FailureReason.InvalidSpec,
          "repositories on disk are switched off: serve "
              + url
              + " over https or ssh, or set plumbline.renderer.allow-file-repositories");
    }
  }

  private static RepositoryUrl url(Application.Source source) throws RenderException {
    try {
      return RepositoryUrl.parse(source.repoURL());
    } catch (IllegalArgumentException e) {
      throw new RenderException(
          FailureReason.InvalidSpec, "spec.source.repoURL: " + e.getMessage());
    }
  }

  private void fetchUnlessFresh(SourceAccess source, Instant since) throws RenderException {
    Attempt last = attempts.get(source.mirror());
    Instant start = clock.instant();
    if (last != null && isAnswer(last, since, start)) {
      if (last.failure() != null) {
        throw new RenderException(last.failure());
      }
      return;
    }
    RenderFailure failure = fetch(source, start);
    if (failure != null) {
      throw new RenderException(failure);
    }
  }

  /**
   * A success must have begun after the question; a failure is shared by all who saw it coming. One
   * that is still to come was before the clock was set back, and answers nothing.
   */
  private static boolean isAnswer(Attempt attempt, Instant since, Instant now) {
    if (attempt.startedAt().isAfter(now)) {
      return false;
    }
    return attempt.failure() == null
        ? !attempt.startedAt().isBefore(since)
        : !attempt.endedAt().isBefore(since);
  }

  private @Nullable RenderFailure fetch(SourceAccess source, Instant start) {
    RenderFailure failure = null;
    String outcome = "ok";
    try {
      source.mirror().fetch(source.credentials());
    } catch (GitException e) {
      failure = GitFailures.of(e);
      outcome = e.reason().label();
    }
    Instant end = clock.instant();
    metrics.fetched(source.url().host(), outcome, Duration.between(start, end));
    attempts.merge(
        source.mirror(),
        new Attempt(start, end, failure),
        (a, b) -> a.startedAt().isAfter(b.startedAt()) && !a.startedAt().isAfter(end) ? a : b);
    return failure;
  }

  /** The work finds the same as is wrong with a URL without a host, and says so. */
  private static String hostOf(String url) {
    try {
      return RepositoryUrl.parse(url).host();
    } catch (IllegalArgumentException e) {
      return NO_HOST;
    }
  }

  private <T> CompletionStage<T> onHost(String host, Callable<T> work) {
    return hosts.call(
        host,
        () -> {
          try {
            return work.call();
          } catch (GitException e) {
            throw new RenderException(GitFailures.of(e));
          }
        });
  }

  /** The failure that a stage of this class ended with; anything else is thrown on. */
  static RenderFailure failureOf(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof RenderException e) {
      return e.failure();
    }
    if (cause instanceof BulkheadFullException e) {
      return RenderFailure.passing(
          FailureReason.RepositoryUnreachable,
          "too much waits for the Git host: " + e.getMessage());
    }
    throw thrown instanceof CompletionException e ? e : new CompletionException(thrown);
  }
}
