package dev.plumbline.manifests;

import java.util.Collection;
import java.util.Map;

/** Tells which kinds have no namespaces, of those that are no kinds of Kubernetes itself. */
@FunctionalInterface
public interface KindScope {

  /** Nothing is known: kinds are taken to have namespaces. */
  KindScope UNKNOWN = kinds -> Map.of();

  /** A kind of a group. */
  record Kind(String group, String kind) {}

  /**
   * Looks all of them up.
   *
   * @return for those that are known, whether they belong to the whole cluster
   */
  Map<Kind, Boolean> clusterScoped(Collection<Kind> kinds) throws RenderException;
}
