package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.resource.Selector;
import dev.plumbline.kustomize.resource.SelectorPattern;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one value into fields, or into file paths that are in fields. */
public record ValueAdd(String value, List<Target> targets) implements Transformer {

  /**
   * Where to.
   *
   * @param position of the value among the parts of a file path, from 1; 0 replaces the field
   */
  public record Target(@Nullable Selector selector, String fieldPath, int position) {}

  @Override
  public void transform(Resources resources) {
    for (Target target : targets) {
      List<Resource> selected =
          target.selector() == null
              ? resources.list()
              : new SelectorPattern(target.selector()).select(resources);
      selected.forEach(resource -> add(resource, target));
    }
  }

  private void add(Resource resource, Target target) {
    if (target.fieldPath().equals("metadata/namespace")) {
      new NamespaceTransform(value, List.of(), false, NamespaceTransform.Subjects.DEFAULT_ONLY)
          .apply(resource);
      return;
    }
    Node field = resource.node();
    List<String> names = FieldPath.split(target.fieldPath(), '/');
    for (int i = 0; i < names.size(); i++) {
      boolean last = i == names.size() - 1;
      field =
          NodePaths.getOrCreate(field, names.get(i), last ? Node.Kind.SCALAR : Node.Kind.MAPPING);
    }
    NodePaths.setScalar(
        field,
        Tags.NONE,
        target.position() > 0 ? inserted(field.value(), target.position() - 1) : value);
  }

  private String inserted(String path, int position) {
    boolean absolute = path.startsWith("/");
    List<String> parts = new ArrayList<>();
    Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty()).forEach(parts::add);
    parts.add(Math.min(position, parts.size()), value);
    return (absolute ? "/" : "") + String.join("/", parts);
  }
}
