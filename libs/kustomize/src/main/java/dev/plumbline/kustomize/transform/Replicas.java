package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Tags;
import java.util.List;

/** Sets the number of replicas of what has, or had, a name. */
public record Replicas(String name, long count, List<FieldSpec> specs) implements Transformer {

  @Override
  public void transform(Resources resources) {
    boolean found = false;
    FieldWalk walk =
        FieldWalk.creating(
            Node.Kind.SCALAR,
            Tags.INTEGER,
            node -> NodePaths.setScalar(node, Tags.INTEGER, Long.toString(count)));
    for (FieldSpec spec : specs) {
      List<Resource> matches =
          resources.withAnyId(id -> id.name().equals(name) && id.gvk().isSelectedBy(spec.gvk()));
      matches.forEach(resource -> walk.apply(resource, spec));
      found |= !matches.isEmpty();
    }
    if (!found) {
      throw new KustomizeException(
          "",
          0,
          "replicas",
          "resource with name "
              + name
              + " does not match a config with the following GVK "
              + specs.stream().map(FieldSpec::gvk).toList(),
          null);
    }
  }
}
