package dev.plumbline.rendering.kustomize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.KustomizeSource;
import dev.plumbline.git.FileTree;
import dev.plumbline.kustomize.ChartInflator;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.KustomizeLimits;
import dev.plumbline.kustomize.KustomizeOptions;
import dev.plumbline.kustomize.KustomizeResult;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.YamlException;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.rendering.ManifestRenderer;
import dev.plumbline.rendering.RenderEnded;
import dev.plumbline.rendering.RenderInput;
import dev.plumbline.rendering.Rendered;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a folder with a kustomization, as the official tool does. */
public final class KustomizeRenderer implements ManifestRenderer {

  private static final String BY_BINARY = " (printed by the official kustomize)";
  private static final String CHANGED = " (as the application changes this file)";

  private final OfficialTool official;
  private final ChartsOf charts;
  private final String name;

  /** Inflates the charts of kustomizations for a render. */
  @FunctionalInterface
  public interface ChartsOf {
    ChartInflator forRender(RenderInput input);
  }

  /** A renderer that builds in process alone, and inflates no charts. */
  public KustomizeRenderer() {
    this(OfficialTool.REFUSED);
  }

  /** A renderer that has the official tool build where an application asks for it. */
  public KustomizeRenderer(OfficialTool official) {
    this(official, input -> ChartInflator.REFUSED, "");
  }

  /**
   * A renderer that inflates charts too.
   *
   * @param version of what inflates them: part of every render key
   */
  public KustomizeRenderer(OfficialTool official, ChartsOf charts, String version) {
    this.official = official;
    this.charts = charts;
    this.name = "kustomize/1" + (version.isEmpty() ? "" : " " + version);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean handles(
      FileTree files, String path, Application.Source source, Application.Spec spec) {
    return source.kustomize() != null || spec.customises() || Kustomize.isIn(files, path);
  }

  @Override
  public Rendered render(RenderInput input) throws RenderException {
    input.checkpoint().check();
    KustomizeOptions options =
        new KustomizeOptions(KustomizeOptions.Order.LEGACY, true, limits(input.limits()))
            .withRemotes(new KustomizeRemotes(input.remotes()))
            .withCharts(charts.forRender(input))
            .withCheckpoint(RenderEnded.at(input.checkpoint()));
    Overlay overlay = null;
    try {
      overlay = Overlay.of(input);
      KustomizeSource source = input.source().kustomize();
      if (source != null && source.byBinary()) {
        return new Rendered(printed(official.build(overlay.files().unfollowed(), input), input));
      }
      KustomizeResult result = Kustomize.build(overlay.files(), input.path(), options);
      return new Rendered(objects(result, input.path(), overlay));
    } catch (RenderEnded e) {
      throw e.failure();
    } catch (KustomizeException e) {
      throw new RenderException(
          RenderFailure.of(
              FailureReason.InvalidManifest, List.of(error(e, input.path(), overlay))));
    }
  }

  /** The tool does not say where each object is from: all are of the folder. */
  private static List<SourceObject> printed(byte[] yaml, RenderInput input) throws RenderException {
    YamlLimits limits = new YamlLimits(input.limits().maxDepth(), Integer.MAX_VALUE);
    Place place = new Place((input.path().isEmpty() ? "." : input.path()) + BY_BINARY, null);
    try {
      return new YamlReader(limits)
          .documents(new String(yaml, StandardCharsets.UTF_8)).stream()
              .map(document -> new SourceObject(manifest(NodeData.map(document)), place))
              .toList();
    } catch (YamlException e) {
      throw new RenderException(
          FailureReason.InvalidManifest,
          "the official kustomize printed no manifests: " + e.getMessage());
    }
  }

  private static List<SourceObject> objects(KustomizeResult result, String path, Overlay overlay) {
    List<SourceObject> objects = new ArrayList<>();
    for (int i = 0; i < result.documents().size(); i++) {
      dev.plumbline.kustomize.Place from = result.places().get(i);
      String file = from.file().isEmpty() ? path : from.file();
      boolean known = from.line() > 0 && !overlay.changes(from.file(), from.line(), "");
      objects.add(
          new SourceObject(
              manifest(result.documents().get(i)), new Place(file, known ? from.line() : null)));
    }
    return objects;
  }

  private static KustomizeLimits limits(RenderLimits limits) {
    return new KustomizeLimits(
        limits.maxInputBytes(),
        limits.maxDepth(),
        limits.maxNodes(),
        limits.maxObjects(),
        KustomizeLimits.DEFAULT.time());
  }

  private static ObjectNode manifest(Map<String, @Nullable Object> document) {
    return Json.mapper().valueToTree(document);
  }

  private static SourceError error(KustomizeException e, String path, @Nullable Overlay overlay) {
    boolean changed = overlay != null && overlay.changes(e.file(), e.line(), e.field());
    return new SourceError(
        e.file().isEmpty() ? path : e.file(),
        e.line() > 0 && !changed ? e.line() : null,
        e.field().isEmpty() ? null : e.field(),
        changed ? e.problem() + CHANGED : e.problem());
  }
}
