package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Tags;
import java.util.List;

/** Puts a prefix before, or a suffix behind, names. */
public record NameAffix(String prefix, String suffix, List<FieldSpec> specs)
    implements Transformer {

  private static final List<Gvk> NEVER_RENAMED =
      List.of(
          new Gvk("", "", "CustomResourceDefinition"),
          new Gvk("apiregistration.k8s.io", "", "APIService"),
          new Gvk("", "", "Namespace"));

  @Override
  public void transform(Resources resources) {
    for (Resource resource : resources.list()) {
      ResId id = resource.originalId();
      if (NEVER_RENAMED.stream().noneMatch(id.gvk()::isSelectedBy)) {
        specs.stream()
            .filter(spec -> id.gvk().isSelectedBy(spec.gvk()))
            .forEach(spec -> rename(resource, spec));
      }
    }
  }

  private void rename(Resource resource, FieldSpec spec) {
    if (spec.path().equals("metadata/name")) {
      resource.history().addPrefix(prefix);
      resource.history().addSuffix(suffix);
      if (!prefix.isEmpty() || !suffix.isEmpty()) {
        resource.rememberId();
      }
    }
    FieldWalk.creating(
            Node.Kind.SCALAR,
            Tags.STRING,
            name -> NodePaths.setScalar(name, Tags.NONE, prefix + name.value() + suffix))
        .apply(resource, spec);
  }
}
