package dev.plumbline.stream;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a runner behaves. Start from {@link #defaults()} and change what differs.
 *
 * @param concurrency how many handlers run at the same time on this instance's worker threads
 * @param maxOpenPerPartition how many records of one partition may be unacknowledged before its
 *     input is paused; it resumes at half of that
 * @param drainTimeout how long a revoke or a stop waits for records under way
 * @param commitInterval how often offsets are committed
 * @param sessionTimeout after how long without a heartbeat the group gives our partitions to others
 * @param heartbeat how often to send one; a third of the session timeout or less
 * @param deadLetterTopic where records go that cannot be handled; any number of partitions
 * @param maxAttempts how often to try a record before it is a dead letter
 * @param firstBackoff the pause before the second attempt; it doubles with each further one
 * @param maxBackoff the longest pause
 * @param rebuildTimeout how long one attempt to rebuild state may take before it starts anew
 * @param instanceId a stable name for this instance (static membership: a quick restart does not
 *     disturb the others); null for a dynamic member
 */
public record StreamSettings(
    int concurrency,
    int maxOpenPerPartition,
    Duration drainTimeout,
    Duration commitInterval,
    Duration sessionTimeout,
    Duration heartbeat,
    String deadLetterTopic,
    int maxAttempts,
    Duration firstBackoff,
    Duration maxBackoff,
    Duration rebuildTimeout,
    @Nullable String instanceId) {

  public StreamSettings {
    atLeastOne("concurrency", concurrency);
    atLeastOne("maxOpenPerPartition", maxOpenPerPartition);
    atLeastOne("maxAttempts", maxAttempts);
    if (deadLetterTopic.isBlank()) {
      throw new IllegalArgumentException("deadLetterTopic: a topic is required");
    }
    if (heartbeat.multipliedBy(2).compareTo(sessionTimeout) > 0) {
      throw new IllegalArgumentException(
          "heartbeat: %s must be at most half of sessionTimeout %s"
              .formatted(heartbeat, sessionTimeout));
    }
  }

  private static void atLeastOne(String field, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + ": expected at least 1, was " + value);
    }
  }

  /** 16 handlers, 256 open records, 10 s to drain, 6 s sessions, 5 attempts in about 15 s. */
  public static StreamSettings defaults() {
    return new StreamSettings(
        16,
        256,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofSeconds(6),
        Duration.ofSeconds(2),
        "dead-letters",
        5,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        null);
  }

  /** These settings with another {@link #concurrency}. */
  public StreamSettings withConcurrency(int handlers) {
    return with(draft -> draft.concurrency = handlers);
  }

  /** These settings with another {@link #maxOpenPerPartition}. */
  public StreamSettings withMaxOpenPerPartition(int records) {
    return with(draft -> draft.maxOpenPerPartition = records);
  }

  /** These settings with other times for draining and committing. */
  public StreamSettings withDrain(Duration timeout, Duration interval) {
    return with(
        draft -> {
          draft.drainTimeout = timeout;
          draft.commitInterval = interval;
        });
  }

  /** These settings with another session: how fast a dead instance is noticed. */
  public StreamSettings withSession(Duration timeout, Duration interval) {
    return with(
        draft -> {
          draft.sessionTimeout = timeout;
          draft.heartbeat = interval;
        });
  }

  /** These settings with other retries. */
  public StreamSettings withRetries(int attempts, Duration first, Duration longest) {
    return with(
        draft -> {
          draft.maxAttempts = attempts;
          draft.firstBackoff = first;
          draft.maxBackoff = longest;
        });
  }

  /** These settings with another {@link #deadLetterTopic}. */
  public StreamSettings withDeadLetterTopic(String topic) {
    return with(draft -> draft.deadLetterTopic = topic);
  }

  /** These settings for a static member of that name. */
  public StreamSettings withInstanceId(@Nullable String name) {
    return with(draft -> draft.instanceId = name);
  }

  private StreamSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new StreamSettings(
        draft.concurrency,
        draft.maxOpenPerPartition,
        draft.drainTimeout,
        draft.commitInterval,
        draft.sessionTimeout,
        draft.heartbeat,
        draft.deadLetterTopic,
        draft.maxAttempts,
        draft.firstBackoff,
        draft.maxBackoff,
        rebuildTimeout,
        draft.instanceId);
  }

  /** What can be changed, while it is being changed. */
  private static final class Draft {
    private int concurrency;
    private int maxOpenPerPartition;
    private Duration drainTimeout;
    private Duration commitInterval;
    private Duration sessionTimeout;
    private Duration heartbeat;
    private String deadLetterTopic;
    private int maxAttempts;
    private Duration firstBackoff;
    private Duration maxBackoff;
    private @Nullable String instanceId;

    private Draft(StreamSettings from) {
      this.concurrency = from.concurrency;
      this.maxOpenPerPartition = from.maxOpenPerPartition;
      this.drainTimeout = from.drainTimeout;
      this.commitInterval = from.commitInterval;
      this.sessionTimeout = from.sessionTimeout;
      this.heartbeat = from.heartbeat;
      this.deadLetterTopic = from.deadLetterTopic;
      this.maxAttempts = from.maxAttempts;
      this.firstBackoff = from.firstBackoff;
      this.maxBackoff = from.maxBackoff;
      this.instanceId = from.instanceId;
    }
  }

  /** The pause after a failed attempt (the first is 1), before jitter. */
  Duration backoff(int attempt) {
    Duration pause = firstBackoff;
    for (int i = 1; i < attempt && pause.compareTo(maxBackoff) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(maxBackoff) < 0 ? pause : maxBackoff;
  }
}
