package dev.plumbline.applier;

import dev.plumbline.applier.cluster.Accounts;
import dev.plumbline.applier.cluster.Admission;
import dev.plumbline.applier.cluster.ClusterHand;
import dev.plumbline.applier.cluster.FinalizerRemoval;
import dev.plumbline.applier.cluster.OtherApplications;
import dev.plumbline.applier.model.RetrySchedule;
import dev.plumbline.applier.model.SyncMachine;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.stream.StreamRunner;
import dev.plumbline.stream.StreamSettings;
import dev.plumbline.stream.StreamTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One applier as a process runs it, but for the container that wires it and the informer. */
final class ApplierProcess implements AutoCloseable {
  static final String INSTALLATION = "plumbline";

  final MeterRegistry registry = new SimpleMeterRegistry();
  private final Bulkheads bulkheads = new Bulkheads("applier", 8, 100, registry);
  private final ApplierStream stream;
  private final StreamRunner runner;

  private ApplierProcess(
      String bootstrap,
      ClusterClient cluster,
      SecretCipher cipher,
      Function<ApplicationKey, Optional<Application>> applications,
      Function<String, Optional<Application>> byUid) {
    EventCodec codec = new EventCodec("applier", Clock.systemUTC(), new Random());
    Function<Topic, String> topics = TopicNames.unprefixed()::of;
    RetrySchedule retries =
        new RetrySchedule(3, Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(60));
    Workshop workshop =
        new Workshop(
            new SyncMachine(4, retries, Duration.ofSeconds(2), Duration.ofMinutes(5)),
            new ClusterHand(
                (name, application, object) -> only(cluster, name),
                Admission.OPEN,
                Accounts.OWN,
                cipher,
                INSTALLATION,
                new OtherApplications(byUid, uid -> Optional.empty(), cluster, String::equals),
                new TakeOver(TakeOver.USUAL)),
            new FinalizerRemoval(cluster, INSTALLATION),
            bulkheads,
            applications,
            new OutputRecords(codec, topics),
            new SyncJournal(registry),
            Clock.systemUTC(),
            new Random());
    stream = new ApplierStream(workshop, codec, topics);
    runner =
        StreamRunner.builder(
                new StreamTopology(
                    "plumbline-applier",
                    List.of("plans"),
                    List.of("inventory", "syncs"),
                    List.of()),
                stream)
            .kafka(Map.of("bootstrap.servers", bootstrap))
            .settings(StreamSettings.defaults())
            .registry(registry)
            .build();
    runner.start();
  }

  private static ClusterClient only(ClusterClient cluster, String name) throws ClusterException {
    if (!name.equals(cluster.name())) {
      throw new ClusterException(
          ClusterException.Reason.UNKNOWN_CLUSTER, 0, "no cluster is named " + name);
    }
    return cluster;
  }

  /** Starts one; applications are those of the map. */
  static ApplierProcess start(
      String bootstrap,
      ClusterClient cluster,
      SecretCipher cipher,
      ConcurrentHashMap<ApplicationKey, Application> applications) {
    return new ApplierProcess(
        bootstrap,
        cluster,
        cipher,
        key -> Optional.ofNullable(applications.get(key)),
        uid -> applications.values().stream().filter(a -> a.uid().equals(uid)).findFirst());
  }

  void applicationChanged(ApplicationKey key) {
    stream.applicationChanged(key);
  }

  double counted(String name, String outcome) {
    return registry.get(name).tag("outcome", outcome).counter().count();
  }

  @Override
  public void close() {
    runner.close();
    bulkheads.close();
  }
}
