package dev.plumbline.rendering.helm;

import dev.plumbline.git.FileTree;
import dev.plumbline.git.OverlayTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.helm.HelmResult;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.rendering.ManifestRenderer;
import dev.plumbline.rendering.RenderInput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Helm rendered, changed by Kustomize as the application says. */
final class PostRendering {

  private static final String KUSTOMIZATION = "kustomization.yaml";
  private static final String RENDERED = "helm-template.yaml";

  private PostRendering() {}

  /** Whether the application changes anything. */
  static boolean isWanted(RenderInput input) {
    return input.source().kustomize() != null || input.spec().customises();
  }

  /**
   * The manifests after the changes. A kustomization stands in for the folder's, with what was
   * rendered as its only resource; files that patches and components name are the source's.
   */
  static List<SourceObject> of(HelmResult result, RenderInput input, ManifestRenderer kustomize)
      throws RenderException {
    String kustomization = "resources: [" + RENDERED + "]\n";
    SymlinkTree files =
        input
            .files()
            .through(
                tree ->
                    with(
                        with(tree, input, RENDERED, result.toYaml()),
                        input,
                        KUSTOMIZATION,
                        kustomization));
    return kustomize.render(input.with(files)).objects();
  }

  private static FileTree with(FileTree tree, RenderInput input, String name, String text) {
    return new OverlayTree(
        tree, TreePath.child(input.path(), name), text.getBytes(StandardCharsets.UTF_8));
  }
}
