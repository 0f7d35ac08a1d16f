package dev.plumbline.rendering.directory;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.directory.ManifestDirectory;
import dev.plumbline.rendering.ManifestRenderer;
import dev.plumbline.rendering.RenderInput;
import dev.plumbline.rendering.Rendered;

/** Renders a directory of manifests as they are written. */
public final class DirectoryRenderer implements ManifestRenderer {

  @Override
  public String name() {
    return "directory/1";
  }

  /** Where {@code spec.source.directory} is given, or nothing in the folder is another tool's. */
  @Override
  public boolean handles(
      FileTree files, String path, Application.Source source, Application.Spec spec)
      throws RenderException {
    return source.kustomize() == null
        && !spec.customises()
        && (source.directory() != null
            || ManifestDirectory.isPlain(files, path, source.directoryOrDefault()));
  }

  @Override
  public Rendered render(RenderInput input) throws RenderException {
    return new Rendered(
        ManifestDirectory.read(
            input.files(),
            input.path(),
            input.source().directoryOrDefault(),
            input.limits(),
            input.checkpoint()));
  }
}
