package dev.plumbline.gitpoller;

import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.MalformedEventException;
import dev.plumbline.contracts.events.RefSeen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topic {@code refs} from its beginning to its end, for a new leader. */
final class RememberedRefs {

  private static final Logger LOG = LoggerFactory.getLogger(RememberedRefs.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration WITHOUT_PROGRESS = Duration.ofSeconds(30);

  private RememberedRefs() {}

  /**
   * Places by ref by repository. A record that cannot be read is passed over: its ref will look
   * new.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer in time
   */
  static Map<String, Map<String, String>> read(
      Map<String, Object> kafka, String topic, EventCodec codec) {
    Map<String, RefSeen> byKey = new HashMap<>();
    try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(settings(kafka))) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      int idlePolls = 0;
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        var records = consumer.poll(POLL);
        records.forEach(message -> take(message, byKey, codec));
        idlePolls = records.isEmpty() ? idlePolls + 1 : 0;
        if (idlePolls > WITHOUT_PROGRESS.dividedBy(POLL)) {
          throw new TimeoutException("topic " + topic + " could not be read to its end");
        }
      }
    }
    Map<String, Map<String, String>> places = new HashMap<>();
    byKey
        .values()
        .forEach(
            seen ->
                places
                    .computeIfAbsent(seen.repository(), repository -> new HashMap<>())
                    .put(seen.ref(), seen.commit()));
    return places;
  }

  private static void take(
      ConsumerRecord<String, byte[]> message, Map<String, RefSeen> byKey, EventCodec codec) {
    if (message.value() == null) {
      byKey.remove(message.key());
      return;
    }
    Map<String, String> headers = new HashMap<>();
    for (Header header : message.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    try {
      if (codec.decode(message.key(), headers, message.value()).event() instanceof RefSeen seen) {
        byKey.put(message.key(), seen);
      }
    } catch (MalformedEventException e) {
      LOG.warn(
          "A remembered ref cannot be read topic={} partition={} offset={} cause={}",
          message.topic(),
          message.partition(),
          message.offset(),
          e.getMessage());
    }
  }

  private static Map<String, Object> settings(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "plumbline-git-poller-refs");
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return settings;
  }
}
