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
   */
  public record Spec(
      @Nullable String description,
      List<String> sourceRepos,
      List<ProjectDestination> destinations,
      @Nullable KustomizePermissions kustomize) {
    public Spec {
      sourceRepos = sourceRepos == null ? List.of() : List.copyOf(sourceRepos);
      destinations = destinations == null ? List.of() : List.copyOf(destinations);
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
   */
  public record ProjectDestination(@Nullable String name, String namespace) {}
}
