package dev.plumbline.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be handled, on its way to the dead letters: key, value and headers as
 * they came, and in more headers where it came from and why.
 */
record DeadLetter(
    String topic,
    ConsumerRecord<byte[], byte[]> record,
    Throwable cause,
    Instant time,
    int attempts) {
  private static final String PREFIX = "plumbline_dead_letter_";
  private static final int MAX_CAUSE = 4_000;

  ProducerRecord<byte[], byte[]> whole() {
    return letter(record.value());
  }

  /** For a value that leaves no room for the headers: its place in the original topic must do. */
  ProducerRecord<byte[], byte[]> withoutValue() {
    ProducerRecord<byte[], byte[]> letter = letter(null);
    add(letter, "value", "omitted");
    return letter;
  }

  private ProducerRecord<byte[], byte[]> letter(byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, record.key(), value);
    for (Header header : record.headers()) {
      if (!header.key().startsWith(PREFIX)) {
        letter.headers().add(header);
      }
    }
    add(letter, "topic", record.topic());
    add(letter, "partition", Integer.toString(record.partition()));
    add(letter, "offset", Long.toString(record.offset()));
    add(letter, "cause", explained());
    add(letter, "time", time.toString());
    add(letter, "attempts", Integer.toString(attempts));
    return letter;
  }

  private String explained() {
    String text = cause.toString();
    return text.length() <= MAX_CAUSE ? text : text.substring(0, MAX_CAUSE);
  }

  private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Where it came from, as key=value pairs for a log. */
  @Override
  public String toString() {
    return "topic=%s partition=%d offset=%d attempts=%d"
        .formatted(record.topic(), record.partition(), record.offset(), attempts);
  }
}
