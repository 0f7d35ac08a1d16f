package dev.plumbline.chaos.faults;

import dev.plumbline.contracts.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topics as bytes, and who consumes them: what no codec stands in the way of. */
final class RawTopics implements AutoCloseable {

  private static final String GROUPS = "plumbline-";

  private final String bootstrap;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  RawTopics(String bootstrap) {
    this.bootstrap = bootstrap;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Consumer group → the topics that it is assigned. */
  Map<String, Set<Topic>> topology() {
    List<String> groups =
        get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
            .map(group -> group.groupId())
            .filter(group -> group.startsWith(GROUPS))
            .toList();
    Map<String, Set<Topic>> topology = new TreeMap<>();
    for (ConsumerGroupDescription group :
        get(admin.describeConsumerGroups(groups).all()).values()) {
      Set<Topic> topics =
          group.members().stream()
              .flatMap(member -> member.assignment().topicPartitions().stream())
              .map(partition -> Topic.named(partition.topic()))
              .collect(Collectors.toCollection(TreeSet::new));
      topology.put(group.groupId(), topics);
    }
    return topology;
  }

  /** All records of a topic. */
  List<ConsumerRecord<byte[], byte[]>> read(Topic topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.baseName()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  /** The newest record under a key. */
  ConsumerRecord<byte[], byte[]> newest(Topic topic, String key) {
    return read(topic).stream()
        .filter(record -> key.equals(text(record.key())) && record.value() != null)
        .reduce((former, later) -> later)
        .orElseThrow(() -> new AssertionError("nothing under " + key + " in " + topic));
  }

  /** Writes a record, good or bad, and gives its offset. */
  long write(Topic topic, int partition, Poison written) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic.baseName(), partition, bytes(written.key()), written.value());
    written
        .headers()
        .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    try {
      return producer.send(record).get(30, TimeUnit.SECONDS).offset();
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the broker does not take a record", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
    return headers;
  }

  static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "isolation.level",
            isolation,
            "fetch.max.bytes",
            Topic.MAX_RECORD_BYTES,
            "max.partition.fetch.bytes",
            Topic.MAX_RECORD_BYTES),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the broker does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
