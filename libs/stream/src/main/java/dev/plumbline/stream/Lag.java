package dev.plumbline.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * How many records of each topic a member has not received yet. It knows by what it fetched last;
 * where it is paused it fetches nothing, and asks.
 */
final class Lag {

  private static final Duration ANSWER = Duration.ofMillis(500);

  private volatile Map<String, Long> byTopic = Map.of();

  /** Looks again, on the polling thread. */
  void measure(Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> paused = ofPaused(consumer);
    Map<String, Long> now = new HashMap<>();
    for (TopicPartition each : consumer.assignment()) {
      Long asked = paused.get(each);
      long lag = asked == null ? consumer.currentLag(each).orElse(0) : asked;
      now.merge(each.topic(), lag, Long::sum);
    }
    byTopic = Map.copyOf(now);
  }

  /** Empty when the broker does not answer soon: then what was fetched last must do. */
  private static Map<TopicPartition, Long> ofPaused(Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> lags = new HashMap<>();
    if (consumer.paused().isEmpty()) {
      return lags;
    }
    try {
      for (Map.Entry<TopicPartition, Long> end :
          consumer.endOffsets(consumer.paused(), ANSWER).entrySet()) {
        long lag = end.getValue() - consumer.position(end.getKey(), ANSWER);
        lags.put(end.getKey(), Math.max(0, lag));
      }
      return lags;
    } catch (TimeoutException e) {
      return Map.of();
    }
  }

  /** That of a topic; nothing where no partition of it is assigned. Any thread may look. */
  long of(String topic) {
    return byTopic.getOrDefault(topic, 0L);
  }
}
