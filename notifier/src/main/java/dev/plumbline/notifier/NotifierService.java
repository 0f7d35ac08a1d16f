package dev.plumbline.notifier;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.notifier.delivery.Deliverer;
import dev.plumbline.notifier.delivery.HttpSender;
import dev.plumbline.notifier.model.RetryPolicy;
import dev.plumbline.service.AddressGuard;
import dev.plumbline.service.CustomResources;
import dev.plumbline.service.ResourceView;
import dev.plumbline.service.Roles;
import dev.plumbline.service.Secrets;
import dev.plumbline.service.Streams;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.stream.StreamTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Wires the notifier and starts it once routes, providers and applications are known. */
@ApplicationScoped
public class NotifierService {

  private static final String ROLE = "notifier";

  private final Roles roles;
  private final CustomResources resources;
  private final Secrets secrets;
  private final Streams streams;
  private final NotifierConfig config;
  private final MeterRegistry registry;
  private final Clock clock;
  private final RandomGenerator random;
  private final Bulkheads bulkheads;

  /** Takes what it needs; starts nothing. */
  public NotifierService(
      Roles roles,
      CustomResources resources,
      Secrets secrets,
      Streams streams,
      NotifierConfig config,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {
    this.roles = roles;
    this.resources = resources;
    this.secrets = secrets;
    this.streams = streams;
    this.config = config;
    this.registry = registry;
    this.clock = clock;
    this.random = random;
    this.bulkheads =
        new Bulkheads(
            ROLE, config.attemptsPerDestination(), config.queuePerDestination(), registry);
  }

  void start(@Observes StartupEvent event) {
    if (roles.has(ROLE)) {
      NotifierMetrics metrics = new NotifierMetrics(registry, clock);
      NotifierStream stream = stream(metrics);
      metrics.watch(stream::states);
      resources.synced().thenRun(() -> run(stream));
    }
  }

  private NotifierStream stream(NotifierMetrics metrics) {
    EventCodec codec = streams.codec(ROLE);
    Desk desk =
        new Desk(
            new KnownApplications(resources.applications()),
            resources.notificationRoutes(),
            resources.notificationProviders(),
            new Deliverer(
                this::provider,
                secrets::read,
                new AddressGuard(
                    config.allowPrivateAddresses(), "plumbline.notifier.allow-private-addresses"),
                new HttpSender(config.timeout()),
                clock),
            bulkheads,
            new Pauses(),
            new RetryPolicy(config.firstPause(), config.longestPause(), config.budget()),
            new NotifierRecords(codec, streams::topic),
            metrics,
            clock,
            random,
            config.viewPatience());
    return new NotifierStream(desk, codec, streams::topic);
  }

  private Optional<NotificationProvider> provider(String destination) {
    int slash = destination.indexOf('/');
    ResourceView<NotificationProvider> providers = resources.notificationProviders();
    return providers.get(destination.substring(0, slash), destination.substring(slash + 1));
  }

  private void run(NotifierStream stream) {
    streams.start(
        new StreamTopology(
            streams.group(ROLE),
            List.of(
                streams.topic(Topic.RENDER_RESULTS),
                streams.topic(Topic.DRIFT),
                streams.topic(Topic.SYNC)),
            List.of(streams.topic(Topic.NOTIFICATIONS)),
            List.of()),
        stream);
    resources.applications().onChange(stream::applicationChanged);
    resources.notificationProviders().onChange(stream::providerChanged);
  }

  @PreDestroy
  void close() {
    bulkheads.close();
  }
}
