package dev.plumbline.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the state topics of some partitions from their beginning to where they ended when reading
 * began. Done is judged by the consumer's position, never by the last offset seen: compaction and
 * transaction markers leave gaps, also at the end.
 */
final class StateReader {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final Map<TopicPartition, Long> ends;
  private final Set<TopicPartition> unfinished;
  private final Map<TopicPartition, Map<String, StreamRecord>> state = new HashMap<>();

  /** Captures the ends: call it after the former owners are fenced. */
  StateReader(Consumer<byte[], byte[]> consumer, List<String> topics, Set<Integer> partitions) {
    this.consumer = consumer;
    this.topics = List.copyOf(topics);
    Set<TopicPartition> all = new HashSet<>();
    for (String topic : topics) {
      partitions.forEach(partition -> all.add(new TopicPartition(topic, partition)));
    }
    this.ends = Map.copyOf(consumer.endOffsets(all));
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(all);
    this.unfinished = new HashSet<>(all);
    unfinished.removeIf(each -> beginnings.getOrDefault(each, 0L) >= end(each));
    consumer.assign(all);
    consumer.seekToBeginning(all);
    all.forEach(each -> state.put(each, new HashMap<>()));
  }

  /** Reads a little more; true when all is read. */
  boolean advance() {
    if (unfinished.isEmpty()) {
      return true;
    }
    consumer.poll(POLL).forEach(this::keep);
    unfinished.removeIf(each -> consumer.position(each) >= end(each));
    consumer.pause(consumer.assignment().stream().filter(e -> !unfinished.contains(e)).toList());
    return unfinished.isEmpty();
  }

  private void keep(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition source = new TopicPartition(record.topic(), record.partition());
    Map<String, StreamRecord> records = state.get(source);
    if (records == null || record.offset() >= end(source)) {
      return;
    }
    if (record.value() == null) {
      records.remove(RecordCodec.key(record.key()));
    } else {
      records.put(RecordCodec.key(record.key()), RecordCodec.read(record, () -> () -> {}));
    }
  }

  private long end(TopicPartition source) {
    return ends.getOrDefault(source, 0L);
  }

  RestoredState state(int partition) {
    Map<String, Map<String, StreamRecord>> byTopic = new HashMap<>();
    for (String topic : topics) {
      byTopic.put(topic, state.getOrDefault(new TopicPartition(topic, partition), Map.of()));
    }
    return new RestoredState(byTopic);
  }

  /** Topic to the offset after the last that was read. */
  Map<String, Long> ends(int partition) {
    Map<String, Long> byTopic = new HashMap<>();
    topics.forEach(topic -> byTopic.put(topic, end(new TopicPartition(topic, partition))));
    return byTopic;
  }

  /** How far it is, for messages. */
  @Override
  public String toString() {
    return unfinished.size() + " of " + ends.size() + " topic partitions still to read";
  }
}
