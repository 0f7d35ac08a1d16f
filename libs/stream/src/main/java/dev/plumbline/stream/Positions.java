package dev.plumbline.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From where a group reads its inputs, and up to where it is done. For the polling thread only. */
final class Positions {
  private static final Logger LOG = LoggerFactory.getLogger(Positions.class);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final StreamTopology topology;

  Positions(Consumer<byte[], byte[]> consumer, StreamTopology topology) {
    this.consumer = consumer;
    this.topology = topology;
  }

  /** What may be committed now, for all inputs of these partitions. */
  Map<TopicPartition, OffsetAndMetadata> of(Collection<ActivePartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (ActivePartition partition : partitions) {
      for (String topic : topology.inputs()) {
        positions.put(
            new TopicPartition(topic, partition.number()),
            new OffsetAndMetadata(partition.position(topic)));
      }
    }
    return positions;
  }

  /** Commits all that is done; false when the group does not take it (or cannot be reached). */
  boolean commit(Collection<ActivePartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> positions = of(partitions);
    if (positions.isEmpty()) {
      return true;
    }
    try {
      consumer.commitSync(positions, ANSWER_TIMEOUT);
      return true;
    } catch (KafkaException e) {
      LOG.warn("Commit refused group={} cause={}", topology.group(), e.toString());
      return false;
    }
  }

  /**
   * Input to the offset where its reading begins.
   *
   * @throws TimeoutException when the broker does not say in time
   */
  Map<String, Long> starts(int number) {
    Map<String, Long> starts = new HashMap<>();
    for (String topic : topology.inputs()) {
      starts.put(topic, consumer.position(new TopicPartition(topic, number), ANSWER_TIMEOUT));
    }
    return starts;
  }

  /**
   * Goes back to what is committed, for a partition that this member had given up but never lost:
   * the consumer has read on, and nobody handled what it read.
   *
   * @throws TimeoutException when the broker does not say in time
   */
  void goBack(int number) {
    List<TopicPartition> inputs =
        topology.inputs().stream().map(topic -> new TopicPartition(topic, number)).toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        consumer.committed(Set.copyOf(inputs), ANSWER_TIMEOUT);
    for (TopicPartition input : inputs) {
      OffsetAndMetadata done = committed.get(input);
      if (done == null) {
        consumer.seekToBeginning(List.of(input));
      } else {
        consumer.seek(input, done.offset());
      }
    }
  }
}
