package dev.plumbline.rendering;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.manifests.RenderException;

/**
 * A way from files to manifests. Implementations are pure: the same answers from the tree, and the
 * same spec, give the same objects. Safe for use by many threads.
 */
public interface ManifestRenderer {

  /**
   * Name and version, such as {@code directory/1}. Part of the render key: a version that may
   * render something else must have another name, so that everything is rendered anew once.
   */
  String name();

  /**
   * Whether a source of the application is one of this kind. Asks the tree as little as it can: the
   * answers become part of the read-set.
   *
   * @param path an existing directory
   */
  boolean handles(FileTree files, String path, Application.Source source, Application.Spec spec)
      throws RenderException;

  /**
   * Renders.
   *
   * @throws RenderException saying which file and line is wrong, and how
   */
  Rendered render(RenderInput input) throws RenderException;
}
