package dev.plumbline.driftdetector;

import dev.plumbline.cluster.manifest.KindScopes;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.sight.ClusterEye;
import dev.plumbline.driftdetector.sight.WatchedKind;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts rendered objects where their kinds live. The renderer asks no cluster, and gives a namespace
 * to whatever it does not know to have none; the cluster knows.
 */
final class Scopes {

  private final ClusterEye eye;
  private @Nullable Wanted rendered;
  private @Nullable Wanted corrected;
  private Set<WatchedKind> clusterScoped = Set.of();
  private @Nullable Wanted kindsOf;
  private String kindsOn = "";
  private Set<WatchedKind> kinds = Set.of();

  Scopes(ClusterEye eye) {
    this.eye = eye;
  }

  @SuppressWarnings("ReferenceEquality")
  private Set<WatchedKind> kinds(Wanted desired, String cluster) {
    if (desired != kindsOf || !cluster.equals(kindsOn)) {
      Set<WatchedKind> found = new HashSet<>();
      desired.everything().forEach(manifest -> found.add(WatchedKind.of(cluster, manifest.ref())));
      kinds = found;
      kindsOf = desired;
      kindsOn = cluster;
    }
    return kinds;
  }

  /** Whether the cluster was heard on every kind that is not Kubernetes' own. */
  boolean known(Wanted desired, String cluster) {
    return kinds(desired, cluster).stream()
        .allMatch(
            kind ->
                !kind.group().contains(".")
                    || KindScopes.isClusterScoped(kind.group(), kind.kind())
                    || eye.catalogued(kind));
  }

  /** The desired state without namespaces where the cluster has none. */
  Wanted apply(Wanted desired, String cluster) {
    Set<WatchedKind> now = new HashSet<>(kinds(desired, cluster));
    now.removeIf(kind -> eye.namespaced(kind).orElse(true));
    Wanted known = corrected;
    if (desired == rendered && now.equals(clusterScoped) && known != null) {
      return known;
    }
    boolean nothingToDo =
        desired
            .everything()
            .noneMatch(
                manifest ->
                    !manifest.ref().namespace().isEmpty()
                        && now.contains(WatchedKind.of(cluster, manifest.ref())));
    Wanted result = nothingToDo ? desired : withoutNamespaces(desired, cluster, now);
    rendered = desired;
    clusterScoped = now;
    corrected = result;
    return result;
  }

  private static Wanted withoutNamespaces(Wanted desired, String cluster, Set<WatchedKind> kinds) {
    return desired.with(
        object ->
            kinds.contains(WatchedKind.of(cluster, object.ref()))
                ? object.withoutNamespace()
                : object);
  }
}
