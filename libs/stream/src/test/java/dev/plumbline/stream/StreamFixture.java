package dev.plumbline.stream;

import dev.plumbline.embedded.EmbeddedKafka;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Topics of their own for one test, on a broker that all tests of the module share. */
final class StreamFixture implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(40);

  final String group = "g" + UUID.randomUUID().toString().substring(0, 8);
  final String input = group + "-input";
  final String state = group + "-state";
  final String foreign = group + "-foreign";
  final String deadLetters = group + "-dead";
  private final String bootstrap;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;
  private final List<StreamRunner> runners = new ArrayList<>();

  StreamFixture(int partitions) {
    this(Broker.shared(), partitions);
  }

  StreamFixture(String bootstrap, int partitions) {
    this.bootstrap = bootstrap;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer());
    create(input, partitions, "delete");
    create(state, partitions, "compact");
    create(foreign, partitions, "compact");
    create(deadLetters, 1, "delete");
  }

  void create(String topic, int partitions, String cleanup) {
    get(
        admin
            .createTopics(
                List.of(
                    new NewTopic(topic, partitions, (short) 1)
                        .configs(Map.of("cleanup.policy", cleanup))))
            .all());
  }

  String bootstrap() {
    return bootstrap;
  }

  StreamTopology topology() {
    return new StreamTopology(group, List.of(input), List.of(state), List.of(foreign));
  }

  StreamSettings settings() {
    return StreamSettings.defaults()
        .withDeadLetterTopic(deadLetters)
        .withSession(Duration.ofMillis(3000), Duration.ofMillis(300))
        .withDrain(Duration.ofSeconds(10), Duration.ofMillis(100))
        .withRetries(3, Duration.ofMillis(20), Duration.ofMillis(50));
  }

  StreamRunner run(StreamHandler handler) {
    return run(handler, settings(), Map.of());
  }

  StreamRunner run(StreamHandler handler, StreamSettings settings, Map<String, Object> more) {
    return run(handler, settings, more, new SimpleMeterRegistry());
  }

  StreamRunner run(
      StreamHandler handler,
      StreamSettings settings,
      Map<String, Object> more,
      MeterRegistry registry) {
    Map<String, Object> kafka = new HashMap<>(more);
    kafka.put("bootstrap.servers", bootstrap);
    StreamRunner runner =
        StreamRunner.builder(topology(), handler)
            .kafka(kafka)
            .settings(settings)
            .registry(registry)
            .build();
    runners.add(runner);
    runner.start();
    return runner;
  }

  /** Returns the offset. */
  long send(String topic, String key, String value) {
    return get(producer.send(new ProducerRecord<>(topic, key, value))).offset();
  }

  /** Sends without waiting for the broker. */
  void sendSoon(String topic, String key, String value) {
    producer.send(new ProducerRecord<>(topic, key, value));
  }

  /** All committed records of a topic. */
  List<ConsumerRecord<String, byte[]>> read(String topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      Set<TopicPartition> all = new HashSet<>();
      consumer
          .partitionsFor(topic)
          .forEach(info -> all.add(new TopicPartition(topic, info.partition())));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  List<String> readValues(String topic) {
    return read(topic).stream().map(r -> new String(r.value(), StandardCharsets.UTF_8)).toList();
  }

  /** The sum of the group's committed offsets on the input topic. */
  long committed() {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    return offsets.entrySet().stream()
        .filter(each -> each.getKey().topic().equals(input))
        .mapToLong(each -> each.getValue().offset())
        .sum();
  }

  OutgoingRecord stateRecord(String key, String value) {
    return new OutgoingRecord(state, key, value.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static String text(StreamRecord record) {
    return record.value() == null ? null : new String(record.value(), StandardCharsets.UTF_8);
  }

  static ConditionFactory await() {
    return Awaitility.await().atMost(LONG).pollInterval(Duration.ofMillis(20));
  }

  static <T> T get(Future<T> future) {
    try {
      return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static <T> T get(KafkaFuture<T> future) {
    return get(future.toCompletionStage().toCompletableFuture());
  }

  @Override
  public void close() {
    runners.forEach(StreamRunner::close);
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
  }

  /** One broker for the whole test run, stopped when the JVM ends. */
  private static final class Broker {
    private static final EmbeddedKafka KAFKA = start();

    private static String shared() {
      return KAFKA.bootstrapServers();
    }

    private static EmbeddedKafka start() {
      try {
        Path directory = Files.createTempDirectory("plumbline-stream-test-");
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0, Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(kafka, directory)));
        return kafka;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(EmbeddedKafka kafka, Path directory) {
      kafka.close();
      try (var files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
