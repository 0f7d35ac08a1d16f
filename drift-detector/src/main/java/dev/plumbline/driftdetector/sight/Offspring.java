package dev.plumbline.driftdetector.sight;

import dev.plumbline.driftdetector.model.Stuck;
import dev.plumbline.health.HealthRules;
import dev.plumbline.stream.Bulkheads;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the objects of applications bring forth, down to pods, kept by events: a workload itself
 * says "not yet" for minutes where its pods say at once that an image does not exist. Children bear
 * no mark of ours, so those of a whole cluster are watched, and of each some 200 bytes are kept;
 * nothing is watched where no application has anything that could have children.
 */
public final class Offspring implements AutoCloseable {

  private static final String APPS = "apps";
  private static final String BATCH = "batch";

  private final Examiner.Eyes eyes;
  private final Bulkheads bulkheads;
  private final HealthBook health;
  private final Listener listener;
  private final ScheduledExecutorService timers;
  private final Map<String, Family> families = new ConcurrentHashMap<>();
  private final Map<WatchedKind, OffspringWatch> watches = new HashMap<>();
  private final Map<String, Set<WatchedKind>> uses = new HashMap<>();
  private boolean closed;

  /** Told when something below an object changed, on a watch's thread; must not block. */
  @FunctionalInterface
  public interface Listener {
    /** Something that the object of that uid brought forth changed. */
    void changed(String cluster, String uid);
  }

  /**
   * Watches nothing yet.
   *
   * @param health how well children are
   */
  public Offspring(Examiner.Eyes eyes, Bulkheads bulkheads, HealthBook health, Listener listener) {
    this.eyes = eyes;
    this.bulkheads = bulkheads;
    this.health = health;
    this.listener = listener;
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "drift-detector-offspring");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Says which kinds an application has now; none ends its use. */
  public synchronized void uses(String application, Set<WatchedKind> kinds) {
    Set<WatchedKind> children = new HashSet<>();
    kinds.forEach(kind -> children.addAll(children(kind)));
    if (children.isEmpty()) {
      uses.remove(application);
    } else {
      uses.put(application, children);
    }
    Set<WatchedKind> used = new HashSet<>();
    uses.values().forEach(used::addAll);
    watches
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = !used.contains(entry.getKey());
              if (over) {
                entry.getValue().close();
                family(entry.getKey().cluster()).retain(entry.getKey(), Set.of());
              }
              return over;
            });
    for (WatchedKind kind : used) {
      if (!closed && !watches.containsKey(kind)) {
        OffspringWatch watch = new OffspringWatch(kind, this);
        watches.put(kind, watch);
        watch.start();
      }
    }
  }

  /** A cluster's name may mean another cluster now, or none, or one again. */
  public synchronized void clusterChanged(String cluster) {
    watches.forEach(
        (kind, watch) -> {
          if (kind.cluster().equals(cluster)) {
            watch.reconsider();
          }
        });
  }

  /** The kinds of what objects of a kind may bring forth, as far as it is followed. */
  static Set<WatchedKind> children(WatchedKind parent) {
    Set<WatchedKind> kinds = new HashSet<>();
    String cluster = parent.cluster();
    String name = (parent.group().isEmpty() ? "" : parent.group() + "/") + parent.kind();
    boolean custom = parent.group().contains(".") && !parent.group().endsWith(".k8s.io");
    switch (name) {
      case "apps/Deployment" -> kinds.add(new WatchedKind(cluster, APPS, "ReplicaSet"));
      case "batch/CronJob" -> kinds.add(new WatchedKind(cluster, BATCH, "Job"));
      case "apps/StatefulSet",
          "apps/DaemonSet",
          "apps/ReplicaSet",
          "batch/Job",
          "ReplicationController" -> {}
      default -> {
        if (!custom) {
          return Set.of();
        }
        for (String kind : new String[] {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}) {
          kinds.add(new WatchedKind(cluster, APPS, kind));
        }
        kinds.add(new WatchedKind(cluster, BATCH, "Job"));
      }
    }
    kinds.add(new WatchedKind(cluster, "", "Pod"));
    return kinds;
  }

  /** Where below an object it is stuck; empty when all that it brought forth is well. */
  public Optional<Stuck> stuck(String cluster, String uid) {
    Family family = families.get(cluster);
    return family == null ? Optional.empty() : family.stuck(uid);
  }

  /** How many children are known, for metrics. */
  public int size() {
    return families.values().stream().mapToInt(Family::size).sum();
  }

  Family family(String cluster) {
    return families.computeIfAbsent(cluster, name -> new Family());
  }

  void changed(String cluster, String root) {
    listener.changed(cluster, root);
  }

  HealthRules rules() {
    return health.common();
  }

  Examiner.Eyes eyes() {
    return eyes;
  }

  Bulkheads bulkheads() {
    return bulkheads;
  }

  void later(long millis, Runnable task) {
    synchronized (this) {
      if (!closed) {
        var unused = timers.schedule(task, millis, TimeUnit.MILLISECONDS);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    timers.shutdownNow();
    watches.values().forEach(OffspringWatch::close);
    watches.clear();
  }
}
