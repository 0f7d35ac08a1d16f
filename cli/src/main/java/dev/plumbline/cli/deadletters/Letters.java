package dev.plumbline.cli.deadletters;

import dev.plumbline.cli.deadletters.Letter.Replay;
import dev.plumbline.contracts.Topic;
import dev.plumbline.stream.DeadLetterHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads dead letters as a bystander: no group, no commits. */
final class Letters implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;

  /**
   * Reads from a broker.
   *
   * @param topic the broker's name of the topic of dead letters
   */
  Letters(Map<String, Object> kafka, String topic) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Topic.MAX_RECORD_BYTES);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.MAX_RECORD_BYTES);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.topic = topic;
  }

  /** All that are kept, oldest first, each without its value. */
  List<Letter> all() {
    List<TopicPartition> partitions =
        consumer.listTopics().getOrDefault(topic, List.of()).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    List<Letter> letters = new ArrayList<>();
    Map<String, List<Replay>> replays = new HashMap<>();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    readToEnd(
        partitions,
        record -> {
          Map<String, String> headers = Letter.headersOf(record);
          String replayed = headers.get(DeadLetterHeaders.REPLAYED);
          if (replayed == null) {
            letters.add(Letter.of(withoutValue(record)));
          } else {
            replays
                .computeIfAbsent(replayed, id -> new ArrayList<>())
                .add(
                    new Replay(
                        Letter.time(headers, record.timestamp()),
                        headers.getOrDefault(DeadLetterHeaders.REPLAYED_BY, "")));
          }
        });
    return letters.stream()
        .map(letter -> letter.with(replays.getOrDefault(letter.id().toString(), List.of())))
        .sorted(
            Comparator.comparing((Letter letter) -> letter.time())
                .thenComparingInt(letter -> letter.id().partition())
                .thenComparingLong(letter -> letter.id().offset()))
        .toList();
  }

  /** A letter with its value; empty when there is none of that id. */
  Optional<Letter> find(LetterId id) {
    return all().stream()
        .filter(letter -> letter.id().equals(id))
        .findFirst()
        .flatMap(this::withValue);
  }

  /** A letter with its value; empty when it has gone meanwhile. */
  Optional<Letter> withValue(Letter letter) {
    TopicPartition partition = new TopicPartition(topic, letter.id().partition());
    consumer.assign(List.of(partition));
    consumer.seek(partition, letter.id().offset());
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        return record.offset() == letter.id().offset()
            ? Optional.of(Letter.of(record).with(letter.replays()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Whether the letter's topic has a newer record under its key. */
  boolean isReplaced(Letter letter) {
    TopicPartition partition = new TopicPartition(letter.topic(), letter.partition().orElseThrow());
    long offset = letter.offset().orElseThrow();
    boolean[] replaced = new boolean[1];
    consumer.assign(List.of(partition));
    consumer.seek(partition, offset);
    readToEnd(
        List.of(partition),
        record ->
            replaced[0] |=
                record.offset() > offset && Arrays.equals(record.key(), letter.record().key()));
    return replaced[0];
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void readToEnd(
      Collection<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> take) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(take);
    }
  }

  /** There may be many, and large ones. */
  private static ConsumerRecord<byte[], byte[]> withoutValue(
      ConsumerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        null,
        record.headers(),
        record.leaderEpoch());
  }
}
