package dev.plumbline.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The namespace and name of an {@code Application}: the Kafka key of everything about it, written
 * {@code namespace/name}.
 */
public record ApplicationKey(String namespace, String name) implements Comparable<ApplicationKey> {

  /** Shards that an installation's objects are spread over; partition counts divide it. */
  public static final int SHARDS = 64;

  public ApplicationKey {
    if (namespace.isEmpty() || name.isEmpty() || namespace.contains("/") || name.contains("/")) {
      throw new IllegalArgumentException(
          "an application key is namespace/name, got '" + namespace + "/" + name + "'");
    }
  }

  /**
   * Parses {@code namespace/name}.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  @JsonCreator
  public static ApplicationKey parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "an application key is namespace/name, got '" + text + "'");
    }
    return new ApplicationKey(text.substring(0, slash), text.substring(slash + 1));
  }

  /**
   * The shard this application's objects are labelled with, 0 to 63. For any partition count that
   * divides {@link #SHARDS}, {@code shard() % partitions} is the partition Kafka's default
   * partitioner picks for this key.
   */
  public int shard() {
    return Utils.toPositive(Utils.murmur2(toString().getBytes(StandardCharsets.UTF_8))) % SHARDS;
  }

  @Override
  public int compareTo(ApplicationKey other) {
    return toString().compareTo(other.toString());
  }

  @JsonValue
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
