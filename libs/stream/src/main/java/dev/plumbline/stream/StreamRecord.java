package dev.plumbline.stream;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 * @param timestampMillis the producer's time, in milliseconds since 1970
 * @param key its key; empty when it has none
 * @param value its value, not to be modified; null is a tombstone
 * @param headers its headers as UTF-8; of several with one name, the last
 * @param holds makes the acknowledgements of {@link #hold()}
 */
public record StreamRecord(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    String key,
    byte @Nullable [] value,
    Map<String, String> headers,
    Supplier<Ack> holds) {

  public StreamRecord {
    headers = Map.copyOf(headers);
  }

  /** A record outside a running stream, such as one of restored state: holding it does nothing. */
  @SuppressWarnings("NullAway") // it does not see the array's @Nullable on a record component
  public StreamRecord(
      String topic,
      int partition,
      long offset,
      long timestampMillis,
      String key,
      byte @Nullable [] value,
      Map<String, String> headers) {
    this(topic, partition, offset, timestampMillis, key, value, headers, () -> () -> {});
  }

  /**
   * Asks that this record be acknowledged later. The key's next record runs as soon as the
   * handler's stage completes, but this record's offset is not committed before {@link Ack#done()};
   * until then it counts as open. Call it before the handler's stage completes. When the handler
   * fails, what it held in that attempt is forgotten.
   */
  public Ack hold() {
    return holds.get();
  }

  /** Where the record is, for messages and logs: topic, partition and offset, never the content. */
  @Override
  public String toString() {
    return topic + "/" + partition + "@" + offset;
  }
}
