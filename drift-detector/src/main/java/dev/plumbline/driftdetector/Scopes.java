package dev.plumbline.driftdetector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.manifest.KindScopes;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.driftdetector.sight.ClusterEye;
import dev.plumbline.driftdetector.sight.WatchedKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts rendered objects where their kinds live. The renderer asks no cluster, and gives a namespace
 * to whatever it does not know to have none; the cluster knows.
 */
final class Scopes {

  private final ClusterEye eye;
  private @Nullable Desired rendered;
  private @Nullable Desired corrected;
  private Set<WatchedKind> clusterScoped = Set.of();

  Scopes(ClusterEye eye) {
    this.eye = eye;
  }

  private static Set<WatchedKind> kinds(Desired desired, String cluster) {
    Set<WatchedKind> kinds = new HashSet<>();
    desired.manifests().forEach(manifest -> kinds.add(WatchedKind.of(cluster, manifest.ref())));
    return kinds;
  }

  /** Whether the cluster was heard on every kind that is not Kubernetes' own. */
  boolean known(Desired desired, String cluster) {
    return kinds(desired, cluster).stream()
        .allMatch(
            kind ->
                !kind.group().contains(".")
                    || KindScopes.isClusterScoped(kind.group(), kind.kind())
                    || eye.catalogued(kind));
  }

  /** The desired state without namespaces where the cluster has none. */
  Desired apply(Desired desired, String cluster) {
    Set<WatchedKind> now = new HashSet<>(kinds(desired, cluster));
    now.removeIf(kind -> eye.namespaced(kind).orElse(true));
    Desired known = corrected;
    if (desired == rendered && now.equals(clusterScoped) && known != null) {
      return known;
    }
    boolean nothingToDo =
        desired.manifests().stream()
            .noneMatch(
                manifest ->
                    !manifest.ref().namespace().isEmpty()
                        && now.contains(WatchedKind.of(cluster, manifest.ref())));
    Desired result = nothingToDo ? desired : withoutNamespaces(desired, cluster, now);
    rendered = desired;
    clusterScoped = now;
    corrected = result;
    return result;
  }

  private static Desired withoutNamespaces(
      Desired desired, String cluster, Set<WatchedKind> kinds) {
    List<Manifest> manifests =
        desired.manifests().stream()
            .map(
                manifest ->
                    kinds.contains(WatchedKind.of(cluster, manifest.ref()))
                        ? withoutNamespace(manifest)
                        : manifest)
            .toList();
    return new Desired(
        desired.application(),
        desired.applicationUid(),
        desired.generation(),
        desired.sequence(),
        desired.renderKey(),
        desired.revisions(),
        manifests,
        desired.readSets(),
        desired.trigger(),
        desired.renderedAt(),
        desired.warnings());
  }

  private static Manifest withoutNamespace(Manifest manifest) {
    ObjectRef ref = manifest.ref();
    ObjectNode object = manifest.object().deepCopy();
    object.withObject("/metadata").remove("namespace");
    return new Manifest(
        new ObjectRef(ref.group(), ref.version(), ref.kind(), "", ref.name()),
        object,
        manifest.digest(),
        manifest.origin());
  }
}
