package dev.plumbline.service;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamHealth;
import dev.plumbline.stream.StreamRunner;
import dev.plumbline.stream.StreamSettings;
import dev.plumbline.stream.StreamTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the services' streams with the settings of this process, and ends them with it. */
@ApplicationScoped
public class Streams {

  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
  private static final int BEFORE_CLIENTS_CLOSE = 100;

  private final TopicNames names;
  private final PlumblineConfig config;
  private final Map<String, Object> kafka;
  private final TopicCreation topicCreation;
  private final MeterRegistry registry;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<String, StreamRunner> runners = new ConcurrentHashMap<>();

  public Streams(
      PlumblineConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicCreation topicCreation,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {
    this.names = new TopicNames(config.kafka().prefix().orElse(""));
    this.config = config;
    this.kafka = Map.copyOf(kafka);
    this.topicCreation = topicCreation;
    this.registry = registry;
    this.clock = clock;
    this.random = random;
  }

  /** The broker's name of a topic. */
  public String topic(Topic topic) {
    return names.of(topic);
  }

  /** The name of a consumer group: the installation's prefix and {@code plumbline-<role>}. */
  public String group(String role) {
    return names.prefix() + "plumbline-" + role;
  }

  /** A codec for what a service writes. */
  public EventCodec codec(String service) {
    return new EventCodec(service, clock, random);
  }

  /** An encoded event as a record to write. */
  public OutgoingRecord outgoing(EncodedEvent event) {
    return new OutgoingRecord(names.of(event.topic()), event.key(), event.value(), event.headers());
  }

  /** A record that deletes the state under a key. */
  public OutgoingRecord tombstone(
      EventType type, String key, @Nullable TraceParent cause, EventCodec codec) {
    return new OutgoingRecord(
        names.of(type.topic()), key, null, codec.tombstoneHeaders(type, cause));
  }

  /**
   * Starts a stream as soon as the topics are there; comes back at once. It is part of this
   * process's health, and is drained and closed with it.
   */
  public StreamRunner start(StreamTopology topology, StreamHandler handler) {
    StreamSettings settings =
        StreamSettings.defaults()
            .withDeadLetterTopic(names.of(Topic.DEAD_LETTERS))
            .withInstanceId(config.kafka().instanceId().orElse(null));
    StreamRunner runner =
        StreamRunner.builder(topology, handler)
            .kafka(kafka)
            .settings(settings)
            .registry(registry)
            .clock(clock)
            .random(random)
            .build();
    runners.put(topology.group(), runner);
    topicCreation.whenReady(
        () -> {
          var unused =
              runner
                  .start()
                  .whenComplete(
                      (started, failure) -> {
                        if (failure != null) {
                          LOG.error("A stream ended group={}", topology.group(), failure);
                        }
                      });
        });
    return runner;
  }

  /** The health of every stream here, by group. */
  public Map<String, StreamHealth> health() {
    Map<String, StreamHealth> health = new TreeMap<>();
    runners.forEach((group, runner) -> health.put(group, runner.health()));
    return health;
  }

  void stop(@Observes @Priority(BEFORE_CLIENTS_CLOSE) ShutdownEvent event) {
    List<StreamRunner> all = List.copyOf(runners.values());
    all.forEach(StreamRunner::stop);
    all.forEach(StreamRunner::close);
  }
}
