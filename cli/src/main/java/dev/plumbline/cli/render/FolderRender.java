package dev.plumbline.cli.render;

import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.KustomizeOptions;
import dev.plumbline.kustomize.KustomizeResult;
import dev.plumbline.kustomize.yaml.YamlEmitter;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.KindScope;
import dev.plumbline.manifests.ManifestSet;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.manifests.directory.ManifestDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How folders are rendered, of any kind that Plumbline knows. Safe for use by many threads. */
final class FolderRender {

  private static final String SEPARATOR = "---\n";
  private static final String NO_MATTER = "default";

  private final KustomizeOptions options;
  private final Application.Directory directory;
  private final Map<Path, FileTree> trees;

  /**
   * A way to render.
   *
   * @param recurse whether plain directories are read with those below
   * @param trees those known so far, by their root
   */
  FolderRender(KustomizeOptions options, boolean recurse, Map<Path, FileTree> trees) {
    this.options = options;
    this.directory = new Application.Directory(recurse, null, null, null);
    this.trees = trees;
  }

  /** Renders; whatever is wrong is in the answer, for other folders shall not suffer from it. */
  RenderedFolder render(String folder) {
    try {
      LocalFolder local = LocalFolder.of(folder, trees);
      SymlinkTree files = new SymlinkTree(local.files());
      return Kustomize.isIn(files, local.path())
          ? built(Kustomize.build(files, local.path(), options))
          : plain(files, local.path(), folder);
    } catch (KustomizeException e) {
      return RenderedFolder.failed(List.of(folder + ": " + e.getMessage()));
    } catch (RenderException e) {
      return RenderedFolder.failed(lines(folder, e.failure()));
    } catch (UserError e) {
      return RenderedFolder.failed(List.of(String.valueOf(e.getMessage())));
    } catch (GitException e) {
      return RenderedFolder.failed(List.of(folder + ": " + e.getMessage()));
    } catch (RuntimeException e) {
      return RenderedFolder.failed(List.of(folder + ": it was not expected that this fails: " + e));
    }
  }

  private static RenderedFolder built(KustomizeResult result) {
    return new RenderedFolder(result.toYaml(), result.warnings(), List.of());
  }

  /** Objects as they are written, once it is known that they could be applied. */
  private RenderedFolder plain(SymlinkTree files, String path, String folder)
      throws RenderException {
    List<SourceObject> objects =
        ManifestDirectory.read(files, path, directory, RenderLimits.DEFAULT, Checkpoint.UNLIMITED);
    if (objects.isEmpty()) {
      throw new UserError(
          folder
              + ": there is neither a kustomization nor a manifest (*.yaml, *.yml, *.json) in it"
              + (Boolean.TRUE.equals(directory.recurse())
                  ? ""
                  : "; --recurse also reads below it"));
    }
    ManifestSet.of(objects, NO_MATTER, KindScope.UNKNOWN, RenderLimits.DEFAULT);
    StringBuilder yaml = new StringBuilder();
    for (SourceObject object : objects) {
      yaml.append(yaml.isEmpty() ? "" : SEPARATOR);
      YamlEmitter.write(Json.mapper().convertValue(object.manifest(), Map.class), yaml);
    }
    return new RenderedFolder(
        yaml.toString().getBytes(StandardCharsets.UTF_8), List.of(), List.of());
  }

  /** Every fault with its file, line and field. */
  private static List<String> lines(String folder, RenderFailure failure) {
    if (failure.errors().isEmpty()) {
      return List.of(folder + ": " + failure.message());
    }
    return failure.errors().stream()
        .map(
            error ->
                folder
                    + ": "
                    + new Place(error.file(), error.line())
                    + (error.field() == null ? "" : ": " + error.field())
                    + ": "
                    + error.message())
        .toList();
  }
}
