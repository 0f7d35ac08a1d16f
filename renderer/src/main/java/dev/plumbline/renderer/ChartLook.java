package dev.plumbline.renderer;

import dev.plumbline.charts.ChartAccess;
import dev.plumbline.charts.ChartException;
import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.charts.ChartRequest;
import dev.plumbline.charts.Charts;
import dev.plumbline.charts.PulledChart;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.HelmSource;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.rendering.helm.ChartFiles;
import dev.plumbline.stream.Bulkheads;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/**
 * Charts that applications name as sources, and those that charts depend on. Whatever may wait for
 * a host runs on that host's bulkhead.
 */
final class ChartLook implements AutoCloseable {

  private static final String NO_HOST = "invalid";
  private static final String NEWEST = "HEAD";

  private final Charts sources;
  private final Charts dependencies;
  private final SourceCredentials credentials;
  private final Bulkheads hosts;

  /**
   * Charts.
   *
   * @param sources gets those that applications name
   * @param dependencies gets those that files name, which may not lead where applications may
   */
  ChartLook(Charts sources, Charts dependencies, SourceCredentials credentials, Bulkheads hosts) {
    this.sources = sources;
    this.dependencies = dependencies;
    this.credentials = credentials;
    this.hosts = hosts;
  }

  /**
   * The chart that a source names, in the version that it is now.
   *
   * @param since how new the repository's word must be
   * @return fails with {@link RenderException} alone
   */
  CompletionStage<ResolvedSource> resolve(
      Application application, Application.Source source, Instant since) {
    return onHost(
        source.repoURL(),
        () -> {
          ChartRepositoryUrl url = url(source.repoURL(), "spec.source.repoURL");
          String wanted = source.targetRevisionOrDefault();
          PulledChart chart =
              sources.get(
                  new ChartRequest(
                      url,
                      String.valueOf(source.chart()),
                      wanted.equals(NEWEST) ? "" : wanted,
                      access(application, source, url),
                      credentials.provenance(application, source)),
                  since);
          MemoryTree files = new MemoryTree(chart.files());
          return new ResolvedSource(
              source,
              new SourceRevision(
                  identity(url, String.valueOf(source.chart())), wanted, chart.version()),
              () -> files,
              chart.warning().map(text -> new RenderWarning("ChartRepublished", text)).stream()
                  .toList());
        });
  }

  /** A chart that another depends on, or a kustomization names. */
  CompletionStage<RemoteAnswer> fetch(Application application, RemoteName name, Instant since) {
    return onHost(
        name.url(),
        () -> {
          ChartRepositoryUrl url = url(name.url(), "a chart's repository");
          PulledChart chart =
              dependencies.get(
                  new ChartRequest(
                      url, name.chartName(), name.chartVersion(), access(application, url)),
                  since);
          return ChartFiles.answer(chart);
        });
  }

  @Override
  public void close() {
    hosts.close();
  }

  /** How events name a chart of a repository. */
  static String identity(ChartRepositoryUrl url, String chart) {
    return url.id() + "/" + chart;
  }

  private static ChartRepositoryUrl url(String text, String what) throws RenderException {
    try {
      return ChartRepositoryUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RenderException(FailureReason.InvalidSpec, what + ": " + e.getMessage());
    }
  }

  /** Credentials of a source are for its repository, and go nowhere else. */
  private ChartAccess access(Application application, ChartRepositoryUrl url)
      throws RenderException {
    for (Application.Source source : application.spec().allSources()) {
      if (source.isChart() && url.equals(url(source.repoURL(), "spec.source.repoURL"))) {
        return access(application, source, url);
      }
    }
    return ChartAccess.NONE;
  }

  private ChartAccess access(
      Application application, Application.Source source, ChartRepositoryUrl url)
      throws RenderException {
    HelmSource helm = source.helm();
    ChartAccess access = credentials.of(application, source, url);
    return helm == null || !Boolean.TRUE.equals(helm.passCredentials())
        ? access
        : new ChartAccess(
            access.username(),
            access.password(),
            access.bearerToken(),
            access.caCertificates(),
            access.clientCertificate(),
            access.clientKey(),
            true,
            access.insecureSkipVerify(),
            access.plainHttp());
  }

  private <T> CompletionStage<T> onHost(String url, Callable<T> work) {
    return hosts.call(
        host(url),
        () -> {
          try {
            return work.call();
          } catch (ChartException e) {
            throw new RenderException(ChartFiles.failure(e));
          }
        });
  }

  /** The work finds the same as is wrong with a URL without a host, and says so. */
  private static String host(String url) {
    try {
      return ChartRepositoryUrl.parse(url).host();
    } catch (IllegalArgumentException e) {
      return NO_HOST;
    }
  }
}
