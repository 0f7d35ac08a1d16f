package dev.plumbline.rendering.helm;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.HelmSource;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.HelmException;
import dev.plumbline.helm.HelmObject;
import dev.plumbline.helm.HelmRequest;
import dev.plumbline.helm.HelmResult;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.rendering.LeftOut;
import dev.plumbline.rendering.ManifestRenderer;
import dev.plumbline.rendering.RenderEnded;
import dev.plumbline.rendering.RenderInput;
import dev.plumbline.rendering.Rendered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Renders a chart, be it in Git or pulled, as {@code helm template --include-crds} does. Where the
 * application changes what Kustomize builds, that is done to what Helm rendered.
 */
public final class HelmRenderer implements ManifestRenderer {

  private static final String CHART = "Chart.yaml";

  private final HelmEngine engine;
  private final ManifestRenderer kustomize;

  /**
   * A renderer.
   *
   * @param kustomize what changes the manifests afterwards, where that is asked for
   */
  public HelmRenderer(HelmEngine engine, ManifestRenderer kustomize) {
    this.engine = engine;
    this.kustomize = kustomize;
  }

  @Override
  public String name() {
    return "chart/1 " + engine.version() + " " + kustomize.name();
  }

  @Override
  public boolean handles(
      FileTree files, String path, Application.Source source, Application.Spec spec) {
    if (source.isChart() || source.helm() != null) {
      return true;
    }
    return source.directory() == null
        && !Kustomize.isIn(files, path)
        && files
            .lookup(TreePath.child(path, CHART))
            .filter(entry -> entry.kind() == FileEntry.Kind.FILE)
            .isPresent();
  }

  @Override
  public Rendered render(RenderInput input) throws RenderException {
    input.checkpoint().check();
    Optional<String> unavailable = engine.unavailable();
    if (unavailable.isPresent()) {
      throw new RenderException(
          FailureReason.HelmUnavailable, "charts cannot be rendered here: " + unavailable.get());
    }
    HelmSource helm = input.source().helm() == null ? HelmSource.PLAIN : input.source().helm();
    try {
      Map<String, byte[]> chart = ChartFiles.of(input);
      HelmRequest request = request(input, helm, chart);
      HelmResult result = engine.template(request, RenderEnded.at(input.checkpoint()));
      List<RenderWarning> warnings = new ArrayList<>();
      if (!result.passedOver().isEmpty()) {
        warnings.add(LeftOut.unknownHooks(objects(result.passedOver(), input)));
      }
      if (Randomness.isPossible(chart)) {
        HelmResult again = engine.template(request, RenderEnded.at(input.checkpoint()));
        Randomness.between(result, again).ifPresent(warnings::add);
      }
      return new Rendered(
          PostRendering.isWanted(input)
              ? PostRendering.of(result, input, kustomize)
              : objects(result.objects(), input),
          warnings);
    } catch (RenderEnded e) {
      throw e.failure();
    } catch (HelmException e) {
      throw new RenderException(failure(e, input));
    }
  }

  private static HelmRequest request(RenderInput input, HelmSource helm, Map<String, byte[]> chart)
      throws RenderException {
    Application application = input.application();
    Capabilities capabilities = Capabilities.of(input, helm, chart);
    return new HelmRequest(
        application.key().toString(),
        chart,
        HelmValues.of(input, helm),
        orElse(helm.releaseName(), application.metadata().name()),
        orElse(helm.namespace(), input.spec().destination().namespaceOrDefault()),
        capabilities.kubeVersion(),
        capabilities.apiVersions(),
        !Boolean.TRUE.equals(helm.skipCrds()),
        Boolean.TRUE.equals(helm.skipTests()),
        false,
        Boolean.TRUE.equals(helm.skipSchemaValidation()));
  }

  private static String orElse(@Nullable String given, String otherwise) {
    return given == null || given.isEmpty() ? otherwise : given;
  }

  private static List<SourceObject> objects(List<HelmObject> found, RenderInput input) {
    List<SourceObject> objects = new ArrayList<>();
    for (HelmObject object : found) {
      objects.add(new SourceObject(object.manifest(), new Place(file(object, input), null)));
    }
    return objects;
  }

  /** Helm begins with the name of the chart; in a repository that is the chart's folder. */
  private static String file(HelmObject object, RenderInput input) {
    return input.source().isChart()
        ? object.source()
        : TreePath.child(input.path(), object.source().substring(object.source().indexOf('/') + 1));
  }

  private static RenderFailure failure(HelmException e, RenderInput input) {
    FailureReason reason =
        switch (e.reason()) {
          case INVALID -> FailureReason.InvalidManifest;
          case TOO_LARGE, OUT_OF_MEMORY -> FailureReason.TooLarge;
          case TIMED_OUT -> FailureReason.TimedOut;
          case CRASHED, UNAVAILABLE -> FailureReason.HelmUnavailable;
        };
    if (reason == FailureReason.HelmUnavailable) {
      return RenderFailure.passing(reason, String.valueOf(e.getMessage()));
    }
    if (e.file().isEmpty()) {
      return RenderFailure.lasting(reason, e.problem());
    }
    String file =
        input.source().isChart()
            ? input.source().chart() + "/" + e.file()
            : TreePath.child(input.path(), e.file());
    return RenderFailure.of(
        reason, List.of(new SourceError(file, e.line() > 0 ? e.line() : null, null, e.problem())));
  }
}
