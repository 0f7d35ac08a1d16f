package dev.plumbline.stream;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The latest record of each key in one partition of the state topics, without tombstones.
 *
 * @param byTopic topic to key to record; every state topic is there, possibly empty
 */
public record RestoredState(Map<String, Map<String, StreamRecord>> byTopic) {

  public RestoredState {
    Map<String, Map<String, StreamRecord>> copy = new HashMap<>();
    byTopic.forEach((topic, records) -> copy.put(topic, Map.copyOf(records)));
    byTopic = Collections.unmodifiableMap(copy);
  }

  /** The records of one topic by key. */
  public Map<String, StreamRecord> topic(String topic) {
    return byTopic.getOrDefault(topic, Map.of());
  }

  /** The record of one key. */
  public Optional<StreamRecord> find(String topic, String key) {
    return Optional.ofNullable(topic(topic).get(key));
  }

  /** Counts only: contents are not for logs. */
  @Override
  public String toString() {
    return "RestoredState[records="
        + byTopic.values().stream().mapToInt(Map::size).sum()
        + ", topics="
        + byTopic.keySet()
        + "]";
  }
}
