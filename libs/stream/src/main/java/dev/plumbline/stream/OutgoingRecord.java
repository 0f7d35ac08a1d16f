package dev.plumbline.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record to write.
 *
 * @param topic where to
 * @param key its key
 * @param value its value, not to be modified until it is written; null is a tombstone
 * @param headers its headers, written as UTF-8
 * @param partition which partition; null: the one that Kafka's own partitioner gives the key
 */
public record OutgoingRecord(
    String topic,
    String key,
    byte @Nullable [] value,
    Map<String, String> headers,
    @Nullable Integer partition) {

  public OutgoingRecord {
    headers = Map.copyOf(headers);
  }

  /** A record that goes to the partition of its key. */
  @SuppressWarnings("NullAway") // it does not see the array's @Nullable on a record component
  public OutgoingRecord(
      String topic, String key, byte @Nullable [] value, Map<String, String> headers) {
    this(topic, key, value, headers, null);
  }

  /** The topic only: keys and values are not for logs. */
  @Override
  public String toString() {
    return "OutgoingRecord[topic=" + topic + "]";
  }
}
