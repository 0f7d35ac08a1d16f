package dev.plumbline.helm.kustomize;

import dev.plumbline.git.TreePath;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.HelmException;
import dev.plumbline.helm.HelmObject;
import dev.plumbline.helm.HelmRequest;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.chart.ChartTree;
import dev.plumbline.helm.values.ValuesMerge;
import dev.plumbline.kustomize.Chart;
import dev.plumbline.kustomize.ChartInflator;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.UsedRemote;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inflates the charts of a kustomization, as {@code kustomize build --enable-helm} has them
 * inflated: those in the tree as they are there, others from a source.
 */
public final class KustomizeCharts implements ChartInflator {

  private static final String FIELD = "helmCharts";
  private static final String VALUES = "values.yaml";
  private static final String UNNAMED = "release-name";
  private static final String WITH_PRERELEASES = ">0.0.0-0";
  private static final String DEFAULT_NAMESPACE = "default";

  private final HelmEngine engine;
  private final ChartSource source;
  private final ChartLimits limits;
  private final Cluster cluster;
  private final String owner;
  private final Runnable checkpoint;

  /**
   * What charts are told of the cluster when the kustomization says nothing of it.
   *
   * @param kubeVersion such as {@code 1.33.0}
   */
  public record Cluster(String kubeVersion, List<String> apiVersions) {
    public Cluster {
      apiVersions = List.copyOf(apiVersions);
    }
  }

  /**
   * An inflator for one build.
   *
   * @param owner whose work it is, see {@link HelmRequest}
   * @param checkpoint asked often; what it throws ends the build
   */
  public KustomizeCharts(
      HelmEngine engine,
      ChartSource source,
      ChartLimits limits,
      Cluster cluster,
      String owner,
      Runnable checkpoint) {
    this.engine = engine;
    this.source = source;
    this.limits = limits;
    this.cluster = cluster;
    this.owner = owner;
    this.checkpoint = checkpoint;
  }

  @Override
  public Inflation inflate(Request request) {
    Chart chart = request.chart();
    Optional<ChartSource.Pulled> pulled =
        request.chartFolder().isPresent() ? Optional.empty() : Optional.of(pull(chart));
    try {
      Map<String, byte[]> files =
          pulled
              .map(ChartSource.Pulled::files)
              .orElseGet(() -> inTree(request, request.chartFolder().orElseThrow()));
      String manifests = manifests(request, files);
      List<UsedRemote> remotes = pulled.map(each -> List.of(each.remote())).orElse(List.of());
      return new Inflation(manifests, remotes);
    } catch (HelmException e) {
      throw problem(request, e);
    }
  }

  private ChartSource.Pulled pull(Chart chart) {
    if (chart.repo().isEmpty()) {
      throw new KustomizeException(
          "",
          0,
          FIELD,
          "no repo specified for pull, no chart found at '" + chart.folder() + "'",
          null);
    }
    boolean newest = chart.devel() && chart.version().isEmpty();
    return source.pull(chart.repo(), chart.name(), newest ? WITH_PRERELEASES : chart.version());
  }

  private Map<String, byte[]> inTree(Request request, String folder) {
    return ChartTree.read(request.files(), folder, limits);
  }

  private String manifests(Request request, Map<String, byte[]> files) {
    Chart chart = request.chart();
    HelmRequest helm =
        HelmRequest.of(
                files,
                releaseName(chart),
                chart.namespace().isEmpty() ? DEFAULT_NAMESPACE : chart.namespace(),
                chart.kubeVersion().isEmpty() ? cluster.kubeVersion() : chart.kubeVersion())
            .ownedBy(owner)
            .withApiVersions(
                chart.apiVersions().isEmpty() ? cluster.apiVersions() : chart.apiVersions())
            .with(chart.includeCrds(), chart.skipTests(), chart.skipHooks(), false);
    ValuesMerge values = new ValuesMerge();
    for (byte[] each : request.values(files.getOrDefault(VALUES, new byte[0]))) {
      values.file(VALUES, new String(each, StandardCharsets.UTF_8));
    }
    return engine.template(helm.withValues(values.result()), checkpoint).toYaml();
  }

  /** Without a name the command line takes one that looks like a placeholder, and is its answer. */
  private String releaseName(Chart chart) {
    if (chart.nameTemplate().isEmpty()) {
      return chart.releaseName().isEmpty() ? UNNAMED : chart.releaseName();
    }
    if (!chart.releaseName().isEmpty()) {
      throw new KustomizeException(
          "", 0, FIELD + ".nameTemplate", "cannot be set beside releaseName", null);
    }
    return chart.nameTemplate().contains("{{")
        ? fromTemplate(chart.nameTemplate())
        : chart.nameTemplate();
  }

  private String fromTemplate(String template) {
    Map<String, byte[]> naming =
        Map.of(
            "Chart.yaml", bytes("{apiVersion: v2, name: naming, version: 0.1.0}"),
            "templates/_name.tpl", bytes("{{ define \"name\" }}" + template + "{{ end }}"),
            "templates/name.yaml", bytes("name: {{ include \"name\" \"\" | quote }}"));
    HelmRequest request =
        HelmRequest.of(naming, UNNAMED, DEFAULT_NAMESPACE, cluster.kubeVersion()).ownedBy(owner);
    try {
      List<HelmObject> named = engine.template(request, checkpoint).objects();
      return named.get(0).manifest().path("name").asText();
    } catch (HelmException e) {
      throw new KustomizeException("", 0, FIELD + ".nameTemplate", e.problem(), e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static KustomizeException problem(Request request, HelmException e) {
    Chart chart = request.chart();
    String folder =
        request
            .chartFolder()
            .map(path -> e.file().isEmpty() ? path : TreePath.child(path, e.file()))
            .orElse(e.file());
    return new KustomizeException(
        folder, e.line(), "", "chart '" + chart.name() + "': " + e.problem(), e);
  }
}
