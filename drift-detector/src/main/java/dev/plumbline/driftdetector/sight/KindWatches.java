package dev.plumbline.driftdetector.sight;

import dev.plumbline.driftdetector.model.ClusterTrouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one kind on one cluster. As a rule it is one; shards that come later have one of
 * their own, so that what is seen already is not listed again, and of shards that went the objects
 * are passed over. When that has become many watches, or mostly waste, one takes their place: it
 * lists, the others close, and of all that only what they had not told yet is told.
 */
final class KindWatches {

  private static final int MOST_WATCHES = 3;

  private final WatchedKind kind;
  private final ClusterEye eye;
  private final List<KindWatch> open = new ArrayList<>();
  private Set<Integer> shards = Set.of();
  private @Nullable KindWatch successor;
  private boolean closed;
  private Instant audited;

  KindWatches(WatchedKind kind, ClusterEye eye) {
    this.kind = kind;
    this.eye = eye;
    this.audited = eye.clock().instant();
  }

  WatchedKind kind() {
    return kind;
  }

  /** The objects of these shards are to be seen, and of no others. */
  synchronized void shards(Set<Integer> now) {
    if (closed || now.equals(shards)) {
      return;
    }
    Set<Integer> come = new HashSet<>(now);
    come.removeAll(shards);
    shards = Set.copyOf(now);
    if (successor != null) {
      successor.close();
      successor = null;
    }
    for (KindWatch watch : List.copyOf(open)) {
      watch.view().keep(shards);
      if (watch.view().shards().isEmpty()) {
        watch.close();
        open.remove(watch);
      }
    }
    if (!come.isEmpty()) {
      KindWatch added = new KindWatch(kind, come, this, eye);
      open.add(added);
      added.start();
    }
    mergeWhenWorthIt();
  }

  private void mergeWhenWorthIt() {
    int asked = open.stream().mapToInt(KindWatch::asked).sum();
    int foreign = open.stream().mapToInt(KindWatch::foreign).sum();
    if (open.size() > MOST_WATCHES || 2 * foreign > asked) {
      KindWatch one = new KindWatch(kind, shards, this, eye);
      successor = one;
      one.start();
    }
  }

  /**
   * A watch has listed: if it is to take the others' place, they tell nothing any more from here
   * on, and it knows what they told.
   */
  synchronized boolean takeOver(KindWatch listed) {
    if (successor != listed) {
      return false;
    }
    for (KindWatch each : open) {
      each.close();
      listed.view().known().takeAll(each.view().known());
    }
    open.clear();
    open.add(listed);
    successor = null;
    return true;
  }

  /** Looks again for a kind that was not there. */
  void tryAgain(String cluster) {
    watches().forEach(watch -> watch.tryAgain(cluster));
  }

  /** The cluster may be another one now, or none, or one again. */
  void reconsider(String cluster) {
    List<KindWatch> all;
    synchronized (this) {
      all = new ArrayList<>(open);
      if (successor != null) {
        all.add(successor);
      }
    }
    all.forEach(watch -> watch.reconsider(cluster));
  }

  /** Those that tell. */
  synchronized List<KindWatch> watches() {
    return List.copyOf(open);
  }

  synchronized int count() {
    return open.size() + (successor == null ? 0 : 1);
  }

  /** What was told of a shard so far. */
  Told told(int shard) {
    return watches().stream()
        .map(watch -> watch.view().told(shard))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(Told.NOTHING);
  }

  Optional<Boolean> namespaced() {
    return watches().stream().map(KindWatch::namespaced).flatMap(Optional::stream).findFirst();
  }

  boolean catalogued() {
    return watches().stream().anyMatch(KindWatch::catalogued);
  }

  Optional<ClusterTrouble> trouble() {
    return watches().stream().map(KindWatch::trouble).flatMap(Optional::stream).findFirst();
  }

  Duration silentFor() {
    return watches().stream()
        .map(KindWatch::silentFor)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** All its watches were held against the cluster. */
  synchronized void audited() {
    audited = eye.clock().instant();
  }

  /** How long ago that was, or how long it was not. */
  synchronized Duration sinceAudit() {
    Duration since = Duration.between(audited, eye.clock().instant());
    return since.isNegative() ? Duration.ZERO : since;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
    open.forEach(KindWatch::close);
    open.clear();
    if (successor != null) {
      successor.close();
      successor = null;
    }
  }
}
