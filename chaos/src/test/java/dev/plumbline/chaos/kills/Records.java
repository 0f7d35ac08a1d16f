package dev.plumbline.chaos.kills;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records as the broker has them, read and written past all services. */
final class Records {

  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;

  Records(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** All committed records of a topic up to now; of each key in order. */
  List<ConsumerRecord<byte[], byte[]>> all(Topic topic) {
    String name = TopicNames.unprefixed().of(topic);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return records;
  }

  /** Those of one key. */
  List<ConsumerRecord<byte[], byte[]>> of(Topic topic, String key) {
    return all(topic).stream().filter(record -> key(record).equals(key)).toList();
  }

  /** Whether nothing is remembered under a key of a compacted topic. */
  boolean forgotten(Topic topic, String key) {
    List<ConsumerRecord<byte[], byte[]>> of = of(topic, key);
    return of.isEmpty() || of.get(of.size() - 1).value() == null;
  }

  /** Writes copies of records, in this order. */
  void writeAgain(List<ConsumerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        producer
            .send(
                new ProducerRecord<>(
                    record.topic(),
                    record.partition(),
                    record.key(),
                    record.value(),
                    record.headers()))
            .get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("cannot write", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }
}
