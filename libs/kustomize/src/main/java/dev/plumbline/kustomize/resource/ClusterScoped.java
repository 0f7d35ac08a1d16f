package dev.plumbline.kustomize.resource;

import dev.plumbline.kustomize.files.Tables;
import java.util.Set;
import java.util.stream.Collectors;

/** The types that are known to live in no namespace. */
final class ClusterScoped {

  private static final Set<String> TYPES =
      Tables.lines("cluster-scoped.txt").collect(Collectors.toUnmodifiableSet());

  private ClusterScoped() {}

  static boolean contains(String apiVersion, String kind) {
    return TYPES.contains(apiVersion + " " + kind);
  }
}
