package dev.plumbline.stream;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A runner's threads besides the polling one. What is given to them after they are shut down is
 * dropped: by then every partition has been revoked.
 *
 * @param workers run handlers; bounded by the runner's concurrency
 * @param background runs rebuilds and transactions; at most a few for each partition
 * @param clockwork one thread for timers, which only hand over to the workers
 */
record StreamThreads(
    ExecutorService workers, ExecutorService background, ScheduledExecutorService clockwork)
    implements AutoCloseable {

  static StreamThreads start(String group, int concurrency) {
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            concurrency,
            concurrency,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new NamedThreads(group + "-worker"),
            new ThreadPoolExecutor.DiscardPolicy());
    workers.allowCoreThreadTimeOut(true);
    ThreadPoolExecutor background =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new NamedThreads(group + "-background"),
            new ThreadPoolExecutor.DiscardPolicy());
    ScheduledThreadPoolExecutor clockwork =
        new ScheduledThreadPoolExecutor(
            1, new NamedThreads(group + "-timer"), new ThreadPoolExecutor.DiscardPolicy());
    clockwork.setRemoveOnCancelPolicy(true);
    return new StreamThreads(workers, background, clockwork);
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
    workers.shutdownNow();
    background.shutdownNow();
  }
}
