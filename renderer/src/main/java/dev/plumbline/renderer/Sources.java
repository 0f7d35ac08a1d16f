package dev.plumbline.renderer;

import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.CommitId;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.manifests.RenderFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All sources of an application, each asked for on its own; together they are an answer. */
final class Sources {

  private final GitSources git;
  private final ChartLook charts;

  Sources(GitSources git, ChartLook charts) {
    this.git = git;
    this.charts = charts;
  }

  /**
   * What the application's sources are now.
   *
   * @param hinted the source that is known to have moved, when that is why it is looked: the others
   *     are taken as they were seen last, since whatever moves them is told too
   * @param since how new the others must be if none is hinted, and that one if what was hinted is
   *     not at hand
   */
  CompletionStage<Resolution> resolve(
      Application application, Optional<SourceRevision> hinted, Instant since) {
    List<Application.Source> sources = application.spec().allSources();
    if (sources.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Resolution.NotFound(
              RenderFailure.lasting(
                  FailureReason.InvalidSpec, "spec has neither source nor sources: give one")));
    }
    List<CompletableFuture<ResolvedSource>> each =
        sources.stream()
            .map(source -> resolve(application, source, hinted, since).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
        .<Resolution>thenApply(
            done -> new Resolution.Found(each.stream().map(CompletableFuture::join).toList()))
        .exceptionally(thrown -> new Resolution.NotFound(GitSources.failureOf(thrown)));
  }

  private CompletionStage<ResolvedSource> resolve(
      Application application,
      Application.Source source,
      Optional<SourceRevision> hinted,
      Instant since) {
    boolean other = hinted.filter(hint -> !isOf(source, hint)).isPresent();
    if (source.isChart()) {
      return charts.resolve(application, source, other ? Instant.MIN : since);
    }
    Optional<CommitId> commit =
        other ? Optional.empty() : hinted.flatMap(hint -> CommitId.parse(hint.commit()));
    return git.resolve(application, source, commit, other ? Instant.MIN : since);
  }

  private static boolean isOf(Application.Source source, SourceRevision hint) {
    try {
      if (source.isChart()) {
        return ChartRepositoryUrl.parse(source.repoURL()).id().equals(hint.repository());
      }
      return RepositoryUrl.parse(source.repoURL()).id().equals(hint.repository());
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
