package dev.plumbline.gitpoller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election by a Lease, again and again: whoever loses it, as when the API server was
 * away for too long, stands again. The Lease is given up at {@link #close()}, so that a planned
 * restart has a new leader at once. Clocks that are wrong, or set while it stands, make no second
 * leader: see {@link ObservedLease}.
 */
final class Leadership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final int RENEWALS = 5;

  /** What is being stood for. */
  record Office(String namespace, String lease, String identity, Duration duration) {}

  private final KubernetesClient client;
  private final Office office;
  private final Runnable elected;
  private final Runnable deposed;
  private final ScheduledExecutorService worker = thread("plumbline-poll-leader");
  private final ScheduledExecutorService guard = thread("plumbline-poll-lease");
  private volatile boolean leads;
  private @Nullable CompletableFuture<?> candidacy;
  private boolean closed;

  /**
   * A candidate; the callbacks are called one at a time, on a thread that may block.
   *
   * @param elected called when the Lease is won; if it throws, the Lease is given up for another
   *     try, here or elsewhere
   * @param deposed called when it is lost or given up
   */
  Leadership(KubernetesClient client, Office office, Runnable elected, Runnable deposed) {
    this.client = client;
    this.office = office;
    this.elected = elected;
    this.deposed = deposed;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Stands for election until closed. */
  synchronized void stand() {
    if (closed) {
      return;
    }
    Duration renewal = office.duration().dividedBy(RENEWALS);
    ObservedLease lease =
        new ObservedLease(
            new LeaseLock(office.namespace(), office.lease(), office.identity()), System::nanoTime);
    leads = false;
    candidacy =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(office.lease())
                    .withLock(lease)
                    .withLeaseDuration(office.duration())
                    .withRenewDeadline(renewDeadline())
                    .withRetryPeriod(renewal)
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(
                            () -> {
                              leads = true;
                              run("elected", this::takeOffice);
                            },
                            () -> {
                              leads = false;
                              run("deposed", deposed);
                            },
                            leader ->
                                LOG.info("Leader is lease={} identity={}", office.lease(), leader)))
                    .build())
            .build()
            .start();
    ScheduledFuture<?> watch =
        guard.scheduleWithFixedDelay(
            () -> resignUnlessRenewed(lease),
            renewal.toMillis(),
            renewal.toMillis(),
            TimeUnit.MILLISECONDS);
    var unused =
        candidacy.whenComplete(
            (done, failure) -> {
              watch.cancel(false);
              standAgain(renewal);
            });
  }

  private Duration renewDeadline() {
    return office.duration().multipliedBy(2).dividedBy(3);
  }

  /** The elector counts by the machine's clock, which may have been set back since. */
  private void resignUnlessRenewed(ObservedLease lease) {
    if (leads && lease.sinceRenewal().compareTo(renewDeadline()) > 0) {
      LOG.warn("The Lease was not renewed in time, giving it up lease={}", office.lease());
      resign();
    }
  }

  /** Whether it has stood for election yet. */
  synchronized boolean standing() {
    return candidacy != null;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    resign();
    worker.shutdownNow();
    guard.shutdownNow();
  }

  private void takeOffice() {
    try {
      elected.run();
    } catch (RuntimeException e) {
      LOG.warn("Leader could not begin, giving up the Lease cause={}", e.toString());
      resign();
    }
  }

  private void resign() {
    CompletableFuture<?> standing;
    synchronized (this) {
      standing = candidacy;
    }
    if (standing != null) {
      standing.cancel(true);
    }
  }

  private void standAgain(Duration after) {
    try {
      var unused = worker.schedule(this::stand, after.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("No candidacy after the end");
    }
  }

  private void run(String what, Runnable callback) {
    LOG.info("Leadership changed lease={} now={}", office.lease(), what);
    try {
      worker.execute(callback);
    } catch (RejectedExecutionException e) {
      LOG.debug("Leadership changed after the end");
    }
  }
}
