package dev.plumbline.stream;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Between Kafka's bytes and this package's strings, and from a key to its partition. */
final class RecordCodec {
  private RecordCodec() {}

  /** The partition that Kafka's default partitioner gives a key. */
  static int partition(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  /** The key as a string; a record without key has the empty one. */
  static String key(byte @Nullable [] key) {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  static StreamRecord read(ConsumerRecord<byte[], byte[]> record, Supplier<Ack> holds) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    return new StreamRecord(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        key(record.key()),
        record.value(),
        headers,
        holds);
  }

  /** A restored record as it was consumed. */
  static ConsumerRecord<byte[], byte[]> consumed(StreamRecord record) {
    RecordHeaders headers = new RecordHeaders();
    record
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestampMillis(),
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        record.key().getBytes(StandardCharsets.UTF_8),
        record.value(),
        headers,
        Optional.empty());
  }

  static ProducerRecord<byte[], byte[]> write(OutgoingRecord record) {
    ProducerRecord<byte[], byte[]> outgoing =
        new ProducerRecord<>(
            record.topic(),
            record.partition(),
            record.key().getBytes(StandardCharsets.UTF_8),
            record.value());
    record
        .headers()
        .forEach(
            (name, value) -> outgoing.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return outgoing;
  }
}
