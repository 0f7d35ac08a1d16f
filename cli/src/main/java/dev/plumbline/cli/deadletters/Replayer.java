package dev.plumbline.cli.deadletters;

import dev.plumbline.cli.Printable;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.stream.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts dead letters back into their topics. The record and the note that it was put back are one
 * transaction: no letter is ever replayed without a trace, or noted and not replayed.
 */
final class Replayer implements AutoCloseable {

  private static final int MAX_REQUEST_BYTES = Topic.MAX_RECORD_BYTES + 1024 * 1024;

  private final Producer<byte[], byte[]> producer;
  private final TopicNames topics;
  private final Letters letters;
  private final String by;
  private final Clock clock;

  /**
   * Replays on behalf of somebody.
   *
   * @param by who asked
   */
  Replayer(Map<String, Object> kafka, TopicNames topics, Letters letters, String by, Clock clock) {
    Map<String, Object> settings = new HashMap<>(kafka);
    Object patience = settings.remove(ProducerConfig.MAX_BLOCK_MS_CONFIG);
    settings.remove("default.api.timeout.ms");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience == null ? 10_000 : patience);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "plumbline-replay-" + UUID.randomUUID());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.topics = topics;
    this.letters = letters;
    this.by = by;
    this.clock = clock;
    producer.initTransactions();
  }

  /** Why a letter cannot be put back; empty when it can. */
  Optional<String> obstacle(Letter letter) {
    Topic topic = topics.byName().get(letter.topic());
    if (topic == null || topic == Topic.DEAD_LETTERS) {
      return Optional.of(
          "'%s' is no topic of this installation".formatted(Printable.line(letter.topic())));
    }
    if (letter.partition().isEmpty() || letter.offset().isEmpty()) {
      return Optional.of(
          "it was no record of a topic but a message that could not be delivered;"
              + " once its cause is mended, the next one is");
    }
    if (letter.withoutItsValue()) {
      return Optional.of(
          "its value was too large to keep; the record was %s %d@%d"
              .formatted(
                  letter.topic(), letter.partition().getAsInt(), letter.offset().getAsLong()));
    }
    if (topic.kind() == Topic.Kind.STATE && letters.isReplaced(letter)) {
      return Optional.of(
          "%s holds newer state under its key, which it would undo".formatted(letter.topic()));
    }
    return Optional.empty();
  }

  /** Puts a letter, given with its value, back. */
  void replay(Letter letter) {
    producer.beginTransaction();
    try {
      send(original(letter));
      send(note(letter));
      producer.commitTransaction();
    } catch (RuntimeException e) {
      producer.abortTransaction();
      throw e;
    }
  }

  /** What cannot be sent fails the commit. */
  private void send(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record);
  }

  /** As it came, with its own key and therefore in its own place; without a key, where it was. */
  private ProducerRecord<byte[], byte[]> original(Letter letter) {
    byte[] key = letter.record().key();
    Integer partition = key == null ? letter.partition().orElseThrow() : null;
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(letter.topic(), partition, key, letter.record().value());
    for (Header header : letter.record().headers()) {
      if (!header.key().startsWith(DeadLetterHeaders.PREFIX)
          && !header.key().equals(DeadLetterHeaders.REPLAY_OF)) {
        record.headers().add(header);
      }
    }
    record.headers().add(DeadLetterHeaders.REPLAY_OF, bytes(letter.id().toString()));
    return record;
  }

  private ProducerRecord<byte[], byte[]> note(Letter letter) {
    ProducerRecord<byte[], byte[]> note =
        new ProducerRecord<>(
            topics.of(Topic.DEAD_LETTERS), letter.id().partition(), letter.record().key(), null);
    note.headers().add(DeadLetterHeaders.REPLAYED, bytes(letter.id().toString()));
    note.headers().add(DeadLetterHeaders.REPLAYED_BY, bytes(by));
    note.headers().add(DeadLetterHeaders.TIME, bytes(clock.instant().toString()));
    return note;
  }

  @Override
  public void close() {
    producer.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
