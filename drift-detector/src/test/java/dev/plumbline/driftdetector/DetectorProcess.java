package dev.plumbline.driftdetector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.driftdetector.model.DependencyState;
import dev.plumbline.driftdetector.model.PruneLimits;
import dev.plumbline.driftdetector.status.StatusStore;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.stream.StreamRunner;
import dev.plumbline.stream.StreamSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** One detector as a process runs it, but for the container that wires it and the informer. */
final class DetectorProcess implements AutoCloseable {
  static final String INSTALLATION = "plumbline";

  /** Clusters besides the control cluster, by name. */
  static final Map<String, ClusterClient> OTHERS = new ConcurrentHashMap<>();

  /** Applications with their statuses, as the informer shows them. */
  static final Map<ApplicationKey, JsonNode> STATUSES = new ConcurrentHashMap<>();

  /** How often each application was looked up to be judged. */
  static final Map<ApplicationKey, AtomicInteger> JUDGEMENTS = new ConcurrentHashMap<>();

  final MeterRegistry registry = new SimpleMeterRegistry();
  private final ClusterClient cluster;
  private final Bulkheads bulkheads = new Bulkheads("detector", 8, 1000, registry);
  private final DriftDetector detector;
  private final StreamRunner runner;

  private DetectorProcess(
      String bootstrap,
      KubernetesClient client,
      SecretCipher cipher,
      Map<ApplicationKey, Application> applications,
      Map<String, AtomicInteger> requests,
      int samplesPerMinute) {
    cluster =
        ClusterClient.of(
            Application.Destination.IN_CLUSTER,
            client,
            (verb, code, duration) ->
                requests.computeIfAbsent(verb, any -> new AtomicInteger()).incrementAndGet());
    Function<Topic, String> topics = TopicNames.unprefixed()::of;
    detector =
        new DriftDetector(
            new Outside(
                INSTALLATION,
                Pipeline.PARTITIONS,
                this::named,
                StatusStore.on(cluster, INSTALLATION),
                key -> {
                  judgements(key).incrementAndGet();
                  return Optional.ofNullable(applications.get(key));
                },
                new ShownApplications(applications, STATUSES),
                uid ->
                    applications.values().stream()
                        .filter(application -> application.uid().equals(uid))
                        .map(Application::key)
                        .findFirst(),
                cipher,
                new EventCodec("drift-detector", Clock.systemUTC(), new Random()),
                topics,
                bulkheads,
                samplesPerMinute,
                registry,
                Clock.systemUTC(),
                new Random(),
                PruneLimits.USUAL,
                Duration.ofSeconds(2)));
    runner =
        StreamRunner.builder(DriftDetector.topology("plumbline-drift-detector", topics), detector)
            .kafka(Map.of("bootstrap.servers", bootstrap))
            .settings(StreamSettings.defaults().withDeadLetterTopic("dead-letters"))
            .registry(registry)
            .build();
    runner.start();
  }

  static AtomicInteger judgements(ApplicationKey key) {
    return JUDGEMENTS.computeIfAbsent(key, any -> new AtomicInteger());
  }

  private ClusterClient named(String name) throws ClusterException {
    ClusterClient other = OTHERS.get(name);
    if (other != null) {
      return other;
    }
    if (!name.equals(cluster.name())) {
      throw new ClusterException(
          ClusterException.Reason.UNKNOWN_CLUSTER, 0, "no cluster is named '" + name + "'");
    }
    return cluster;
  }

  static DetectorProcess start(
      String bootstrap,
      KubernetesClient client,
      SecretCipher cipher,
      Map<ApplicationKey, Application> applications,
      Map<String, AtomicInteger> requests,
      int samplesPerMinute) {
    return new DetectorProcess(bootstrap, client, cipher, applications, requests, samplesPerMinute);
  }

  void applicationChanged(ApplicationKey key) {
    detector.applicationChanged(key);
  }

  /** The informer shows this of an application. */
  void shows(ApplicationKey key, JsonNode application) {
    JsonNode before = STATUSES.put(key, application);
    detector.dependencyChanged(
        before == null ? null : DependencyState.of(before), DependencyState.of(application));
  }

  @Override
  public void close() {
    runner.close();
    detector.close();
    bulkheads.close();
    cluster.close();
  }
}
