package dev.plumbline.service.clusters;

import dev.plumbline.contracts.ObjectRef;
import java.util.Optional;
import java.util.Set;

/**
 * Who may write what on a cluster, as its Secret says in Argo CD's keys.
 *
 * @param project the project whose applications alone may write; empty for all
 * @param namespaces the namespaces that may be written to; empty for all
 * @param clusterResources whether, where namespaces are given, objects of no namespace may be
 *     written too
 */
public record ClusterGrant(String project, Set<String> namespaces, boolean clusterResources) {

  /** Everything, for everybody. */
  public static final ClusterGrant ALL = new ClusterGrant("", Set.of(), true);

  public ClusterGrant {
    namespaces = Set.copyOf(namespaces);
  }

  /** Why an application of that project may not write that object; empty when it may. */
  public Optional<String> refusal(String itsProject, ObjectRef object) {
    if (!project.isEmpty() && !project.equals(itsProject)) {
      return Optional.of("is only for applications of project '" + project + "'");
    }
    if (namespaces.isEmpty()) {
      return Optional.empty();
    }
    if (object.namespace().isEmpty()) {
      return clusterResources
          ? Optional.empty()
          : Optional.of("is only for objects in namespaces: clusterResources is not true");
    }
    return namespaces.contains(object.namespace())
        ? Optional.empty()
        : Optional.of("is not for namespace '" + object.namespace() + "'");
  }
}
