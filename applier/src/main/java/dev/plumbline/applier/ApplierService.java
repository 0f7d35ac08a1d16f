package dev.plumbline.applier;

import dev.plumbline.applier.cluster.Accounts;
import dev.plumbline.applier.cluster.Admission;
import dev.plumbline.applier.cluster.ClusterHand;
import dev.plumbline.applier.cluster.FinalizerRemoval;
import dev.plumbline.applier.cluster.OtherApplications;
import dev.plumbline.applier.model.RetrySchedule;
import dev.plumbline.applier.model.SyncMachine;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.service.Clusters;
import dev.plumbline.service.CustomResources;
import dev.plumbline.service.PlumblineConfig;
import dev.plumbline.service.ResourceView;
import dev.plumbline.service.Roles;
import dev.plumbline.service.Streams;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.stream.StreamTopology;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Wires the applier and starts it once the {@code Application}s are known. */
@ApplicationScoped
public class ApplierService {

  private static final String ROLE = "applier";

  private final Roles roles;
  private final CustomResources resources;
  private final Clusters clusters;
  private final Streams streams;
  private final Instance<SecretCipher> cipher;
  private final PlumblineConfig plumbline;
  private final ApplierConfig config;
  private final MeterRegistry registry;
  private final Clock clock;
  private final RandomGenerator random;
  private final Bulkheads bulkheads;

  /**
   * Takes what it needs; starts nothing.
   *
   * @param cipher looked up only where the applier runs: other roles need no keys
   */
  public ApplierService(
      Roles roles,
      CustomResources resources,
      Clusters clusters,
      Streams streams,
      Instance<SecretCipher> cipher,
      PlumblineConfig plumbline,
      ApplierConfig config,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {
    this.roles = roles;
    this.resources = resources;
    this.clusters = clusters;
    this.streams = streams;
    this.cipher = cipher;
    this.plumbline = plumbline;
    this.config = config;
    this.registry = registry;
    this.clock = clock;
    this.random = random;
    this.bulkheads =
        new Bulkheads(ROLE, config.callsPerCluster(), config.queuePerCluster(), registry);
  }

  void start(@Observes StartupEvent event) {
    if (roles.has(ROLE)) {
      ApplierStream stream = stream();
      resources.synced().thenRun(() -> run(stream));
    }
  }

  private ApplierStream stream() {
    ResourceView<Application> applications = resources.applications();
    EventCodec codec = streams.codec(ROLE);
    String installation = plumbline.installation();
    RetrySchedule retries =
        new RetrySchedule(
            config.attempts(),
            config.firstPause(),
            config.longestPause(),
            config.deletionPatience());
    Workshop workshop =
        new Workshop(
            new SyncMachine(
                config.parallelPerApplication(),
                retries,
                config.viewPatience(),
                config.syncTimeout()),
            new ClusterHand(
                (cluster, application, object) ->
                    clusters.granted(
                        cluster,
                        applications
                            .get(application.namespace(), application.name())
                            .map(it -> it.spec().projectOrDefault())
                            .orElse(""),
                        object),
                new Admission(
                    key -> applications.get(key.namespace(), key.name()),
                    resources.projects()::get),
                new Accounts(config.defaultServiceAccount()),
                cipher.get(),
                installation,
                new OtherApplications(
                    uid ->
                        applications.all().stream()
                            .filter(application -> application.uid().equals(uid))
                            .findFirst(),
                    resources::unreadApplication,
                    clusters.control(),
                    clusters::same),
                takeOver()),
            new FinalizerRemoval(clusters.control(), installation),
            bulkheads,
            key -> applications.get(key.namespace(), key.name()),
            new OutputRecords(codec, streams::topic),
            new SyncJournal(registry),
            clock,
            random);
    return new ApplierStream(workshop, codec, streams::topic);
  }

  private TakeOver takeOver() {
    if (!config.takeOver().enabled()) {
      return TakeOver.NONE;
    }
    List<String> named = config.takeOver().managers().orElse(List.of());
    return new TakeOver(Stream.concat(TakeOver.USUAL.stream(), named.stream()).toList());
  }

  private void run(ApplierStream stream) {
    Gauge.builder("plumbline.syncs.running", stream, ApplierStream::syncs)
        .description("Syncs under way in this process")
        .register(registry);
    streams.start(
        new StreamTopology(
            streams.group(ROLE),
            List.of(streams.topic(Topic.PLANS)),
            List.of(streams.topic(Topic.INVENTORY), streams.topic(Topic.SYNCS)),
            List.of()),
        stream);
    resources
        .applications()
        .onChange(
            change -> {
              Application application = change.after() == null ? change.before() : change.after();
              if (application != null) {
                stream.applicationChanged(application.key());
              }
            });
  }

  @PreDestroy
  void close() {
    bulkheads.close();
  }
}
