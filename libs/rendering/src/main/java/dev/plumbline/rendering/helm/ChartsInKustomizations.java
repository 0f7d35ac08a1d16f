package dev.plumbline.rendering.helm;

import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.charts.PulledChart;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.kustomize.ChartSource;
import dev.plumbline.helm.kustomize.KustomizeCharts;
import dev.plumbline.kustomize.ChartInflator;
import dev.plumbline.kustomize.UsedRemote;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.rendering.RenderEnded;
import dev.plumbline.rendering.RenderInput;
import dev.plumbline.rendering.kustomize.KustomizeRenderer.ChartsOf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The charts that kustomizations have inflated, by Helm as charts that are sources. */
public final class ChartsInKustomizations implements ChartsOf {

  private final HelmEngine engine;

  public ChartsInKustomizations(HelmEngine engine) {
    this.engine = engine;
  }

  /** The cluster is asked for nothing unless there is a chart. */
  @Override
  public ChartInflator forRender(RenderInput input) {
    return request -> {
      Optional<String> unavailable = engine.unavailable();
      if (unavailable.isPresent()) {
        throw ended(
            new RenderException(
                FailureReason.HelmUnavailable,
                "charts cannot be rendered here: " + unavailable.get()));
      }
      return new KustomizeCharts(
              engine,
              source(input),
              ChartLimits.DEFAULT,
              cluster(input),
              input.application().key().toString(),
              RenderEnded.at(input.checkpoint()))
          .inflate(request);
    };
  }

  private static KustomizeCharts.Cluster cluster(RenderInput input) {
    try {
      RemoteAnswer.Found cluster =
          input.remotes().get(RemoteName.cluster(input.spec().destination().cluster()));
      return new KustomizeCharts.Cluster(
          text(cluster, RemoteAnswer.Found.VERSION),
          text(cluster, RemoteAnswer.Found.APIS).lines().toList());
    } catch (RenderException e) {
      throw ended(e);
    }
  }

  private static String text(RemoteAnswer.Found cluster, String file) {
    return new String(cluster.files().read(file), StandardCharsets.UTF_8);
  }

  private static ChartSource source(RenderInput input) {
    return (repository, name, version) -> {
      try {
        PulledChart chart =
            ChartFiles.fetcher(input.remotes())
                .fetch(ChartRepositoryUrl.parse(repository), name, version);
        return new ChartSource.Pulled(
            chart.files(), new UsedRemote(repository + "/" + name, version, chart.digest()));
      } catch (IllegalArgumentException e) {
        throw ended(
            new RenderException(
                FailureReason.InvalidManifest,
                "the kustomization names a chart: " + e.getMessage()));
      }
    };
  }

  private static RenderEnded ended(RenderException e) {
    return new RenderEnded(e);
  }
}
