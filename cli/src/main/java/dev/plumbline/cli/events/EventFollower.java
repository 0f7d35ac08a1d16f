package dev.plumbline.cli.events;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.MalformedEventException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads topics as a bystander: no group, no commits, nothing that a service would notice. */
public final class EventFollower implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Topic> topics;
  private final EventCodec codec = new EventCodec("events", Clock.systemUTC(), new Random());
  private final Map<TopicPartition, Long> ends;

  /**
   * Starts to follow.
   *
   * @param kafka connection settings
   * @param fromBeginning from the oldest record that is kept; otherwise from now
   */
  public EventFollower(
      Map<String, Object> kafka,
      TopicNames names,
      Collection<Topic> wanted,
      boolean fromBeginning) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Topic.MAX_RECORD_BYTES);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.MAX_RECORD_BYTES);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topics = names.byName();
    List<TopicPartition> partitions = new ArrayList<>();
    Map<String, List<PartitionInfo>> existing = consumer.listTopics();
    for (Topic topic : wanted) {
      for (PartitionInfo info : existing.getOrDefault(names.of(topic), List.of())) {
        partitions.add(new TopicPartition(info.topic(), info.partition()));
      }
    }
    consumer.assign(partitions);
    this.ends = consumer.endOffsets(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      ends.forEach(consumer::seek);
    }
  }

  /** Waits a little for records; what came is in order of time. */
  public List<FollowedEvent> poll(Duration wait) {
    List<FollowedEvent> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      events.add(read(record));
    }
    events.sort(Comparator.comparingLong(FollowedEvent::timestampMillis));
    return events;
  }

  /** Whether everything that was there at the start has been read. */
  public boolean caughtUp() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Makes a {@link #poll} in another thread come back by an exception. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }

  private FollowedEvent read(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), text(header.value()));
    }
    Envelope<Event> envelope = null;
    String problem = "";
    try {
      if (record.value() != null) {
        envelope = codec.decode(headers, record.value());
      }
    } catch (MalformedEventException e) {
      problem = String.valueOf(e.getMessage());
    }
    Topic topic = topics.get(record.topic());
    return new FollowedEvent(
        topic == null ? Topic.DEAD_LETTERS : topic,
        record.partition(),
        record.offset(),
        record.timestamp(),
        text(record.key()),
        headers,
        text(record.value()),
        envelope,
        problem);
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * One record.
   *
   * @param data JSON as it stands on the topic; empty for a tombstone
   * @param envelope the event; null for a tombstone or a record that cannot be read
   * @param problem why it cannot be read; empty unless it cannot
   */
  public record FollowedEvent(
      Topic topic,
      int partition,
      long offset,
      long timestampMillis,
      String key,
      Map<String, String> headers,
      String data,
      @Nullable Envelope<Event> envelope,
      String problem) {

    /** Whether the record deletes the state under its key. */
    public boolean tombstone() {
      return data.isEmpty();
    }
  }
}
