package dev.plumbline.renderer;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.CommitTree;
import dev.plumbline.git.GitException;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.renderer.model.History;
import dev.plumbline.rendering.Evaluation;
import dev.plumbline.rendering.GitFailures;
import dev.plumbline.rendering.Outcome;
import dev.plumbline.rendering.SourceAt;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.service.ResourceView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Runs evaluations on the threads for rendering. One that turns out to need something remote ends,
 * and begins anew once that is there: nobody waits for a host on those threads.
 */
final class Evaluations {

  private final Evaluation evaluation;
  private final ResourceView<ProjectReading> projects;
  private final GitSources sources;
  private final ClusterLook clusters;
  private final ChartLook charts;
  private final SchemaLook schemas;
  private final Executor renderers;
  private final Duration timeout;
  private final Clock clock;

  Evaluations(
      Evaluation evaluation,
      ResourceView<ProjectReading> projects,
      GitSources sources,
      ClusterLook clusters,
      ChartLook charts,
      SchemaLook schemas,
      Executor renderers,
      Duration timeout,
      Clock clock) {
    this.evaluation = evaluation;
    this.projects = projects;
    this.sources = sources;
    this.clusters = clusters;
    this.charts = charts;
    this.schemas = schemas;
    this.renderers = renderers;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** One evaluation. */
  private record Subject(
      Application application, Look look, History history, Resolution.Found at) {}

  /** Evaluates an application at a commit. */
  CompletionStage<Outcome> evaluate(
      Application application, Look look, History history, Resolution.Found at) {
    RemoteLook remotes = new RemoteLook(sources, clusters, charts, application, look.since());
    return evaluate(new Subject(application, look, history, at), remotes)
        .whenComplete((outcome, failure) -> remotes.close())
        .thenCompose(outcome -> checked(application, outcome));
  }

  private CompletionStage<Outcome> checked(Application application, Outcome outcome) {
    return outcome instanceof Outcome.Changed changed
        ? schemas
            .check(application.spec().destination().cluster(), changed.manifests())
            .thenApply(
                failure ->
                    failure
                        .<Outcome>map(each -> new Outcome.Failed(each, Optional.empty()))
                        .orElse(changed))
        : CompletableFuture.completedFuture(outcome);
  }

  private CompletionStage<Outcome> evaluate(Subject subject, RemoteLook remotes) {
    return CompletableFuture.supplyAsync(() -> evaluateNow(subject, remotes), renderers)
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Wanting wanting
                    ? remotes
                        .fetch(wanting.remotes())
                        .thenCompose(done -> evaluate(subject, remotes))
                    : CompletableFuture.completedFuture(outcome));
  }

  private Outcome evaluateNow(Subject subject, RemoteLook remotes) {
    Application application = subject.application();
    Resolution.Found at = subject.at();
    List<SourceAt> opened = new ArrayList<>();
    try {
      for (ResolvedSource source : at.sources()) {
        opened.add(
            new SourceAt(
                source.source(), source.revision(), source.files().open(), source.warnings()));
      }
      History history = subject.history();
      if (!subject.look().recheck() && history.failsAgain(application, opened)) {
        return history.lastFailure().orElseThrow();
      }
      Optional<ProjectReading> project =
          projects.get(application.metadata().namespace(), application.spec().projectOrDefault());
      Optional<String> refusal = project.flatMap(ProjectReading::refusal);
      if (refusal.isPresent()) {
        return new Outcome.Failed(
            RenderFailure.lasting(FailureReason.NotPermitted, refusal.get()), Optional.empty());
      }
      return evaluation.evaluate(
          application,
          project.flatMap(ProjectReading::project),
          opened,
          history.good(),
          remotes.known(),
          deadline());
    } catch (GitException e) {
      return new Outcome.Failed(GitFailures.of(e), Optional.empty());
    } finally {
      opened.forEach(Evaluations::close);
    }
  }

  private static void close(SourceAt source) {
    if (source.files() instanceof CommitTree tree) {
      tree.close();
    }
  }

  private Checkpoint deadline() {
    Instant end = clock.instant().plus(timeout);
    return () -> {
      if (clock.instant().isAfter(end)) {
        throw new RenderException(
            FailureReason.TimedOut,
            "the render took longer than "
                + timeout.toSeconds()
                + " s: split the application, or raise plumbline.renderer.render-timeout");
      }
    };
  }
}
