package dev.plumbline.driftdetector;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.WatchedKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What watches saw of one application's objects since it was judged last. Of several sights of an
 * object the newest one is kept, and beside it that it is gone: which of the two is newer is told
 * by their versions. Filled on any thread, taken on the application's lane.
 */
final class Arrivals {

  private final Map<WatchedKind, Set<String>> lists = new ConcurrentHashMap<>();
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Set<String> rewound = ConcurrentHashMap.newKeySet();

  /** What was seen on a cluster. */
  private record Seen(String cluster, Sighting sighting) {}

  /** A watch saw an object. */
  void seen(WatchedKind kind, Sighting sighting) {
    seen.put(
        kind.cluster() + "#" + sighting.ref().id() + "#" + sighting.gone(),
        new Seen(kind.cluster(), sighting));
  }

  /** Whether there is nothing that a watch saw. */
  boolean nothingSeen() {
    return seen.isEmpty();
  }

  /** A watch saw a whole list. */
  void listed(WatchedKind kind, Set<String> ids) {
    lists.put(kind, ids);
  }

  /** A cluster's store is older than it was: what was seen of it counts no more. */
  void rewound(WatchedKind kind) {
    seen.clear();
    rewound.add(kind.cluster());
  }

  /** Whether the cluster's store turned out to be older than it was; asked once. */
  boolean takeRewound(String cluster) {
    boolean is = rewound.remove(cluster);
    rewound.clear();
    return is;
  }

  /**
   * Hands over what was seen on the application's cluster: a copy on another is none of its
   * objects.
   *
   * @param inventory what lists are held against; null for nothing
   */
  void handOver(String cluster, @Nullable Inventory inventory, ObjectsInSight sight) {
    for (String id : List.copyOf(seen.keySet())) {
      Seen one = seen.remove(id);
      if (one != null && one.cluster().equals(cluster)) {
        sight.take(one.sighting());
      }
    }
    for (WatchedKind kind : List.copyOf(lists.keySet())) {
      Set<String> ids = lists.remove(kind);
      if (ids != null && inventory != null && kind.cluster().equals(cluster)) {
        sight.listed(kind, ids, inventory);
      }
    }
  }
}
