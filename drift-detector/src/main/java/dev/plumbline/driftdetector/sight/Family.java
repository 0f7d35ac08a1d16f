package dev.plumbline.driftdetector.sight;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.driftdetector.model.Stuck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What objects of one cluster brought forth, joined by owner references, however the events of the
 * kinds arrive. Safe for use by several threads.
 */
final class Family {

  /** Deployments, ReplicaSets and pods are three; more than this is a circle. */
  private static final int DEEPEST = 10;

  private final Map<String, Descendant> byUid = new HashMap<>();
  private final Map<String, Set<String>> children = new HashMap<>();

  /**
   * Takes one.
   *
   * @return the uid of the object at the top; empty when nothing changed that counts
   */
  synchronized Optional<String> put(Descendant one) {
    Descendant before = byUid.put(one.uid(), one);
    if (one.equals(before)) {
      return Optional.empty();
    }
    if (before != null && !before.owner().equals(one.owner())) {
      unlink(before);
    }
    children.computeIfAbsent(one.owner(), owner -> new HashSet<>(2)).add(one.uid());
    return Optional.of(root(one));
  }

  /**
   * Removes one.
   *
   * @return the uid of the object that was at the top; empty when it was not known
   */
  synchronized Optional<String> remove(String uid) {
    Descendant gone = byUid.get(uid);
    if (gone == null) {
      return Optional.empty();
    }
    String root = root(gone);
    byUid.remove(uid);
    unlink(gone);
    return Optional.of(root);
  }

  /** Removes all of a kind that are none of these; gives the uids of the objects at the top. */
  synchronized Set<String> retain(WatchedKind kind, Set<String> uids) {
    List<String> gone =
        byUid.values().stream()
            .filter(one -> kind.includes(one.ref()) && !uids.contains(one.uid()))
            .map(Descendant::uid)
            .toList();
    Set<String> roots = new HashSet<>();
    gone.forEach(uid -> remove(uid).ifPresent(roots::add));
    return roots;
  }

  private void unlink(Descendant one) {
    Set<String> siblings = children.get(one.owner());
    if (siblings != null && siblings.remove(one.uid()) && siblings.isEmpty()) {
      children.remove(one.owner());
    }
  }

  private String root(Descendant one) {
    Descendant at = one;
    for (int i = 0; i < DEEPEST; i++) {
      Descendant owner = byUid.get(at.owner());
      if (owner == null) {
        return at.owner();
      }
      at = owner;
    }
    return at.owner();
  }

  /** How many are known. */
  synchronized int size() {
    return byUid.size();
  }

  /**
   * The worst of what an object brought forth; empty when all of it is well. Of a Deployment only
   * the newest ReplicaSet counts: what is left of earlier ones is on its way out.
   */
  synchronized Optional<Stuck> stuck(String uid) {
    Deque<Branch> open = new ArrayDeque<>();
    current(uid).forEach(child -> open.add(new Branch(null, child, 1)));
    Branch worst = null;
    while (!open.isEmpty()) {
      Branch branch = open.poll();
      if (branch.isWorseThan(worst)) {
        worst = branch;
      }
      if (branch.depth() < DEEPEST) {
        current(branch.at().uid())
            .forEach(child -> open.add(new Branch(branch, child, branch.depth() + 1)));
      }
    }
    return Optional.ofNullable(worst)
        .map(branch -> new Stuck(branch.at().health(), branch.describe()));
  }

  private List<Descendant> current(String uid) {
    List<Descendant> all = new ArrayList<>();
    long newest = 0;
    for (String child : children.getOrDefault(uid, Set.of())) {
      Descendant one = byUid.get(child);
      if (one != null) {
        all.add(one);
        newest = Math.max(newest, one.revision());
      }
    }
    long last = newest;
    all.removeIf(one -> one.revision() != 0 && one.revision() != last);
    all.sort(Comparator.comparing(Descendant::ref));
    return all;
  }

  private record Branch(@Nullable Branch above, Descendant at, int depth) {

    boolean isWorseThan(@Nullable Branch other) {
      HealthStatus health = at.health();
      if (health == HealthStatus.Healthy || health == HealthStatus.Suspended) {
        return false;
      }
      if (other == null) {
        return true;
      }
      int worse = health.compareTo(other.at.health());
      return worse > 0 || (worse == 0 && depth > other.depth);
    }

    String describe() {
      return at.message().isEmpty() ? path() : path() + ": " + at.message();
    }

    /** In ASCII: some readers of a status do not get on with more. */
    private String path() {
      String step = at.ref().kind() + " " + at.ref().name();
      return above == null ? step : above.path() + " -> " + step;
    }
  }
}
