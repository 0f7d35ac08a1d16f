package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.merge.StrategicMerge;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.resource.Selector;
import dev.plumbline.kustomize.resource.SelectorPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Patches, each for the resource that it names or for those that a target selects. */
public final class Patches {

  private Patches() {}

  /** Strategic merge patches; each goes to the one resource of its name. */
  public static Transformer byName(List<Resource> patches, StrategicMerge merge) {
    return resources -> {
      for (Resource patch : patches) {
        Resource target = resources.onlyWithId(patch.originalId());
        new MergePatch(patch, merge).applyTo(List.of(target), resources);
      }
    };
  }

  /** An entry of {@code patches} with strategic merge patches. */
  public static Transformer merging(
      List<Resource> patches, @Nullable Selector target, String source, StrategicMerge merge) {
    return resources -> {
      if (target == null) {
        patches.forEach(patch -> applyToNamed(patch, resources, merge));
        return;
      }
      if (patches.size() > 1) {
        throw new KustomizeException(
            source,
            0,
            "patches",
            "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set"
                + " `patches.target` field",
            null);
      }
      for (Resource patch : patches) {
        List<Resource> selected = new SelectorPattern(target).select(resources);
        new MergePatch(patch, merge).applyTo(selected, resources);
      }
    };
  }

  private static void applyToNamed(Resource patch, Resources resources, StrategicMerge merge) {
    Resource target;
    try {
      target = resources.onlyWithId(patch.originalId());
    } catch (KustomizeException e) {
      throw new KustomizeException(
          e.file(),
          e.line(),
          e.field(),
          "no resource matches strategic merge patch " + patch + ": " + e.problem(),
          e);
    }
    new MergePatch(patch, merge).applyTo(target);
  }

  /**
   * A JSON patch.
   *
   * @param remember whether the resources keep the names that they had before
   */
  public static Transformer json(
      JsonPatch patch, @Nullable Selector target, String source, boolean remember) {
    return resources -> {
      if (target == null) {
        throw new KustomizeException(
            source, 0, "patches", "must specify a target for JSON patch", null);
      }
      for (Resource resource : new SelectorPattern(target).select(resources)) {
        if (remember) {
          resource.rememberId();
        }
        patch.applyTo(resource);
      }
    };
  }
}
