package dev.plumbline.sandbox.control;

import dev.plumbline.sandbox.rest.Deletion;
import dev.plumbline.sandbox.rest.Objects;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Store;
import dev.plumbline.sandbox.store.Stored;
import dev.plumbline.sandbox.store.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the simulated controllers: one thread follows all changes, one works off what they affect.
 */
public final class Controllers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Store store;
  private final List<Reconciler> reconcilers;
  private final Set<Work> queued = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService worker;
  private final Thread follower;
  private volatile boolean stopping;

  private record Work(Reconciler reconciler, Key key) {}

  public Controllers(Objects objects, Deletion deletion) {
    this.store = objects.store();
    Cluster cluster = new Cluster(objects, deletion);
    this.reconcilers =
        List.of(
            new Definitions(cluster),
            new Namespaces(cluster),
            new GarbageCollector(cluster),
            new Kubelet(cluster),
            new ReplicaSets(cluster),
            new Deployments(cluster),
            new StatefulSets(cluster),
            new DaemonSets(cluster),
            new Jobs(cluster),
            new Claims(cluster),
            new LoadBalancers(cluster),
            new Ingresses(cluster));
    this.worker = Executors.newSingleThreadScheduledExecutor(task -> thread(task, "worker"));
    this.follower = thread(this::follow, "watch");
  }

  private static Thread thread(Runnable task, String role) {
    Thread thread = new Thread(task, "sandbox-controllers-" + role);
    thread.setDaemon(true);
    return thread;
  }

  public void start() {
    follower.start();
  }

  @Override
  public void close() {
    stopping = true;
    follower.interrupt();
    worker.shutdownNow();
    try {
      follower.join(TimeUnit.SECONDS.toMillis(5));
      if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("Controllers did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    while (!stopping) {
      try (Subscription changes = store.subscribe("", store.version())) {
        everything();
        while (!stopping && changes.isOpen()) {
          Change change = changes.poll(500);
          if (change != null) {
            enqueue(change);
          }
        }
      } catch (Store.Expired e) {
        LOG.debug("Controllers fell behind and start over");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void everything() {
    for (String groupResource : store.groupResources()) {
      for (Stored stored : store.list(groupResource, "").objects()) {
        enqueue(new Change(Change.Kind.ADDED, null, stored));
      }
    }
  }

  private void enqueue(Change change) {
    for (Reconciler reconciler : reconcilers) {
      reconciler.affected(change).forEach(key -> schedule(new Work(reconciler, key), 0));
    }
  }

  /**
   * Work that is waiting already is not queued twice; work with a delay is, as it must not hold
   * back what comes earlier.
   */
  private void schedule(Work work, long delayMillis) {
    if (delayMillis == 0 && !queued.add(work)) {
      return;
    }
    try {
      var unused = worker.schedule(() -> run(work), delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Controllers are stopping key={}", work.key().text());
    }
  }

  private void run(Work work) {
    queued.remove(work);
    if (stopping) {
      return;
    }
    Duration again;
    try {
      again = work.reconciler().reconcile(work.key());
    } catch (RuntimeException e) {
      LOG.warn(
          "Controller failed and tries again controller={} key={} cause={}",
          work.reconciler().getClass().getSimpleName(),
          work.key().text(),
          e.toString());
      again = RETRY;
    }
    if (!again.isZero()) {
      schedule(work, Math.max(1, again.toMillis()));
    }
  }
}
