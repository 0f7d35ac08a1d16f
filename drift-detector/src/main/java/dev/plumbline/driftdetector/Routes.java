package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.WatchedKind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which applications an object concerns: the one whose mark it bears, and the ones that applied it.
 * Safe for use by several threads.
 */
final class Routes {

  private final String installation;
  private final Map<String, Set<TrackedApplication>> byObject = new ConcurrentHashMap<>();
  private final Map<String, TrackedApplication> byUid = new ConcurrentHashMap<>();

  /**
   * @param installation whose marks count
   */
  Routes(String installation) {
    this.installation = installation;
  }

  static String object(String cluster, ObjectRef ref) {
    return cluster + "|" + ref.id();
  }

  static String uid(String cluster, String uid) {
    return cluster + "#" + uid;
  }

  void uid(String uid, TrackedApplication application) {
    byUid.put(uid, application);
  }

  /** Replaces the objects that an application applied; gives the new ones. */
  Set<String> objects(TrackedApplication application, Set<String> before, Set<String> now) {
    if (before.equals(now)) {
      return before;
    }
    for (String object : before) {
      if (!now.contains(object)) {
        byObject.computeIfPresent(
            object,
            (id, all) -> {
              all.remove(application);
              return all.isEmpty() ? null : all;
            });
      }
    }
    for (String object : now) {
      byObject.compute(
          object,
          (id, all) -> {
            Set<TrackedApplication> next = all == null ? ConcurrentHashMap.newKeySet() : all;
            next.add(application);
            return next;
          });
    }
    return Set.copyOf(now);
  }

  /** The applications that applied the object of that uid. */
  Set<TrackedApplication> ofUid(String cluster, String uid) {
    return Set.copyOf(byObject.getOrDefault(uid(cluster, uid), Set.of()));
  }

  void release(TrackedApplication application) {
    byUid.values().removeIf(application::equals);
  }

  /** The applications that applied an object of that kind which is none of these. */
  Set<TrackedApplication> missing(WatchedKind kind, Set<String> ids) {
    String prefix = kind.cluster() + "|" + kind.group() + "/" + kind.kind() + "/";
    Set<TrackedApplication> found = new HashSet<>();
    byObject.forEach(
        (object, applications) -> {
          if (object.startsWith(prefix)
              && !ids.contains(object.substring(kind.cluster().length() + 1))) {
            found.addAll(applications);
          }
        });
    return found;
  }

  /** The applications that a sighting concerns. */
  Set<TrackedApplication> of(WatchedKind kind, Sighting sighting) {
    Set<TrackedApplication> found =
        new HashSet<>(byObject.getOrDefault(object(kind.cluster(), sighting.ref()), Set.of()));
    Tracking mark = sighting.print() == null ? null : sighting.print().mark();
    if (mark != null && mark.installation().equals(installation) && mark.names(sighting.ref())) {
      TrackedApplication owner = byUid.get(mark.applicationUid());
      if (owner != null) {
        found.add(owner);
      }
    }
    return found;
  }
}
