package dev.plumbline.webhookingest;

import dev.plumbline.contracts.resources.WebhookSource;
import dev.plumbline.service.Clusters;
import dev.plumbline.service.CustomResources;
import dev.plumbline.service.PlumblineConfig;
import dev.plumbline.service.ResourceView.Change;
import dev.plumbline.service.Roles;
import dev.plumbline.service.Secrets;
import dev.plumbline.webhookingest.provider.Providers;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the service where its role is held: routes open as soon as resources were listed. */
@ApplicationScoped
public class WebhookIngestService {

  /** The service's name. */
  public static final String ROLE = "webhook-ingest";

  private static final Logger LOG = LoggerFactory.getLogger(WebhookIngestService.class);

  private final boolean enabled;
  private final CustomResources resources;
  private final WebhookIngestConfig config;
  private final WebhookSources sources;
  private final ScheduledExecutorService worker;
  private volatile boolean ready;

  public WebhookIngestService(
      Roles roles,
      CustomResources resources,
      Clusters clusters,
      Secrets secrets,
      PlumblineConfig plumbline,
      WebhookIngestConfig config,
      OpenRoutes routes,
      Clock clock) {
    this.enabled = roles.has(ROLE);
    this.resources = resources;
    this.config = config;
    this.sources =
        new WebhookSources(
            new ControlCluster(clusters, secrets, plumbline), routes, Providers.builtIn(), clock);
    this.worker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "plumbline-webhook-sources");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start(@Observes StartupEvent event) {
    if (enabled) {
      resources
          .synced()
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  follow();
                } else {
                  LOG.error("Webhook sources cannot be listed", failure);
                }
              });
    }
  }

  @PreDestroy
  void stop() {
    worker.shutdownNow();
  }

  /** Whether this process is to answer webhooks at all. */
  boolean enabled() {
    return enabled;
  }

  /** Whether every source that was there at the start has been judged. */
  boolean ready() {
    return ready;
  }

  private void follow() {
    resources.webhookSources().onChange(this::changed);
    worker.execute(() -> ready = true);
    long period = config.secretRefresh().toMillis();
    var unused =
        worker.scheduleWithFixedDelay(this::refreshAll, period, period, TimeUnit.MILLISECONDS);
  }

  private void changed(Change<WebhookSource> change) {
    WebhookSource before = change.before();
    WebhookSource after = change.after();
    if (after != null) {
      worker.execute(() -> guarded(after, () -> sources.refresh(after)));
    } else if (before != null) {
      worker.execute(() -> sources.forget(before));
    }
  }

  private void refreshAll() {
    resources
        .webhookSources()
        .all()
        .forEach(source -> guarded(source, () -> sources.refresh(source)));
  }

  /** One source that cannot be handled must not keep the others from being looked at. */
  private static void guarded(WebhookSource source, Runnable refresh) {
    try {
      refresh.run();
    } catch (RuntimeException e) {
      LOG.error(
          "Webhook source could not be handled source={}/{}",
          source.metadata().namespace(),
          source.metadata().name(),
          e);
    }
  }
}
