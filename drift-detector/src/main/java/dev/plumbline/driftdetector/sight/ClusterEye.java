package dev.plumbline.driftdetector.sight;

import dev.plumbline.cluster.Marks;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import dev.plumbline.stream.Bulkheads;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Watches each kind on each cluster that some application of ours uses, on the objects of our
 * shards alone. Watches start and fail each by itself; those that nobody uses any more are closed.
 * When shards come or go, those that stay are neither listed nor told again.
 */
public final class ClusterEye implements AutoCloseable {

  private static final String CRD_GROUP = "apiextensions.k8s.io";
  private static final long SHARDS_SETTLE_MILLIS = 50;

  private final Examiner.Eyes eyes;
  private final Bulkheads bulkheads;
  private final WatchSink sink;
  private final Lens lens;
  private final Clock clock;
  private final ScheduledExecutorService timers;
  private final SightMetrics meters;
  private final AuditPace auditPace;
  private final RandomGenerator random;
  private final Map<WatchedKind, KindWatches> watches = new HashMap<>();
  private final Map<WatchedKind, Set<String>> users = new HashMap<>();
  private final Set<Integer> shards = new HashSet<>();
  private Set<Integer> selected = Set.of();
  private boolean reselecting;
  private boolean closed;

  /**
   * @param sink is told all that is seen
   * @param lens through which objects are seen
   */
  public ClusterEye(
      Examiner.Eyes eyes,
      Bulkheads bulkheads,
      WatchSink sink,
      Lens lens,
      AuditPace auditPace,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {
    this.eyes = eyes;
    this.bulkheads = bulkheads;
    this.sink = sink;
    this.lens = lens;
    this.auditPace = auditPace;
    this.meters = new SightMetrics(registry);
    this.clock = clock;
    this.random = random;
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "drift-detector-eye");
              thread.setDaemon(true);
              return thread;
            });
    meters.show(
        this::watches,
        () -> longest(KindWatches::silentFor),
        () -> auditPace.interval().isZero() ? Duration.ZERO : longest(KindWatches::sinceAudit));
  }

  /** Told what watches see, on their threads; must not block. */
  public interface WatchSink {
    /** An object was seen, or is gone. */
    void seen(WatchedKind kind, Sighting sighting);

    /** The whole list of the objects of that kind in these shards was seen; these are their ids. */
    void listed(WatchedKind kind, Set<Integer> shards, Set<String> ids);

    /** The kind's store is older than what was seen of it, as after a restore from a backup. */
    default void rewound(WatchedKind kind) {}

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
      if (!watches.containsKey(kind) && !closed && !selected.isEmpty()) {
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
    if (closed || shards.equals(selected)) {
      return;
    }
    selected = Set.copyOf(shards);
    if (selected.isEmpty()) {
      watches.values().forEach(KindWatches::close);
      watches.clear();
      return;
    }
    for (WatchedKind kind : users.keySet()) {
      KindWatches there = watches.get(kind);
      if (there == null) {
        start(kind);
      } else {
        there.shards(selected);
      }
    }
  }

  /** The shards whose objects are watched now. */
  synchronized Set<Integer> selected() {
    return selected;
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
    KindWatches begun = new KindWatches(kind, this);
    watches.put(kind, begun);
    meters.expect(kind);
    begun.shards(selected);
    if (!auditPace.interval().isZero()) {
      later(random.nextLong(auditPace.interval().toMillis() + 1), () -> audit(begun));
    }
  }

  /** Holds a kind's watches against the cluster, now and from time to time. */
  private void audit(KindWatches kind) {
    if (kind.isClosed()) {
      return;
    }
    List<KindWatch> open = kind.watches();
    AtomicInteger left = new AtomicInteger(open.size());
    for (KindWatch watch : open) {
      watch
          .claim()
          .ifPresent(
              claim ->
                  new Audit(
                          kind.kind(),
                          watch,
                          claim,
                          this,
                          () -> {
                            if (left.decrementAndGet() == 0) {
                              kind.audited();
                            }
                          })
                      .start());
    }
    later(jittered(auditPace.interval().toMillis()), () -> audit(kind));
  }

  private static void close(@Nullable KindWatches watches) {
    if (watches != null) {
      watches.close();
    }
  }

  private Duration longest(Function<KindWatches, Duration> time) {
    List<KindWatches> all;
    synchronized (this) {
      all = List.copyOf(watches.values());
    }
    return all.stream().map(time).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /**
   * What was told of a kind's objects in a shard so far, for whoever comes later than that. Who is
   * told of what is seen from before asking this misses nothing.
   */
  public Told told(WatchedKind kind, int shard) {
    return find(kind).map(watches -> watches.told(shard)).orElse(Told.NOTHING);
  }

  /** Whether objects of a kind live in namespaces; empty while that is not known. */
  public Optional<Boolean> namespaced(WatchedKind kind) {
    return find(kind).flatMap(KindWatches::namespaced);
  }

  /** Whether the cluster answered what it knows of the kind, be it that there is no such kind. */
  public boolean catalogued(WatchedKind kind) {
    return find(kind).map(KindWatches::catalogued).orElse(false);
  }

  /** Why objects of a kind cannot be seen; empty when they can, or when it is too early to say. */
  public Optional<ClusterTrouble> trouble(WatchedKind kind) {
    return find(kind).flatMap(KindWatches::trouble);
  }

  private synchronized Optional<KindWatches> find(WatchedKind kind) {
    return Optional.ofNullable(watches.get(kind));
  }

  /** How many watches are open, for metrics. */
  public synchronized int watches() {
    return watches.values().stream().mapToInt(KindWatches::count).sum();
  }

  /** A cluster's name may mean another cluster now, or none, or one again. */
  public void clusterChanged(String cluster) {
    Set<KindWatches> concerned;
    synchronized (this) {
      concerned = new HashSet<>(watches.values());
    }
    concerned.forEach(kind -> kind.reconsider(cluster));
  }

  /** A CustomResourceDefinition changed: kinds that were unknown may be known now. */
  private void kindsMayHaveCome(WatchedKind definition) {
    if (definition.group().equals(CRD_GROUP)) {
      Set<KindWatches> waiting;
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
    watches.values().forEach(KindWatches::close);
    watches.clear();
  }

  Examiner.Eyes eyes() {
    return eyes;
  }

  Lens lens() {
    return lens;
  }

  Clock clock() {
    return clock;
  }

  SightMetrics meters() {
    return meters;
  }

  AuditPace auditPace() {
    return auditPace;
  }

  /** A time that differs by up to a tenth from one to the next. */
  long jittered(long millis) {
    return millis - millis / 10 + random.nextLong(millis / 5 + 1);
  }

  void seen(WatchedKind kind, Sighting sighting) {
    sink.seen(kind, sighting);
    kindsMayHaveCome(kind);
  }

  void listed(WatchedKind kind, Set<Integer> of, Set<String> ids) {
    sink.listed(kind, of, ids);
  }

  void rewound(WatchedKind kind) {
    sink.rewound(kind);
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
