package dev.plumbline.rendering;

import dev.plumbline.manifests.KindScope;
import dev.plumbline.manifests.RenderException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which kinds have namespaces on the destination, where neither Kubernetes nor the set says so. */
record DestinationScopes(String cluster, Remotes remotes) implements KindScope {

  @Override
  public Map<Kind, Boolean> clusterScoped(Collection<Kind> kinds) throws RenderException {
    Map<Kind, RemoteName> names = new HashMap<>();
    kinds.forEach(kind -> names.put(kind, RemoteName.scope(cluster, kind.group(), kind.kind())));
    remotes.want(names.values());
    Map<Kind, Boolean> known = new HashMap<>();
    for (Kind kind : kinds) {
      scope(names, kind).ifPresent(scoped -> known.put(kind, scoped));
    }
    return known;
  }

  private Optional<Boolean> scope(Map<Kind, RemoteName> names, Kind kind) throws RenderException {
    RemoteName name = names.get(kind);
    if (name == null) {
      return Optional.empty();
    }
    String scope = remotes.get(name).revision();
    return scope.equals(RemoteAnswer.UNKNOWN)
        ? Optional.empty()
        : Optional.of(scope.equals(RemoteAnswer.CLUSTER_SCOPED));
  }
}
