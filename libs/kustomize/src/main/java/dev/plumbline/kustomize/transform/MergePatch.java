package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.merge.StrategicMerge;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One strategic merge patch. */
final class MergePatch {

  private final Resource patch;
  private final StrategicMerge merge;

  MergePatch(Resource patch, StrategicMerge merge) {
    this.patch = patch;
    this.merge = merge;
  }

  Resource patch() {
    return patch;
  }

  /** Applies it to resources of these, each with a fresh copy, and drops what it deletes. */
  void applyTo(Collection<Resource> selected, Resources resources) {
    List<Resource> left = new ArrayList<>();
    for (Resource resource : resources.list()) {
      if (selected.contains(resource)) {
        Resource copy = patch.copy();
        copy.mergeMetadataFrom(patch);
        copy.setKind(resource.kind());
        copy.setApiVersion(resource.apiVersion());
        copy.setKind(patch.kind());
        apply(copy, resource);
      }
      if (!resource.isEmpty()) {
        left.add(resource);
      }
    }
    resources.replaceAll(left);
  }

  /** Applies it to one resource, once and for all. */
  void applyTo(Resource resource) {
    apply(patch, resource);
  }

  private void apply(Resource change, Resource resource) {
    String name = resource.name();
    String namespace = resource.namespace();
    String kind = resource.kind();
    boolean newName = change.history().mayChangeName();
    boolean newKind = change.history().mayChangeKind();
    if (newName || newKind) {
      resource.rememberId();
    }
    Node merged;
    try {
      merged = merge.merge(resource.node(), change.node());
    } catch (YamlException e) {
      throw FieldWalk.problem(resource, "", e);
    }
    if (merged == null) {
      resource.delete();
    }
    if (resource.isEmpty()) {
      return;
    }
    if (!newKind) {
      resource.setKind(kind);
    }
    if (!newName) {
      resource.setName(name);
    }
    resource.setNamespace(namespace);
  }
}
