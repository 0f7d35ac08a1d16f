package dev.plumbline.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The watches of one cluster and the few threads they share; idle watches hold none. */
final class Watches implements AutoCloseable {

  private static final int THREADS = 8;

  /** So that others' events are told while a server that was away is asked for everything. */
  private static final int LISTS = 5;

  private final ClusterClient client;
  private final Transport transport;
  private final RandomGenerator random;
  private final WatchPace pace;
  private final Semaphore lists = new Semaphore(LISTS);
  private final Set<ObjectWatch> open = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor timers;

  Watches(ClusterClient client, Transport transport, RandomGenerator random, WatchPace pace) {
    this.client = client;
    this.transport = transport;
    this.random = random;
    this.pace = pace;
    this.workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons("watch-" + client.name() + "-"),
            new ThreadPoolExecutor.DiscardPolicy());
    workers.allowCoreThreadTimeOut(true);
    this.timers =
        new ScheduledThreadPoolExecutor(
            1,
            daemons("watch-timer-" + client.name() + "-"),
            new ThreadPoolExecutor.DiscardPolicy());
    timers.setRemoveOnCancelPolicy(true);
  }

  ObjectWatch start(
      ApiResource resource,
      @Nullable String namespace,
      @Nullable String labelSelector,
      boolean metadataOnly,
      WatchListener<?> listener) {
    ObjectWatch watch =
        new ObjectWatch(this, resource, namespace, labelSelector, metadataOnly, listener, random);
    open.add(watch);
    watch.start();
    return watch;
  }

  ClusterClient client() {
    return client;
  }

  Transport transport() {
    return transport;
  }

  ThreadPoolExecutor workers() {
    return workers;
  }

  ScheduledExecutorService timers() {
    return timers;
  }

  WatchPace pace() {
    return pace;
  }

  /** Whether one more list may begin; if so {@link #endList()} must follow. */
  boolean beginList() {
    return lists.tryAcquire();
  }

  void endList() {
    lists.release();
  }

  void closed(ObjectWatch watch) {
    open.remove(watch);
  }

  @Override
  public void close() {
    open.forEach(ObjectWatch::close);
    timers.shutdownNow();
    workers.shutdownNow();
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
