package dev.plumbline.cli.deadletters;

import dev.plumbline.stream.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter.
 *
 * @param record the record as it lies among the dead letters
 * @param headers its headers as text, in their order
 * @param replays every time it was put back, oldest first
 */
record Letter(
    LetterId id,
    ConsumerRecord<byte[], byte[]> record,
    Map<String, String> headers,
    List<Replay> replays) {

  /** One time that a letter was put back into its topic. */
  record Replay(Instant at, String by) {}

  Letter {
    replays = List.copyOf(replays);
  }

  static Letter of(ConsumerRecord<byte[], byte[]> record) {
    return new Letter(
        new LetterId(record.partition(), record.offset()), record, headersOf(record), List.of());
  }

  static Map<String, String> headersOf(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
    return headers;
  }

  Letter with(List<Replay> all) {
    return new Letter(id, record, headers, all);
  }

  /** The topic where the record was, by the broker's name. */
  String topic() {
    return header(DeadLetterHeaders.TOPIC);
  }

  /** Its partition there; empty for what never was a record of a topic. */
  OptionalInt partition() {
    String text = header(DeadLetterHeaders.PARTITION);
    return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  /** Its offset there; empty for what never was a record of a topic. */
  OptionalLong offset() {
    String text = header(DeadLetterHeaders.OFFSET);
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  String key() {
    return text(record.key());
  }

  String group() {
    return header(DeadLetterHeaders.GROUP);
  }

  String cause() {
    return header(DeadLetterHeaders.CAUSE);
  }

  String stack() {
    return header(DeadLetterHeaders.STACK);
  }

  String attempts() {
    return header(DeadLetterHeaders.ATTEMPTS);
  }

  /** The letter whose replay this is; empty for none. */
  String replayOf() {
    return header(DeadLetterHeaders.REPLAY_OF);
  }

  /** Whether its value was too large to be kept. */
  boolean withoutItsValue() {
    return header(DeadLetterHeaders.VALUE).equals("omitted");
  }

  /** When it was given up. */
  Instant time() {
    return time(headers, record.timestamp());
  }

  static Instant time(Map<String, String> headers, long otherwise) {
    try {
      return Instant.parse(headers.getOrDefault(DeadLetterHeaders.TIME, ""));
    } catch (DateTimeParseException e) {
      return Instant.ofEpochMilli(otherwise);
    }
  }

  private String header(String name) {
    return headers.getOrDefault(name, "");
  }

  static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
