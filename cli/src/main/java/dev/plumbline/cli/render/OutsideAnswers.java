package dev.plumbline.cli.render;

import dev.plumbline.charts.AddressCheck;
import dev.plumbline.charts.ChartException;
import dev.plumbline.charts.ChartRepositories;
import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.charts.ChartRequest;
import dev.plumbline.charts.ChartSettings;
import dev.plumbline.charts.ChartStore;
import dev.plumbline.charts.Charts;
import dev.plumbline.charts.ProvenancePolicy;
import dev.plumbline.charts.PulledChart;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.chart.ChartArchive;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.kustomize.ChartSource;
import dev.plumbline.helm.kustomize.KustomizeCharts;
import dev.plumbline.kustomize.ChartInflator;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.RemoteSources;
import dev.plumbline.kustomize.UsedRemote;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.rendering.helm.ChartFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What renders need from outside of their sources, for whoever runs the command: given on the
 * command line, or fetched if that is allowed. Safe for use by many threads.
 */
final class OutsideAnswers {

  private final RemoteBases bases;
  private final @Nullable Charts charts;
  private final boolean allowRemote;
  private final Map<String, Map<String, String>> data = new ConcurrentHashMap<>();
  private final String kubeVersion;
  private final List<String> apiVersions;
  private final Map<RemoteName, RemoteAnswer> known = new ConcurrentHashMap<>();
  private final Instant start;
  private final @Nullable String ageKey;
  private final @Nullable ClusterAnswers clusters;
  private final SourceSecrets secrets;

  /**
   * Answers of whoever runs the command.
   *
   * @param directory for charts; null when nothing may be fetched
   * @param allowRemote whether what files name outside of their repository is fetched
   */
  OutsideAnswers(
      RemoteBases bases, @Nullable Path directory, boolean allowRemote, ChangeOptions options)
      throws IOException {
    this.allowRemote = allowRemote;
    this.bases = bases;
    Clock clock = Clock.systemUTC();
    this.start = clock.instant();
    this.charts = directory == null ? null : charts(directory, clock);
    this.kubeVersion = options.kubeVersionOrDefault();
    this.apiVersions = options.apiVersions();
    Path file = options.ageKey();
    this.ageKey = file == null ? null : ChangeOptions.text(file);
    this.clusters = null;
    this.secrets = SourceSecrets.NONE;
    decryptWith(ChangeOptions.KEY_SECRET);
  }

  private OutsideAnswers(
      RemoteBases bases, Path directory, ClusterAnswers clusters, SourceSecrets secrets)
      throws IOException {
    this.allowRemote = true;
    this.bases = bases;
    Clock clock = Clock.systemUTC();
    this.start = clock.instant();
    this.charts = charts(directory, clock);
    this.kubeVersion = "";
    this.apiVersions = List.of();
    this.ageKey = null;
    this.clusters = clusters;
    this.secrets = secrets;
  }

  /** Answers that the renderer would get: clusters are asked what only they know. */
  static OutsideAnswers ofClusters(
      RemoteBases bases, Path directory, ClusterAnswers clusters, SourceSecrets secrets)
      throws IOException {
    return new OutsideAnswers(bases, directory, clusters, secrets);
  }

  private static Charts charts(Path directory, Clock clock) throws IOException {
    return new Charts(
        new ChartRepositories(ChartSettings.DEFAULT, AddressCheck.ANY, clock),
        new ChartStore(directory, ChartSettings.DEFAULT.maxStoreBytes(), clock),
        archive -> ChartArchive.read(archive, ChartLimits.DEFAULT),
        clock);
  }

  /** Has the age key that was given, if any, stand for those of a Secret. */
  void decryptWith(String secret) {
    if (ageKey != null) {
      secret(secret, Map.of("age.agekey", ageKey));
    }
  }

  /** A Secret that renders may read. */
  void secret(String name, Map<String, String> values) {
    data.put(RemoteName.secret(name).mark(), values);
  }

  /** A ConfigMap that renders may read. */
  void configMap(String name, Map<String, String> values) {
    data.put(RemoteName.configMap(name).mark(), values);
  }

  /** A chart that files name. */
  PulledChart chart(String repository, String name, String version) {
    return chart(repository, name, version, ProvenancePolicy.OFF);
  }

  /** The chart that a source names. */
  PulledChart chart(String repository, String name, String version, ProvenancePolicy provenance) {
    Charts open = charts;
    if (open == null) {
      throw remote("the chart " + name + " of " + repository);
    }
    try {
      ChartRepositoryUrl url = ChartRepositoryUrl.parse(repository);
      return open.get(new ChartRequest(url, name, version, secrets.charts(url), provenance), start);
    } catch (IllegalArgumentException e) {
      throw new ChartException(ChartException.Reason.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  private static ChartException remote(String what) {
    return new ChartException(
        ChartException.Reason.REFUSED, what + " is remote: give --allow-remote to have it read");
  }

  /** What inflates the charts of kustomizations. */
  ChartInflator inflator(HelmEngine helm) {
    return new KustomizeCharts(
        helm,
        (repository, name, version) -> {
          if (!allowRemote) {
            throw new KustomizeException(
                "", "chart " + name + " of " + repository + " is remote: give --allow-remote");
          }
          PulledChart chart = chart(repository, name, version);
          return new ChartSource.Pulled(
              chart.files(), new UsedRemote(repository + "/" + name, version, chart.digest()));
        },
        ChartLimits.DEFAULT,
        new KustomizeCharts.Cluster(kubeVersion, apiVersions),
        "local",
        () -> {});
  }

  /** What is asked for; that it cannot be had is an answer too. */
  RemoteAnswer get(RemoteName name) {
    return known.computeIfAbsent(name, this::ask);
  }

  private RemoteAnswer ask(RemoteName name) {
    try {
      return switch (name.kind()) {
        case REPOSITORY -> repository(name);
        case FILE ->
            new RemoteAnswer.Found(
                new MemoryTree(Map.of(RemoteAnswer.Found.FILE, bases.file(name.url()))),
                name.url());
        case CHART -> chart(name);
        case SECRET, CONFIG_MAP -> clusters == null ? values(name) : clusters.get(name);
        case CLUSTER -> clusters == null ? cluster(kubeVersion, apiVersions) : clusters.get(name);
        case SCOPE ->
            clusters == null
                ? new RemoteAnswer.Found(new MemoryTree(Map.of()), RemoteAnswer.UNKNOWN)
                : clusters.get(name);
      };
    } catch (ChartException e) {
      return new RemoteAnswer.Failed(ChartFiles.failure(e));
    } catch (KustomizeException e) {
      return new RemoteAnswer.Failed(
          RenderFailure.lasting(FailureReason.NotPermitted, String.valueOf(e.getMessage())));
    }
  }

  private RemoteAnswer repository(RemoteName name) {
    RemoteSources.RemoteTree tree =
        bases.repository(name.url(), name.ref(), secrets.git(name.url()));
    return new RemoteAnswer.Found(tree.files(), tree.revision());
  }

  private RemoteAnswer chart(RemoteName name) {
    if (!allowRemote) {
      throw remote(name.toString());
    }
    PulledChart chart = chart(name.url(), name.chartName(), name.chartVersion());
    return ChartFiles.answer(chart);
  }

  private RemoteAnswer values(RemoteName name) {
    Map<String, String> values = data.get(name.mark());
    if (values == null) {
      return new RemoteAnswer.Found(new MemoryTree(Map.of()), RemoteAnswer.ABSENT);
    }
    Map<String, byte[]> files = new HashMap<>();
    values.forEach((key, value) -> files.put(key, value.getBytes(StandardCharsets.UTF_8)));
    return new RemoteAnswer.Found(
        new MemoryTree(files), Json.sha256(Json.mapper().valueToTree(values)));
  }

  /** What a cluster serves, as an answer. */
  static RemoteAnswer cluster(String kubeVersion, List<String> apiVersions) {
    return new RemoteAnswer.Found(
        new MemoryTree(
            Map.of(
                RemoteAnswer.Found.VERSION,
                kubeVersion.getBytes(StandardCharsets.UTF_8),
                RemoteAnswer.Found.APIS,
                String.join("\n", apiVersions).getBytes(StandardCharsets.UTF_8))),
        kubeVersion);
  }
}
