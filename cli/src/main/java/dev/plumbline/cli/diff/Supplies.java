package dev.plumbline.cli.diff;

import dev.plumbline.cli.render.RenderedObjects.RenderedObject;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ObjectRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a set of manifests brings itself that others of the set need: an object whose namespace or
 * kind is not there yet cannot be tried, and is fine all the same.
 */
final class Supplies {

  private final Map<String, ObjectRef> kinds = new HashMap<>();
  private final Map<String, ObjectRef> namespaces = new HashMap<>();
  private final String created;

  /**
   * @param created namespace that a sync creates first; empty for none
   */
  Supplies(List<RenderedObject> set, String created) {
    this.created = created;
    for (RenderedObject object : set) {
      ObjectRef ref = object.ref();
      if (ref.kind().equals("CustomResourceDefinition")
          && ref.group().equals("apiextensions.k8s.io")) {
        kinds.put(
            object.inClear().at("/spec/group").asText()
                + "/"
                + object.inClear().at("/spec/names/kind").asText(),
            ref);
      } else if (ref.kind().equals("Namespace") && ref.group().isEmpty()) {
        namespaces.put(ref.name(), ref);
      }
    }
  }

  /** Why it is no wonder that an object cannot be tried yet; empty when it is one. */
  Optional<String> of(ObjectRef ref, ClusterException refusal) {
    return switch (refusal.reason()) {
      case UNKNOWN_KIND ->
          Optional.ofNullable(kinds.get(ref.group() + "/" + ref.kind()))
              .map(definition -> "its kind comes with " + definition + ", so it cannot be tried");
      case NOT_FOUND ->
          ref.namespace().equals(created)
              ? Optional.of(
                  "its namespace is created first (CreateNamespace=true), so it cannot be tried")
              : Optional.ofNullable(namespaces.get(ref.namespace()))
                  .map(namespace -> "its namespace comes with the same set, so it cannot be tried");
      default -> Optional.empty();
    };
  }
}
