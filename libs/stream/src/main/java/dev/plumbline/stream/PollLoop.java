package dev.plumbline.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The polling thread's work: poll, hand records to their lanes, keep the number of open records
 * within bounds, commit. It never waits for a handler, except while it drains.
 */
final class PollLoop {
  private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /** As long as the broker holds a fetch that brings nothing: more often finds nothing sooner. */
  private static final Duration POLL_AT_REST = Duration.ofMillis(500);

  private static final Duration POLL_WHILE_PAUSED = Duration.ofMillis(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final StreamTopology topology;
  private final StreamSettings settings;
  private final Assignments assignments;
  private final RecordDelivery delivery;
  private final PollWatch watch;
  private final Lag lag;
  private final Clock clock;
  private final CountDownLatch closing;
  private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
  private final Stopwatch sinceCommit;
  private Duration timeout = POLL;
  private volatile String trouble = "";

  PollLoop(
      Consumer<byte[], byte[]> consumer,
      StreamTopology topology,
      StreamSettings settings,
      Assignments assignments,
      RecordDelivery delivery,
      PollWatch watch,
      Lag lag,
      Clock clock,
      CountDownLatch closing) {
    this.consumer = consumer;
    this.topology = topology;
    this.settings = settings;
    this.assignments = assignments;
    this.delivery = delivery;
    this.watch = watch;
    this.lag = lag;
    this.clock = clock;
    this.closing = closing;
    this.sinceCommit = new Stopwatch(clock);
  }

  /** Why the last poll failed; empty when it did not. Any thread may look. */
  String trouble() {
    return trouble;
  }

  /**
   * Polls until closing, then gives the partitions back.
   *
   * @throws FencedInstanceIdException when another process uses our instance id
   * @throws InconsistentGroupProtocolException when the group takes no member that joins as we do
   */
  void run() {
    consumer.subscribe(topology.subscribed(), assignments);
    while (closing.getCount() > 0) {
      try {
        round();
        trouble = "";
      } catch (FencedInstanceIdException
          | InconsistentGroupProtocolException
          | InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        trouble = "polling fails: " + e.getMessage();
        LOG.warn("Polling failed, will be tried again group={}", topology.group(), e);
        pause();
      }
    }
    assignments.release();
  }

  private void round() {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
    if (watch.isStale()) {
      assignments.confirm();
    }
    watch.tick();
    deliver(records);
    assignments.advance();
    limitOpenRecords();
    commitWhenDue();
  }

  private void deliver(ConsumerRecords<byte[], byte[]> records) {
    Instant now = clock.instant();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ActivePartition partition = assignments.active().get(record.partition());
      if (partition != null) {
        partition.accept(record, now, delivery);
      }
    }
  }

  private void limitOpenRecords() {
    timeout = assignments.isSettled() ? POLL_AT_REST : POLL;
    int max = settings.maxOpenPerPartition();
    for (ActivePartition partition : assignments.active().values()) {
      int open = partition.openRecords();
      if (!partition.isPaused() && open >= max) {
        consumer.pause(topicPartitions(partition));
        partition.paused(true);
      } else if (partition.isPaused() && open <= max / 2) {
        consumer.resume(topicPartitions(partition));
        partition.paused(false);
      }
      if (partition.isPaused()) {
        timeout = POLL_WHILE_PAUSED;
      } else if (open > 0 && timeout.equals(POLL_AT_REST)) {
        timeout = POLL;
      }
    }
  }

  private List<TopicPartition> topicPartitions(ActivePartition partition) {
    return topology.subscribed().stream()
        .map(topic -> new TopicPartition(topic, partition.number()))
        .toList();
  }

  private void commitWhenDue() {
    if (!sinceCommit.hasReached(settings.commitInterval())) {
      return;
    }
    sinceCommit.restart();
    lag.measure(consumer);
    Map<TopicPartition, OffsetAndMetadata> positions = assignments.positions();
    if (positions.isEmpty() || positions.equals(committed)) {
      return;
    }
    consumer.commitAsync(
        positions,
        (offsets, failure) -> {
          if (failure == null) {
            committed = offsets;
          } else {
            LOG.debug(
                "Commit failed, the next one covers it group={} cause={}",
                topology.group(),
                failure.toString());
          }
        });
  }

  private void pause() {
    try {
      if (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        watch.tick();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
