package dev.plumbline.renderer;

import static org.awaitility.Awaitility.await;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamRunner;
import dev.plumbline.stream.StreamSettings;
import dev.plumbline.stream.StreamTopology;
import dev.plumbline.testkit.Fixtures;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A renderer on a real broker, with resources in memory, and a reader of all that it writes. */
final class TestInstallation implements AutoCloseable {

  private static final int PARTITIONS = 4;
  private static final List<Topic> OUTPUTS =
      List.of(Topic.RENDERS, Topic.RENDER_RESULTS, Topic.DESIRED, Topic.DEAD_LETTERS);

  final FakeView<Application> applications = new FakeView<>(each -> each.key().toString());
  final FakeView<ProjectReading> projects =
      new FakeView<>(each -> each.namespace() + "/" + each.name());
  final FakeClusters clusters = new FakeClusters();
  final Map<String, Map<String, String>> secrets = clusters.secrets;
  final List<ConsumerRecord<String, byte[]>> raw = new ArrayList<>();
  final List<Envelope<Event>> events = new ArrayList<>();

  private final String bootstrap;
  private final TopicNames names;
  private final Path directory;
  private final Map<String, String> settings;
  private final EventCodec codec = new EventCodec("test", Clock.systemUTC(), new Random(1));
  private final KafkaConsumer<String, byte[]> reader;
  private final KafkaProducer<String, byte[]> producer;
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Renderer renderer;
  private List<StreamRunner> runners = List.of();

  TestInstallation(String bootstrap, String prefix, Path directory, Map<String, String> settings) {
    this.bootstrap = bootstrap;
    this.names = new TopicNames(prefix);
    this.directory = directory;
    this.settings = settings;
    createTopics();
    this.reader =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all = new ArrayList<>();
    for (Topic topic : OUTPUTS) {
      for (int p = 0; p < PARTITIONS; p++) {
        all.add(new TopicPartition(names.of(topic), p));
      }
    }
    reader.assign(all);
    reader.seekToBeginning(all);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringSerializer(),
            new ByteArraySerializer());
    start();
  }

  private void createTopics() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              Arrays.stream(Topic.values())
                  .map(
                      topic ->
                          new NewTopic(names.of(topic), PARTITIONS, (short) 1)
                              .configs(names.settings(topic, 1)))
                  .toList())
          .all()
          .get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void start() {
    registry = new SimpleMeterRegistry();
    Map<String, String> config =
        new HashMap<>(Map.of("plumbline.renderer.git.credentials-max-age", "0s"));
    config.putAll(settings);
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withMapping(RendererConfig.class)
            .withConverter(Duration.class, 200, new DurationConverter());
    config.forEach(builder::withDefaultValue);
    renderer =
        new Renderer(
            builder.build().getConfigMapping(RendererConfig.class),
            directory,
            new Renderer.Surroundings(
                applications,
                projects,
                clusters,
                Fixtures.CIPHER,
                new EventRecords(
                    names::of, new EventCodec("renderer", Clock.systemUTC(), new Random(2))),
                registry,
                Clock.systemUTC(),
                new Random(3)));
    String group = names.prefix() + "plumbline-renderer";
    StreamRunner renders =
        runner(RenderStream.topology(group, renderer.records()), renderer.renders());
    renderer.listen(renders::ownerOf);
    StreamRunner revisions =
        runner(
            RevisionStream.topology(group + "-revisions", renderer.records()),
            renderer.revisions());
    runners = List.of(renders, revisions);
    runners.forEach(runner -> runner.start().toCompletableFuture().join());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> runners.stream().allMatch(r -> r.health().ready()));
  }

  private StreamRunner runner(StreamTopology topology, StreamHandler handler) {
    return StreamRunner.builder(topology, handler)
        .kafka(Map.of("bootstrap.servers", bootstrap))
        .settings(
            StreamSettings.defaults()
                .withDeadLetterTopic(names.of(Topic.DEAD_LETTERS))
                .withSession(Duration.ofSeconds(3), Duration.ofSeconds(1)))
        .registry(registry)
        .build();
  }

  void stop() {
    runners.forEach(StreamRunner::close);
    renderer.close();
  }

  double metric(String name, String... tags) {
    return registry.find(name).tags(tags).meters().stream()
        .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
        .mapToDouble(Measurement::getValue)
        .sum();
  }

  void send(Event event) {
    EncodedEvent encoded = codec.encode(event, null);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(names.of(encoded.topic()), encoded.key(), encoded.value());
    encoded
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    producer.send(record);
    producer.flush();
  }

  /** A cluster came, changed or went. */
  void clusterChanged(String cluster) {
    renderer.clusterChanged(cluster);
  }

  /** A webhook's hint about main. */
  void hint(String repository, String commit) {
    send(
        new RevisionObserved(
            repository,
            "refs/heads/main",
            commit,
            null,
            new Trigger(Trigger.Cause.WEBHOOK, "ada", "event-1", Clock.systemUTC().instant()),
            "github",
            null));
  }

  /** Reads on until there is a result that fits. */
  <T extends RenderResult> T awaitResult(Class<T> type, Predicate<T> wanted) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> poll().results(type).stream().anyMatch(wanted));
    return results(type).stream().filter(wanted).findFirst().orElseThrow();
  }

  /** Reads on until there is such a state: results come on another topic, and may come first. */
  Desired awaitDesired(Predicate<Desired> wanted) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> poll().results(Desired.class).stream().anyMatch(wanted));
    return results(Desired.class).stream().filter(wanted).findFirst().orElseThrow();
  }

  <T> List<T> results(Class<T> type) {
    return events.stream().map(Envelope::event).filter(type::isInstance).map(type::cast).toList();
  }

  TestInstallation poll() {
    for (ConsumerRecord<String, byte[]> record : reader.poll(Duration.ofMillis(50))) {
      raw.add(record);
      Map<String, String> headers = new HashMap<>();
      record
          .headers()
          .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
      if (record.value() != null && !record.topic().equals(names.of(Topic.DEAD_LETTERS))) {
        events.add(codec.decode(headers, record.value()));
      }
    }
    return this;
  }

  List<ConsumerRecord<String, byte[]>> rawOf(Topic topic) {
    return raw.stream().filter(r -> r.topic().equals(names.of(topic))).toList();
  }

  @Override
  public void close() {
    stop();
    reader.close();
    producer.close();
  }
}
