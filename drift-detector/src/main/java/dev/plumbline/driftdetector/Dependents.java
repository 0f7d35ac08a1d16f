package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.DependencyState;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which applications are concerned when another one's status changes: those that depend on it, or
 * on one that does and is ready itself. Nobody asks again after a while. Safe for use by several
 * threads.
 */
final class Dependents {

  private final Map<ApplicationKey, Set<TrackedApplication>> byDependency =
      new ConcurrentHashMap<>();
  private final Map<TrackedApplication, Interest> interests = new ConcurrentHashMap<>();

  /**
   * What an application is to hear of.
   *
   * @param all whether of everything, since expressions look at it
   */
  private record Interest(Set<ApplicationKey> of, boolean all) {}

  /** Those concern an application too; to be called before it looks at them. */
  void alsoConcern(TrackedApplication tracked, Application application, Set<ApplicationKey> too) {
    Interest before = interests.get(tracked);
    if (!too.isEmpty() && (before == null || !before.of().containsAll(too))) {
      Set<ApplicationKey> all = new HashSet<>(too);
      all.addAll(before == null ? Set.of() : before.of());
      var unused = concern(tracked, application, all);
    }
  }

  /**
   * Those concern an application from now on: what it looked at. Where one is new among them it has
   * to look again, since a change may have fallen between.
   *
   * @return whether there is one among them that did not
   */
  boolean concern(TrackedApplication tracked, Application application, Set<ApplicationKey> now) {
    boolean all =
        application.spec().dependsOn().stream()
            .anyMatch(dependency -> dependency.readyExpr() != null);
    Interest next = new Interest(now, all);
    Interest before = now.isEmpty() ? interests.remove(tracked) : interests.put(tracked, next);
    if (next.equals(before) || (before == null && now.isEmpty())) {
      return false;
    }
    Set<ApplicationKey> then = before == null ? Set.of() : before.of();
    then.stream().filter(key -> !now.contains(key)).forEach(key -> remove(key, tracked));
    for (ApplicationKey key : now) {
      byDependency.compute(
          key,
          (any, dependents) -> {
            Set<TrackedApplication> added =
                dependents == null ? ConcurrentHashMap.newKeySet() : dependents;
            added.add(tracked);
            return added;
          });
    }
    return !then.containsAll(now);
  }

  /** An application is no longer ours. */
  void release(TrackedApplication tracked) {
    Interest before = interests.remove(tracked);
    if (before != null) {
      before.of().forEach(key -> remove(key, tracked));
    }
  }

  private void remove(ApplicationKey key, TrackedApplication tracked) {
    byDependency.computeIfPresent(
        key,
        (any, dependents) -> {
          dependents.remove(tracked);
          return dependents.isEmpty() ? null : dependents;
        });
  }

  /** What is known of an application has changed. */
  void changed(@Nullable DependencyState before, @Nullable DependencyState after) {
    DependencyState of = after == null ? before : after;
    if (of == null) {
      return;
    }
    boolean same = before != null && after != null && before.saysTheSameAs(after);
    for (TrackedApplication dependent : byDependency.getOrDefault(of.key(), Set.of())) {
      Interest interest = interests.get(dependent);
      if (!same || (interest != null && interest.all())) {
        dependent.judgeSoon();
      }
    }
  }
}
