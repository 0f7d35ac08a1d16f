package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.Marks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one watch tells: objects of the shards that are ours still, each only when there is
 * something new about it. Safe for use by several threads.
 */
final class ShardView {

  private final WatchedKind kind;
  private final ClusterEye eye;
  private final Known known = new Known();
  private Set<Integer> shards;
  private boolean whole;
  private boolean closed;

  ShardView(WatchedKind kind, Set<Integer> shards, ClusterEye eye) {
    this.kind = kind;
    this.shards = shards;
    this.eye = eye;
  }

  /** The shards whose objects it still tells of. */
  synchronized Set<Integer> shards() {
    return shards;
  }

  Known known() {
    return known;
  }

  /** An object of a list, and its shard. */
  record Listed(int shard, Sighting sighting) {}

  /** What is kept of an object that is listed. */
  Listed reduce(ObjectNode object) {
    return new Listed(shard(object), eye.lens().see(object, false));
  }

  /** Tells no more of any shards but these. */
  synchronized void keep(Set<Integer> now) {
    Set<Integer> kept = new HashSet<>(shards);
    kept.retainAll(now);
    shards = Set.copyOf(kept);
    known.retain(shards);
  }

  /**
   * Takes a whole list, and tells what is new in it and what is gone.
   *
   * @param successor whether others told of what happened after it
   */
  void listed(List<Listed> objects, boolean successor) {
    List<Sighting> sightings = new ArrayList<>();
    List<Sighting> news = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Set<Integer> of;
    synchronized (this) {
      if (closed) {
        return;
      }
      of = shards;
      for (Listed object : objects) {
        int shard = object.shard();
        if (isOurs(shard)) {
          Sighting seen = object.sighting();
          sightings.add(seen);
          ids.add(seen.ref().id());
          if (successor ? known.take(shard, seen) : known.takeListed(shard, seen)) {
            news.add(seen);
          }
        }
      }
      for (Sighting missed : known.retainListed(sightings)) {
        if (!ids.contains(missed.ref().id())) {
          news.add(missed.asGone());
        }
      }
      whole = true;
    }
    news.forEach(seen -> eye.seen(kind, seen));
    eye.listed(kind, of, Set.copyOf(ids));
  }

  /** Tells of one object; one that was labelled as another's is gone for us. */
  void tell(ObjectNode object, boolean gone) {
    int shard = shard(object);
    Sighting seen = eye.lens().see(object, gone);
    boolean news;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (gone) {
        known.remove(seen);
        news = isOurs(shard);
      } else if (isOurs(shard)) {
        news = known.take(shard, seen);
      } else {
        news = known.remove(seen);
        seen = seen.asGone();
      }
    }
    if (news) {
      eye.seen(kind, seen);
    }
  }

  private static int shard(ObjectNode object) {
    return Marks.shard(object).orElse(Known.NO_SHARD);
  }

  private boolean isOurs(int shard) {
    return shard == Known.NO_SHARD || shards.contains(shard);
  }

  /** What was told of a shard; empty when that is not among those told of. */
  synchronized Optional<Told> told(int shard) {
    return shards.contains(shard)
        ? Optional.of(new Told(known.of(shard), whole))
        : Optional.empty();
  }

  /** What was told counts no more: all that is seen from here on is new. */
  synchronized void forget() {
    known.clear();
    whole = false;
  }

  /** Tells nothing any more; what was told is known for good when this returns. */
  synchronized void close() {
    closed = true;
  }
}
