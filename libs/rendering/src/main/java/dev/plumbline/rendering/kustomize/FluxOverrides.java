package dev.plumbline.rendering.kustomize;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.manifests.RenderException;
import java.util.List;

/**
 * The changes of {@code spec.targetNamespace}, {@code spec.patches}, {@code spec.components} and
 * {@code spec.images}, as Flux makes them: entries of the kustomization.
 */
final class FluxOverrides {

  private FluxOverrides() {}

  /**
   * Makes them.
   *
   * @throws RenderException {@code InvalidSpec}, naming the field
   */
  static void apply(Application.Spec spec, KustomizationEdit edit, ComponentFolders folders)
      throws RenderException {
    String namespace = spec.targetNamespace();
    if (namespace != null && !namespace.isEmpty()) {
      edit.set("namespace", namespace);
    }
    if (!spec.patches().isEmpty()) {
      List<Node> patches = edit.list("patches");
      patches.addAll(PatchNodes.of(spec.patches(), "spec.patches"));
      edit.setList("patches", patches);
    }
    if (!spec.components().isEmpty()) {
      folders.add(
          spec.components(),
          Boolean.TRUE.equals(spec.ignoreMissingComponents()),
          edit,
          "spec.components");
    }
    if (!spec.images().isEmpty()) {
      images(spec.images(), edit);
    }
  }

  /** The first entry of the same name is replaced; the others keep their order. */
  private static void images(List<Application.Image> images, KustomizationEdit edit)
      throws RenderException {
    List<Node> entries = edit.list("images");
    for (int i = 0; i < images.size(); i++) {
      Application.Image image = images.get(i);
      if (image.name() == null || image.name().isEmpty()) {
        throw new RenderException(
            FailureReason.InvalidSpec,
            "spec.images[" + i + "].name: expected the image as manifests name it");
      }
      Node entry = ImageOverride.of(image).toNode();
      int at = 0;
      while (at < entries.size()
          && !KustomizationEdit.fieldText(entries.get(at), "name").equals(image.name())) {
        at++;
      }
      if (at < entries.size()) {
        entries.set(at, entry);
      } else {
        entries.add(entry);
      }
    }
    edit.setList("images", entries);
  }
}
