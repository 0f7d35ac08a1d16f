package dev.plumbline.gitpoller;

import dev.plumbline.charts.ChartRepositories;
import dev.plumbline.charts.ChartSettings;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.gitpoller.poll.Intervals;
import dev.plumbline.gitpoller.poll.Schedule;
import dev.plumbline.service.AddressGuard;
import dev.plumbline.service.CustomResources;
import dev.plumbline.service.PlumblineConfig;
import dev.plumbline.service.Roles;
import dev.plumbline.service.Secrets;
import dev.plumbline.service.Streams;
import dev.plumbline.service.TopicCreation;
import dev.plumbline.stream.Bulkheads;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election where its role is held, once resources were listed and topics are there, and
 * polls while it leads.
 */
@ApplicationScoped
public class GitPollerService {

  /** The service's name. */
  public static final String ROLE = "git-poller";

  private static final Logger LOG = LoggerFactory.getLogger(GitPollerService.class);
  private static final String LEASE = "plumbline-git-poller";
  private static final int BEFORE_CLIENTS_CLOSE = 100;
  private static final int QUEUE_PER_HOST = 100_000;

  private final boolean enabled;
  private final CustomResources resources;
  private final TopicCreation topics;
  private final Streams streams;
  private final Map<String, Object> kafka;
  private final GitPollerConfig config;
  private final Clock clock;
  private final RandomGenerator random;
  private final PollMetrics metrics;
  private final EventCodec codec;
  private final Bulkheads hosts;
  private final Bulkheads chartHosts;
  private final RemoteLook look;
  private final Leadership leadership;
  private @Nullable PollingTerm term;
  private @Nullable BrokerWatch broker;
  private boolean stopped;

  GitPollerService(
      Roles roles,
      CustomResources resources,
      Secrets secrets,
      TopicCreation topics,
      Streams streams,
      PlumblineConfig plumbline,
      GitPollerConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      KubernetesClient client,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {
    this.enabled = roles.has(ROLE);
    this.resources = resources;
    this.topics = topics;
    this.streams = streams;
    this.kafka = Map.copyOf(kafka);
    this.config = config;
    this.clock = clock;
    this.random = random;
    this.metrics = new PollMetrics(registry);
    this.codec = streams.codec(ROLE);
    this.hosts = new Bulkheads("git-poll", config.perHost(), QUEUE_PER_HOST, registry);
    this.chartHosts = new Bulkheads("chart-poll", config.perHost(), QUEUE_PER_HOST, registry);
    this.look =
        RemoteLook.of(
            new GitLook(hosts, secrets::read, config.timeout(), metrics),
            new ChartLook(chartHosts, repositories(config, clock), secrets::read, metrics, clock));
    this.leadership =
        new Leadership(
            client,
            new Leadership.Office(
                plumbline.namespace(),
                LEASE,
                plumbline.kafka().instanceId().orElse("poller") + "-" + UUID.randomUUID(),
                config.leaseDuration()),
            this::elected,
            this::deposed);
  }

  void start(@Observes StartupEvent event) {
    if (enabled) {
      resources.applications().onChange(change -> applicationsChanged());
      resources
          .synced()
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  topics.whenReady(leadership::stand);
                } else {
                  LOG.error("Applications cannot be listed, nothing is polled", failure);
                }
              });
    }
  }

  void stop(@Observes @Priority(BEFORE_CLIENTS_CLOSE) ShutdownEvent event) {
    synchronized (this) {
      stopped = true;
    }
    deposed();
    leadership.close();
    hosts.close();
    chartHosts.close();
  }

  /** Repositories that applications name may be wherever they say, as those of Git may. */
  private static ChartRepositories repositories(GitPollerConfig config, Clock clock) {
    ChartSettings usual = ChartSettings.DEFAULT;
    AddressGuard guard = new AddressGuard(true, "");
    return new ChartRepositories(
        new ChartSettings(
            config.chartTimeout(),
            usual.maxIndexBytes(),
            usual.maxArchiveBytes(),
            usual.maxRememberedBytes(),
            usual.maxStoreBytes()),
        guard::refusal,
        clock);
  }

  /** Whether this process stands for election, where it is to. */
  boolean ready() {
    return !enabled || leadership.standing();
  }

  /** Whether polling, if it is done here, goes on. */
  synchronized boolean alive() {
    return term == null || term.alive();
  }

  private synchronized void applicationsChanged() {
    if (term != null) {
      term.applicationsChanged();
    }
  }

  private void elected() {
    begin(RememberedRefs.read(kafka, streams.topic(Topic.REFS), codec));
  }

  private synchronized void begin(Map<String, Map<String, String>> remembered) {
    if (stopped) {
      return;
    }
    PollingTerm begun =
        new PollingTerm(
            () -> resources.applications().all(),
            look,
            new KafkaRefLog(kafka, streams::topic, codec, random),
            remembered,
            new Intervals(config.interval(), config.chartInterval(), config.shortestInterval()),
            new Schedule.Backoff(config.firstRetry(), config.longestRetry()),
            metrics,
            clock,
            random);
    term = begun;
    broker = new BrokerWatch(kafka, config.brokerCheck(), begun::sweep);
    metrics.leading(true);
    LOG.info("Polling begins repositories={}", remembered.size());
    begun.start();
  }

  private synchronized void deposed() {
    if (broker != null) {
      broker.close();
      broker = null;
    }
    if (term != null) {
      term.close();
      term = null;
      LOG.info("Polling ends");
    }
    metrics.leading(false);
  }
}
