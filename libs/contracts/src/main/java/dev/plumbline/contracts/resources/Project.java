package dev.plumbline.contracts.resources;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Project}: what the applications that name it may read and where they may write. An
 * application that names a project that does not exist is refused, but for {@code default}, which
 * permits everything until somebody creates it.
 */
public record Project(ResourceMeta metadata, Spec spec) {

  /**
   * What is permitted; an empty list permits nothing, {@code *} permits all.
   *
   * @param sourceRepos globs over normalised repository identities or URLs as written
   * @param kustomize what kustomizations may do; nothing beyond their repository unless given
   * @param clusterResourceWhitelist kinds without namespaces that are permitted; where none is
   *     given, those of destinations whose namespace is {@code *}
   * @param clusterResourceBlacklist kinds without namespaces that are not
   * @param namespaceResourceWhitelist kinds in namespaces that are permitted; all unless given
   * @param namespaceResourceBlacklist kinds in namespaces that are not
   * @param dependencyNamespaces globs over namespaces of applications that those of the project may
   *     wait for, beside their own; none unless given
   */
  public record Spec(
      @Nullable String description,
      List<String> sourceRepos,
      List<ProjectDestination> destinations,
      @Nullable KustomizePermissions kustomize,
      @Nullable List<GroupKind> clusterResourceWhitelist,
      @Nullable List<GroupKind> clusterResourceBlacklist,
      @Nullable List<GroupKind> namespaceResourceWhitelist,
      @Nullable List<GroupKind> namespaceResourceBlacklist,
      @Nullable List<String> dependencyNamespaces) {

    /** Of which all kinds are permitted. */
    public Spec(
        @Nullable String description,
        List<String> sourceRepos,
        List<ProjectDestination> destinations,
        @Nullable KustomizePermissions kustomize) {
      this(description, sourceRepos, destinations, kustomize, null, null, null, null, null);
    }

    public Spec {
      clusterResourceWhitelist = copy(clusterResourceWhitelist);
      clusterResourceBlacklist = copy(clusterResourceBlacklist);
      namespaceResourceWhitelist = copy(namespaceResourceWhitelist);
      namespaceResourceBlacklist = copy(namespaceResourceBlacklist);
      dependencyNamespaces =
          dependencyNamespaces == null ? null : List.copyOf(dependencyNamespaces);
      sourceRepos = sourceRepos == null ? List.of() : List.copyOf(sourceRepos);
      destinations = destinations == null ? List.of() : List.copyOf(destinations);
    }

    /** Namespaces whose applications may be waited for, beside the own one. */
    public List<String> dependencyNamespacesOrNone() {
      return dependencyNamespaces == null ? List.of() : dependencyNamespaces;
    }

    private static @Nullable List<GroupKind> copy(@Nullable List<GroupKind> kinds) {
      return kinds == null ? null : List.copyOf(kinds);
    }

    /** What kustomizations may name outside of their repository; nothing unless given. */
    public List<String> remoteBases() {
      return kustomize == null ? List.of() : kustomize.remoteBases();
    }
  }

  /**
   * What kustomizations may do.
   *
   * @param remoteBases globs over repositories and URLs of files that they may name
   */
  public record KustomizePermissions(List<String> remoteBases) {
    public KustomizePermissions {
      remoteBases = remoteBases == null ? List.of() : List.copyOf(remoteBases);
    }
  }

  /**
   * A permitted destination.
   *
   * @param name glob over cluster names; all unless given
   * @param namespace glob over namespaces; {@code *} also permits cluster-scoped objects
   * @param server glob over URLs of API servers, for applications that name theirs so; all unless
   *     given
   */
  public record ProjectDestination(
      @Nullable String name, String namespace, @Nullable String server) {

    /** On any server. */
    public ProjectDestination(@Nullable String name, String namespace) {
      this(name, namespace, null);
    }
  }

  /**
   * Kinds.
   *
   * @param group glob over API groups; empty for the core group
   * @param kind glob over kinds
   */
  public record GroupKind(String group, String kind) {}
}
