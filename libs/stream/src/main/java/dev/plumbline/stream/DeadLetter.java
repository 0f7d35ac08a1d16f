package dev.plumbline.stream;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be handled, on its way to the dead letters: key, value and headers as
 * they came, and in more headers where it came from, who could not handle it and why.
 */
record DeadLetter(
    String topic,
    String group,
    ConsumerRecord<byte[], byte[]> record,
    Throwable cause,
    Instant time,
    int attempts) {
  private static final int MAX_CAUSE = 4_000;
  private static final int MAX_STACK_LINES = 30;

  ProducerRecord<byte[], byte[]> whole() {
    return letter(record.value());
  }

  /** For a value that leaves no room for the headers: its place in the original topic must do. */
  ProducerRecord<byte[], byte[]> withoutValue() {
    ProducerRecord<byte[], byte[]> letter = letter(null);
    add(letter, DeadLetterHeaders.VALUE, "omitted");
    return letter;
  }

  private ProducerRecord<byte[], byte[]> letter(byte @Nullable [] value) {
    ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, record.key(), value);
    for (Header header : record.headers()) {
      if (!header.key().startsWith(DeadLetterHeaders.PREFIX)) {
        letter.headers().add(header);
      }
    }
    add(letter, DeadLetterHeaders.TOPIC, record.topic());
    add(letter, DeadLetterHeaders.PARTITION, Integer.toString(record.partition()));
    add(letter, DeadLetterHeaders.OFFSET, Long.toString(record.offset()));
    add(letter, DeadLetterHeaders.GROUP, group);
    add(letter, DeadLetterHeaders.CAUSE, explained());
    if (!(cause instanceof PermanentFailureException)) {
      add(letter, DeadLetterHeaders.STACK, stack());
    }
    add(letter, DeadLetterHeaders.TIME, time.toString());
    add(letter, DeadLetterHeaders.ATTEMPTS, Integer.toString(attempts));
    return letter;
  }

  /** What a handler gives up for good explains itself; of anything else the kind counts too. */
  private String explained() {
    String text =
        cause instanceof PermanentFailureException
            ? String.valueOf(cause.getMessage())
            : cause.toString();
    return text.length() <= MAX_CAUSE ? text : text.substring(0, MAX_CAUSE);
  }

  private String stack() {
    StringWriter whole = new StringWriter();
    cause.printStackTrace(new PrintWriter(whole, true));
    String excerpt =
        whole.toString().lines().limit(MAX_STACK_LINES).collect(Collectors.joining("\n"));
    return excerpt.length() <= MAX_CAUSE ? excerpt : excerpt.substring(0, MAX_CAUSE);
  }

  private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Where it came from, as key=value pairs for a log. */
  @Override
  public String toString() {
    return "topic=%s partition=%d offset=%d attempts=%d"
        .formatted(record.topic(), record.partition(), record.offset(), attempts);
  }
}
