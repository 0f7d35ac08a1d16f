package dev.plumbline.cli.render;

import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.KustomizeOptions;
import dev.plumbline.kustomize.KustomizeResult;
import dev.plumbline.kustomize.yaml.YamlEmitter;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.Discretion;
import dev.plumbline.manifests.KindScope;
import dev.plumbline.manifests.ManifestSet;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.manifests.directory.JsonnetFiles;
import dev.plumbline.manifests.directory.ManifestDirectory;
import dev.plumbline.rendering.SourceAt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** How folders are rendered, of any kind that Plumbline knows. Safe for use by many threads. */
final class FolderRender {

  private static final String SEPARATOR = "---\n";
  private static final String NO_MATTER = "default";

  private static final String LOCAL = "local";

  private final KustomizeOptions options;
  private final Application.Directory directory;
  private final ChangeOptions changes;
  private final SourceRender sources;
  private final Map<Path, FileTree> trees;

  /**
   * A way to render.
   *
   * @param recurse whether plain directories are read with those below
   * @param changes what is asked for beside the folder
   * @param sources renders what is neither a kustomization nor plain, or changed
   * @param trees those known so far, by their root
   */
  FolderRender(
      KustomizeOptions options,
      boolean recurse,
      ChangeOptions changes,
      SourceRender sources,
      Map<Path, FileTree> trees) {
    this.options = options;
    this.directory = new Application.Directory(recurse, null, null, null);
    this.changes = changes;
    this.sources = sources;
    this.trees = trees;
  }

  /** Renders; whatever is wrong is in the answer, for other folders shall not suffer from it. */
  RenderedFolder render(String folder) {
    try {
      LocalFolder local = LocalFolder.of(folder, trees);
      return render(local, folder);
    } catch (KustomizeException e) {
      return RenderedFolder.failed(List.of(folder + ": " + e.getMessage()));
    } catch (RenderException e) {
      return RenderedFolder.failed(SourceRender.lines(folder, e.failure()));
    } catch (UserError e) {
      return RenderedFolder.failed(List.of(String.valueOf(e.getMessage())));
    } catch (GitException e) {
      return RenderedFolder.failed(List.of(folder + ": " + e.getMessage()));
    } catch (RuntimeException e) {
      return RenderedFolder.failed(List.of(folder + ": it was not expected that this fails: " + e));
    }
  }

  private RenderedFolder render(LocalFolder local, String folder) throws RenderException {
    SymlinkTree files = new SymlinkTree(local.files());
    boolean kustomization = Kustomize.isIn(files, local.path());
    boolean chart = !kustomization && has(files, local.path(), "Chart.yaml"::equals);
    boolean jsonnet =
        !kustomization && has(files, local.path(), n -> n.endsWith(JsonnetFiles.SUFFIX));
    if (chart || jsonnet || changes.changeAnything()) {
      boolean recurse = Boolean.TRUE.equals(directory.recurse());
      Application.Source source =
          changes.source(LOCAL, local.path(), null, null, chart, recurse && !kustomization);
      return sources.built(
          changes.application(source),
          List.of(new SourceAt(source, new SourceRevision(LOCAL, LOCAL, LOCAL), local.files())),
          folder);
    }
    return kustomization
        ? built(Kustomize.build(files, local.path(), options))
        : plain(files, local.path(), folder);
  }

  private static boolean has(FileTree files, String path, Predicate<String> name) {
    return files.list(path).stream()
        .anyMatch(entry -> entry.kind() != FileEntry.Kind.DIRECTORY && name.test(entry.name()));
  }

  private static RenderedFolder built(KustomizeResult result) {
    return new RenderedFolder(result.toYaml(), result.warnings(), List.of());
  }

  /** Objects as they are written, once it is known that they could be applied. */
  private RenderedFolder plain(SymlinkTree files, String path, String folder)
      throws RenderException {
    List<SourceObject> objects =
        ManifestDirectory.read(
            files,
            path,
            directory,
            RenderLimits.DEFAULT,
            JsonnetFiles.REFUSED,
            Checkpoint.UNLIMITED);
    if (objects.isEmpty()) {
      throw new UserError(
          folder
              + ": there is neither a kustomization, nor a chart, nor a manifest (*.yaml, *.yml,"
              + " *.json, *.jsonnet) in it"
              + (Boolean.TRUE.equals(directory.recurse())
                  ? ""
                  : "; --recurse also reads below it"));
    }
    ManifestSet.of(objects, NO_MATTER, KindScope.UNKNOWN, RenderLimits.DEFAULT, Discretion.NONE);
    StringBuilder yaml = new StringBuilder();
    for (SourceObject object : objects) {
      yaml.append(yaml.isEmpty() ? "" : SEPARATOR);
      YamlEmitter.write(Json.mapper().convertValue(object.manifest(), Map.class), yaml);
    }
    return new RenderedFolder(
        yaml.toString().getBytes(StandardCharsets.UTF_8), List.of(), List.of());
  }
}
