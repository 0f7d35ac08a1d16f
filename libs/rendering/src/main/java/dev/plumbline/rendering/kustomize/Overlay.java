package dev.plumbline.rendering.kustomize;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.KustomizeSource;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.OverlayTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.directory.JsonnetFiles;
import dev.plumbline.rendering.RenderInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that are built: those of the repository, with the kustomization as the application
 * changes it. Nothing is written anywhere.
 *
 * @param edit what was changed; nothing when the files are as they are
 */
record Overlay(SymlinkTree files, @Nullable KustomizationEdit edit) {

  private static final List<String> NAMES =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  /**
   * The files for an application.
   *
   * @throws RenderException {@code InvalidSpec} when its changes cannot be made
   * @throws KustomizeException when its kustomization cannot be read
   */
  static Overlay of(RenderInput input) throws RenderException {
    Application.Spec spec = input.spec();
    KustomizeSource argo =
        input.source().kustomize() == null ? KustomizeSource.PLAIN : input.source().kustomize();
    checkNamespaces(argo, spec);
    String folder = input.files().resolve(input.path());
    Optional<String> name = nameIn(input.files(), folder);
    if (name.isPresent() && argo.changesNothing() && !spec.customises()) {
      return new Overlay(input.files(), null);
    }
    String file = TreePath.child(folder, name.orElse(NAMES.get(0)));
    KustomizationEdit edit =
        name.isPresent() ? read(input, file) : generate(input, folder, file, spec);
    ComponentFolders folders = new ComponentFolders(input.files(), folder);
    ArgoOverrides.apply(argo, edit, folders);
    FluxOverrides.apply(spec, edit, folders);
    byte[] text = edit.text().getBytes(StandardCharsets.UTF_8);
    return new Overlay(input.files().through(files -> new OverlayTree(files, file, text)), edit);
  }

  /** Whether a place in the files is one that the application wrote, and the repository has not. */
  boolean changes(String file, int line, String field) {
    return edit != null && file.equals(edit.file()) && edit.changed(line, field);
  }

  private static void checkNamespaces(KustomizeSource argo, Application.Spec spec)
      throws RenderException {
    String ours = argo.namespace();
    String theirs = spec.targetNamespace();
    if (ours != null && theirs != null && !ours.isEmpty() && !ours.equals(theirs)) {
      throw new RenderException(
          FailureReason.InvalidSpec,
          "spec.targetNamespace is "
              + theirs
              + " and spec.source.kustomize.namespace is "
              + ours
              + ": they mean the same, leave one out");
    }
  }

  private static Optional<String> nameIn(SymlinkTree files, String folder) {
    return NAMES.stream()
        .filter(
            name ->
                files
                    .lookup(TreePath.child(folder, name))
                    .filter(entry -> entry.kind() == FileEntry.Kind.FILE)
                    .isPresent())
        .findFirst();
  }

  private static KustomizationEdit read(RenderInput input, String file) {
    String text = new String(input.files().read(file), StandardCharsets.UTF_8);
    return KustomizationEdit.of(file, text, limits(input));
  }

  /** Flux makes a kustomization where there is none; Argo CD wants one. */
  private static KustomizationEdit generate(
      RenderInput input, String folder, String file, Application.Spec spec) throws RenderException {
    if (!spec.customises()) {
      throw new RenderException(
          FailureReason.InvalidSpec,
          "spec.source.kustomize is given, but there is no kustomization.yaml in '"
              + (folder.isEmpty() ? "." : folder)
              + "': add one, or correct spec.source.path");
    }
    for (FileEntry entry : input.files().list(folder)) {
      if (entry.name().endsWith(JsonnetFiles.SUFFIX)) {
        throw new RenderException(
            FailureReason.InvalidSpec,
            entry.path()
                + " is Jsonnet, and spec.patches, images, components and targetNamespace change what"
                + " Kustomize builds: leave these out, or write them in Jsonnet");
      }
    }
    KustomizationEdit edit = KustomizationEdit.of(file, "", limits(input));
    edit.set(
        "resources", GeneratedKustomization.resources(input.files(), folder, input.checkpoint()));
    return edit;
  }

  private static YamlLimits limits(RenderInput input) {
    return new YamlLimits(input.limits().maxDepth(), input.limits().maxNodes());
  }
}
