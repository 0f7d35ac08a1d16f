package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.ConfigData;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Selector;
import dev.plumbline.kustomize.transform.JsonPatch;
import dev.plumbline.kustomize.transform.Patches;
import dev.plumbline.kustomize.transform.Transformer;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Patches from files and from the kustomization itself. */
final class PatchLoader {

  private final Folder folder;

  PatchLoader(Folder folder) {
    this.folder = folder;
  }

  /** Strategic merge patches; each entry is a patch or the path of a file with some. */
  Transformer byName(List<String> entries, String inline) {
    List<Resource> patches = new ArrayList<>();
    for (String entry : entries) {
      List<Resource> read = inline(entry).orElse(null);
      patches.addAll(read == null ? file(entry) : read);
    }
    if (!inline.isEmpty()) {
      patches.addAll(read(inline, folder.kustomization().file()));
    }
    if (patches.isEmpty()) {
      throw problem("patchesStrategicMerge", "patch appears to be empty; files=" + entries);
    }
    return Patches.byName(patches, folder.context().merge());
  }

  private Optional<List<Resource>> inline(String entry) {
    try {
      return Optional.of(read(entry, folder.kustomization().file()));
    } catch (KustomizeException e) {
      return Optional.empty();
    }
  }

  private List<Resource> file(String path) {
    return read(folder.root().text(path), folder.root().display(path));
  }

  private List<Resource> read(String text, String file) {
    return folder.context().read(text, file);
  }

  /** An entry of {@code patches}, of either form. */
  Transformer patch(
      String path, String inlinePatch, @Nullable Selector target, Map<String, Boolean> options) {
    String inline = inlinePatch.strip();
    if (inline.isEmpty() == path.isEmpty()) {
      throw problem(
          "patches",
          inline.isEmpty()
              ? "must specify one of patch and path"
              : "patch and path can't be set at the same time");
    }
    String text = inline.isEmpty() ? folder.root().text(path) : inline;
    String source = inline.isEmpty() ? folder.root().display(path) : folder.kustomization().file();
    KustomizeException unreadable = null;
    List<Resource> merges = List.of();
    try {
      merges = read(text, source);
    } catch (KustomizeException e) {
      unreadable = e;
    }
    if (unreadable == null) {
      boolean name = options.getOrDefault("allowNameChange", false);
      boolean kind = options.getOrDefault("allowKindChange", false);
      merges.forEach(patch -> patch.history().allow(name, kind));
      return Patches.merging(merges, target, source, folder.context().merge());
    }
    return Patches.json(jsonPatch(text, source, unreadable), target, source, true);
  }

  private JsonPatch jsonPatch(String text, String source, KustomizeException unreadable) {
    try {
      return JsonPatch.of(operations(text));
    } catch (KustomizeException | YamlException e) {
      throw new KustomizeException(
          source,
          unreadable.line(),
          "patches",
          "unable to parse SM or JSON patch: " + unreadable.problem() + "; " + e.getMessage(),
          e);
    }
  }

  private @Nullable Object operations(String text) {
    Node document = folder.context().yaml().first(text).orElse(null);
    return document == null ? null : ConfigData.of(document);
  }

  /** An entry of {@code patchesJson6902}. */
  Transformer json(String path, String inline, @Nullable Selector target) {
    String field = "patchesJson6902";
    if (target == null || target.id().name().isEmpty()) {
      throw problem(field, "must specify the target name");
    }
    if (path.isEmpty() == inline.isEmpty()) {
      throw problem(
          field,
          path.isEmpty()
              ? "empty file path and empty jsonOp"
              : "must specify a file path or jsonOp, not both");
    }
    String text = path.isEmpty() ? inline : folder.root().text(path);
    String source = path.isEmpty() ? folder.kustomization().file() : folder.root().display(path);
    try {
      JsonPatch patch = JsonPatch.of(operations(text));
      if (patch.isEmpty()) {
        throw problem(field, "patch appears to be empty");
      }
      return Patches.json(patch, target, source, false);
    } catch (KustomizeException e) {
      throw e.in(source);
    } catch (YamlException e) {
      throw new KustomizeException(source, e.line(), field, String.valueOf(e.getMessage()), e);
    }
  }

  private KustomizeException problem(String field, String problem) {
    return new KustomizeException(folder.kustomization().file(), 0, field, problem, null);
  }
}
