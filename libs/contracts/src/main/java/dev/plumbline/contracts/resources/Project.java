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
   */
  public record Spec(
      @Nullable String description,
      List<String> sourceRepos,
      List<ProjectDestination> destinations) {
    public Spec {
      sourceRepos = sourceRepos == null ? List.of() : List.copyOf(sourceRepos);
      destinations = destinations == null ? List.of() : List.copyOf(destinations);
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
