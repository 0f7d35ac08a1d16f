package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The applications that are made from the same refs of the same repositories as one of them, for
 * one judgement. One push concerns them all, and they hear of it one after the other.
 */
public final class Neighbours {

  private final Application self;
  private final Supplier<Collection<DependencyState>> all;
  private final Set<ApplicationKey> asked = new LinkedHashSet<>();

  /**
   * @param all how each application stands; only asked when it matters
   */
  public Neighbours(Application self, Supplier<Collection<DependencyState>> all) {
    this.self = self;
    this.all = all;
  }

  /** Those that were waited for: their change concerns the application. */
  public Set<ApplicationKey> concerning() {
    return Set.copyOf(asked);
  }

  /**
   * One of which it is not known yet what Git has for it at these commits; empty when it is known
   * of all, or found to be nothing that can be rendered.
   *
   * @param revisions commits, one for each source of the application
   */
  Optional<ApplicationKey> behind(List<String> revisions) {
    Map<String, String> commits = SourceNames.commits(self, revisions);
    return find(state -> isBehind(state, commits));
  }

  private static boolean isBehind(DependencyState state, Map<String, String> commits) {
    for (int i = 0; i < state.sources().size(); i++) {
      String commit = commits.get(state.sources().get(i));
      boolean told =
          state.revisions().size() == state.sources().size()
              && state.revisions().get(i).equals(commit);
      if (commit != null && !told && !commit.equals(state.attempted())) {
        return true;
      }
    }
    return false;
  }

  /** One of which it was never told what Git has for it, as one that was made just now. */
  Optional<ApplicationKey> unheard() {
    return find(
        state -> state.revisions().isEmpty() && SourceNames.has(self, Set.copyOf(state.sources())));
  }

  private Optional<ApplicationKey> find(Predicate<DependencyState> wanted) {
    Optional<ApplicationKey> found =
        all.get().stream()
            .filter(state -> !state.key().equals(self.key()) && !state.deleting())
            .filter(wanted)
            .map(DependencyState::key)
            .findFirst();
    found.ifPresent(asked::add);
    return found;
  }
}
