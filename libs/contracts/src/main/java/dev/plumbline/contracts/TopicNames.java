package dev.plumbline.contracts;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topics of one installation: base names behind a prefix, so that several can share a broker.
 */
public record TopicNames(String prefix) {

  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

  /** Topics under their base names. */
  public static TopicNames unprefixed() {
    return new TopicNames("");
  }

  /** The name of a topic on the broker. */
  public String of(Topic topic) {
    return prefix + topic.baseName();
  }

  /** Broker name → topic, for all topics of this installation. */
  public Map<String, Topic> byName() {
    return Stream.of(Topic.values()).collect(Collectors.toMap(this::of, topic -> topic));
  }

  /**
   * The settings a topic is created with.
   *
   * @param accountRetentionDays how long account topics keep records, in days
   */
  public Map<String, String> settings(Topic topic, int accountRetentionDays) {
    String size = String.valueOf(Topic.MAX_RECORD_BYTES);
    return topic.kind() == Topic.Kind.STATE
        ? Map.of("cleanup.policy", "compact", "max.message.bytes", size)
        : Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            String.valueOf(accountRetentionDays * DAY_MILLIS),
            "max.message.bytes",
            size);
  }
}
