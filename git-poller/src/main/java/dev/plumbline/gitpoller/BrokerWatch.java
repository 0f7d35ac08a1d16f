package dev.plumbline.gitpoller;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the broker comes back. While it was away webhooks were refused, and some providers
 * do not send them again: then everything is to be looked at.
 */
final class BrokerWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
  private static final int ANSWER_WITHIN_MILLIS = 3_000;

  private final Admin admin;
  private final Runnable back;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "plumbline-poll-broker");
            thread.setDaemon(true);
            return thread;
          });
  private boolean away;

  /** Asks every {@code period}; calls {@code back} each time the broker is there again. */
  BrokerWatch(Map<String, Object> kafka, Duration period, Runnable back) {
    this.admin = Admin.create(settings(kafka));
    this.back = back;
    long millis = period.toMillis();
    var unused = timer.scheduleWithFixedDelay(this::check, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    admin.close(Duration.ZERO);
  }

  private void check() {
    try {
      admin.describeCluster().clusterId().get(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
      if (away) {
        away = false;
        LOG.info("Kafka is back");
        back.run();
      }
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      if (!away) {
        away = true;
        LOG.warn("Kafka does not answer cause={}", e.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, Object> settings(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.keySet().retainAll(AdminClientConfig.configNames());
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "plumbline-git-poller-watch");
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS);
    return settings;
  }
}
