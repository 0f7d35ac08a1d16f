package dev.plumbline.driftdetector;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.driftdetector.model.PruneLimits;
import dev.plumbline.driftdetector.status.StatusStore;
import dev.plumbline.health.HealthRule;
import dev.plumbline.service.Clusters;
import dev.plumbline.service.CustomResources;
import dev.plumbline.service.PlumblineConfig;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.service.Roles;
import dev.plumbline.service.Streams;
import dev.plumbline.stream.Bulkheads;
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
import org.jspecify.annotations.Nullable;

/** Wires the drift-detector and starts it once the {@code Application}s are known. */
@ApplicationScoped
public class DriftDetectorService {

  private static final String ROLE = "drift-detector";

  private final Roles roles;
  private final CustomResources resources;
  private final Clusters clusters;
  private final Streams streams;
  private final Instance<SecretCipher> cipher;
  private final PlumblineConfig plumbline;
  private final MeterRegistry registry;
  private final Clock clock;
  private final RandomGenerator random;
  private final DriftDetectorConfig config;
  private final Bulkheads bulkheads;
  private @Nullable DriftDetector detector;

  /**
   * Takes what it needs; starts nothing.
   *
   * @param cipher looked up only where the detector runs: other roles need no keys
   */
  public DriftDetectorService(
      Roles roles,
      CustomResources resources,
      Clusters clusters,
      Streams streams,
      Instance<SecretCipher> cipher,
      PlumblineConfig plumbline,
      DriftDetectorConfig config,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {
    this.roles = roles;
    this.resources = resources;
    this.clusters = clusters;
    this.streams = streams;
    this.cipher = cipher;
    this.plumbline = plumbline;
    this.registry = registry;
    this.clock = clock;
    this.random = random;
    this.config = config;
    this.bulkheads =
        new Bulkheads(ROLE, config.readsPerCluster(), config.queuePerCluster(), registry);
  }

  void start(@Observes StartupEvent event) {
    if (roles.has(ROLE)) {
      InformedApplications applications = new InformedApplications(resources);
      DriftDetector made = detector(applications);
      detector = made;
      resources.synced().thenRun(() -> run(made, applications));
    }
  }

  private DriftDetector detector(InformedApplications applications) {
    return new DriftDetector(
        new Outside(
            plumbline.installation(),
            plumbline.kafka().partitions(),
            clusters::named,
            StatusStore.on(clusters.control(), plumbline.installation()),
            applications::application,
            applications,
            applications::ofUid,
            cipher.get(),
            streams.codec(ROLE),
            streams::topic,
            bulkheads,
            config.dryRunsPerMinute(),
            registry,
            clock,
            random,
            pruneLimits(),
            config.audit().interval()));
  }

  private PruneLimits pruneLimits() {
    try {
      return PruneLimits.of(config.prune().confirmAbove(), config.prune().confirmFrom());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "plumbline.drift-detector.prune.confirm-above and .confirm-from: " + e.getMessage(), e);
    }
  }

  private void run(DriftDetector made, InformedApplications applications) {
    streams.start(DriftDetector.topology(streams.group(ROLE), streams::topic), made);
    clusters.onChange(made::clusterChanged);
    resources
        .applications()
        .onChange(
            change -> {
              Application application = change.after() == null ? change.before() : change.after();
              if (application != null) {
                made.applicationChanged(application.key());
              }
              Stream.of(change.before(), change.after())
                  .flatMap(Stream::ofNullable)
                  .forEach(made::namespaceMetadataChanged);
            });
    applications
        .states()
        .onChange(change -> made.dependencyChanged(change.before(), change.after()));
    resources
        .projects()
        .onChange(
            change -> {
              ProjectReading project = change.after() == null ? change.before() : change.after();
              if (project != null) {
                made.projectChanged(project.namespace());
              }
            });
    resources.healthRules().onChange(change -> made.healthRules(healthRules()));
  }

  /** Those in the installation's own namespace: nobody else may say how others' objects are. */
  private List<HealthRule> healthRules() {
    return resources.healthRules().all().stream()
        .filter(rule -> rule.metadata().namespace().equals(plumbline.namespace()))
        .map(DriftDetectorService::rule)
        .toList();
  }

  private static HealthRule rule(dev.plumbline.contracts.resources.HealthRule resource) {
    dev.plumbline.contracts.resources.HealthRule.Spec spec = resource.spec();
    return new HealthRule(
        spec.groupOrCore(),
        spec.kind(),
        spec.inProgress(),
        spec.failed(),
        spec.suspended(),
        spec.current(),
        spec.message());
  }

  @PreDestroy
  void close() {
    if (detector != null) {
      detector.close();
    }
    bulkheads.close();
  }
}
