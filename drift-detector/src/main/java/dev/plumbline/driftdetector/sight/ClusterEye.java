package dev.plumbline.driftdetector.sight;

import dev.plumbline.cluster.Marks;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import dev.plumbline.stream.Bulkheads;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One watch for each kind on each cluster that some application of ours uses, on the objects of our
 * shards alone. Watches start and fail each by itself; one that nobody uses any more is closed.
 */
public final class ClusterEye implements AutoCloseable {

  private static final String CRD_GROUP = "apiextensions.k8s.io";
  private static final long SHARDS_SETTLE_MILLIS = 50;

  private final Examiner.Eyes eyes;
  private final Bulkheads bulkheads;
  private final WatchSink sink;
  private final String manager;
  private final Clock clock;
  private final ScheduledExecutorService timers;
  private final Map<WatchedKind, KindWatch> watches = new HashMap<>();
  private final Map<WatchedKind, Set<String>> users = new HashMap<>();
  private final Set<Integer> shards = new HashSet<>();
  private String selector = "";
  private boolean reselecting;
  private boolean closed;

  /**
   * @param sink is told all that is seen
   * @param manager the field manager of our applies
   */
  public ClusterEye(
      Examiner.Eyes eyes, Bulkheads bulkheads, WatchSink sink, String manager, Clock clock) {
    this.eyes = eyes;
    this.bulkheads = bulkheads;
    this.sink = sink;
    this.manager = manager;
    this.clock = clock;
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "drift-detector-eye");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Told what watches see, on their threads; must not block. */
  public interface WatchSink {
    /** An object was seen, or is gone. */
    void seen(WatchedKind kind, Sighting sighting);

    /** The whole list of our objects of that kind was seen; these are their ids. */
    void listed(WatchedKind kind, Set<String> ids);

    /** It changed whether the kind can be seen, or what is known of it. */
    void stateChanged(WatchedKind kind);
  }

  /** Says which kinds an application uses now; none ends its use. */
  public synchronized void uses(String application, Set<WatchedKind> before, Set<WatchedKind> now) {
    for (WatchedKind kind : before) {
      Set<String> left = users.get(kind);
      if (!now.contains(kind) && left != null && left.remove(application) && left.isEmpty()) {
        users.remove(kind);
        close(watches.remove(kind));
      }
    }
    for (WatchedKind kind : now) {
      users.computeIfAbsent(kind, key -> new HashSet<>()).add(application);
      if (!watches.containsKey(kind) && !closed && !selector.isEmpty()) {
        start(kind);
      }
    }
  }

  /** The applications that use a kind. */
  public synchronized Set<String> users(WatchedKind kind) {
    return Set.copyOf(users.getOrDefault(kind, Set.of()));
  }

  /** Adds or takes away shards whose objects are to be seen. */
  public synchronized void shards(Collection<Integer> changed, boolean ours) {
    if (ours) {
      shards.addAll(changed);
    } else {
      shards.removeAll(changed);
    }
    if (!reselecting && !closed) {
      reselecting = true;
      var unused = timers.schedule(this::reselect, SHARDS_SETTLE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void reselect() {
    reselecting = false;
    String now = selectorOf(shards);
    if (closed || now.equals(selector)) {
      return;
    }
    selector = now;
    watches.values().forEach(ClusterEye::close);
    watches.clear();
    if (!selector.isEmpty()) {
      users.keySet().forEach(this::start);
    }
  }

  static String selectorOf(Set<Integer> shards) {
    if (shards.isEmpty()) {
      return "";
    }
    return shards.size() == ApplicationKey.SHARDS
        ? Tracking.SHARD_LABEL
        : Marks.selector(new TreeSet<>(shards));
  }

  private void start(WatchedKind kind) {
    KindWatch watch = new KindWatch(kind, selector, this);
    watches.put(kind, watch);
    watch.start();
  }

  private static void close(@Nullable KindWatch watch) {
    if (watch != null) {
      watch.close();
    }
  }

  /** Whether objects of a kind live in namespaces; empty while that is not known. */
  public Optional<Boolean> namespaced(WatchedKind kind) {
    return find(kind).flatMap(KindWatch::namespaced);
  }

  /** Whether the cluster answered what it knows of the kind, be it that there is no such kind. */
  public boolean catalogued(WatchedKind kind) {
    return find(kind).map(KindWatch::catalogued).orElse(false);
  }

  /** Why objects of a kind cannot be seen; empty when they can, or when it is too early to say. */
  public Optional<ClusterTrouble> trouble(WatchedKind kind) {
    return find(kind).flatMap(KindWatch::trouble);
  }

  private synchronized Optional<KindWatch> find(WatchedKind kind) {
    return Optional.ofNullable(watches.get(kind));
  }

  /** How many watches are open, for metrics. */
  public synchronized int watches() {
    return watches.size();
  }

  /** A cluster's name may mean another cluster now, or none, or one again. */
  public void clusterChanged(String cluster) {
    Set<KindWatch> concerned;
    synchronized (this) {
      concerned = new HashSet<>(watches.values());
    }
    concerned.forEach(watch -> watch.reconsider(cluster));
  }

  /** A CustomResourceDefinition changed: kinds that were unknown may be known now. */
  private void kindsMayHaveCome(WatchedKind definition) {
    if (definition.group().equals(CRD_GROUP)) {
      Set<KindWatch> waiting;
      synchronized (this) {
        waiting = new HashSet<>(watches.values());
      }
      waiting.forEach(watch -> watch.tryAgain(definition.cluster()));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    timers.shutdownNow();
    watches.values().forEach(ClusterEye::close);
    watches.clear();
  }

  Examiner.Eyes eyes() {
    return eyes;
  }

  String manager() {
    return manager;
  }

  Clock clock() {
    return clock;
  }

  void seen(WatchedKind kind, Sighting sighting) {
    sink.seen(kind, sighting);
    kindsMayHaveCome(kind);
  }

  void listed(WatchedKind kind, Set<String> ids) {
    sink.listed(kind, ids);
  }

  void stateChanged(WatchedKind kind) {
    sink.stateChanged(kind);
  }

  void later(long millis, Runnable task) {
    synchronized (this) {
      if (!closed) {
        var unused = timers.schedule(task, millis, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Asks a cluster something, on threads that only this cluster can keep waiting. */
  <T> CompletionStage<T> ask(String cluster, Callable<T> blocking) {
    return bulkheads.call("discovery of " + cluster, blocking);
  }
}
