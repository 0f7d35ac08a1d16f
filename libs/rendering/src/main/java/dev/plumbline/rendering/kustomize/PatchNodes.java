package dev.plumbline.rendering.kustomize;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.KustomizeSource.Patch;
import dev.plumbline.contracts.resources.KustomizeSource.Target;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.manifests.RenderException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Patches of an application as entries of a kustomization. */
final class PatchNodes {

  private PatchNodes() {}

  /**
   * The entries.
   *
   * @param field where they were written
   * @throws RenderException {@code InvalidSpec} when one is not either a patch or a path
   */
  static List<Node> of(List<Patch> patches, String field) throws RenderException {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < patches.size(); i++) {
      Patch patch = patches.get(i);
      if (isEmpty(patch.patch()) == isEmpty(patch.path())) {
        throw new RenderException(
            FailureReason.InvalidSpec,
            field
                + "["
                + i
                + "]: expected either patch, the patch itself, or path, a file with it");
      }
      nodes.add(node(patch));
    }
    return nodes;
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static Node node(Patch patch) {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("path", patch.path());
    entry.put("patch", patch.patch());
    entry.put("target", patch.target() == null ? null : target(patch.target()));
    entry.put("options", patch.options());
    return KustomizationEdit.node(entry);
  }

  private static Map<String, @Nullable Object> target(Target target) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("group", target.group());
    fields.put("version", target.version());
    fields.put("kind", target.kind());
    fields.put("name", target.name());
    fields.put("namespace", target.namespace());
    fields.put("labelSelector", target.labelSelector());
    fields.put("annotationSelector", target.annotationSelector());
    fields.values().removeIf(value -> value == null || value.equals(""));
    return fields;
  }
}
