package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Style;
import dev.plumbline.kustomize.yaml.Tags;
import java.util.List;
import java.util.SortedMap;

/** Sets labels or annotations. */
public record Entries(SortedMap<String, String> entries, List<FieldSpec> specs)
    implements Transformer {

  @Override
  public void transform(Resources resources) {
    for (Resource resource : resources.list()) {
      entries.forEach((name, value) -> set(resource, name, value));
    }
  }

  /** Fields that are new share one node, so that whatever changes one later changes them all. */
  private void set(Resource resource, String name, String value) {
    Node entry = Node.scalar(Tags.STRING, value, Style.PLAIN);
    FieldWalk.creating(Node.Kind.MAPPING, Tags.MAP, mapping -> NodePaths.set(mapping, name, entry))
        .apply(resource, specs);
  }
}
