package dev.plumbline.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;

/**
 * Whether the group may still take this member for alive. Polling goes on while the broker cannot
 * be reached, and meanwhile the group may give our partitions away; what tells is how long ago the
 * consumer's own thread sent its last heartbeat, which it stops doing when no answers come.
 */
final class Heartbeat {
  private final List<? extends Metric> secondsAgo;
  private final Duration limit;
  private final Stopwatch joined;

  Heartbeat(Consumer<?, ?> consumer, StreamSettings settings, Clock clock) {
    this.secondsAgo =
        consumer.metrics().values().stream()
            .filter(metric -> metric.metricName().name().equals("last-heartbeat-seconds-ago"))
            .toList();
    this.limit = settings.sessionTimeout().minus(settings.heartbeat());
    this.joined = new Stopwatch(clock);
  }

  /** The group has just given us an assignment, which is a sign of life too. */
  void joined() {
    joined.restart();
  }

  /** False when the last heartbeat that the broker may have seen is about a session ago. */
  boolean isFresh() {
    return !joined.hasReached(limit) || secondsAgo.stream().allMatch(this::isFresh);
  }

  /** The metric counts whole seconds, and is negative before the first heartbeat. */
  private boolean isFresh(Metric metric) {
    return !(metric.metricValue() instanceof Number seconds)
        || seconds.longValue() < 0
        || Duration.ofSeconds(seconds.longValue() + 1).compareTo(limit) <= 0;
  }
}
