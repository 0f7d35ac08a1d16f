package dev.plumbline.stream;

import dev.plumbline.stream.StreamMetrics.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one record on its lane: the handler is called until it succeeds, gives up for
 * good or has had its attempts; then the record is acknowledged or written to the dead letters. A
 * record whose partition is taken away is left open, for the next owner.
 */
final class RecordDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(RecordDelivery.class);

  private final StreamHandler handler;
  private final StreamSettings settings;
  private final StreamMetrics metrics;
  private final Executor workers;
  private final DeadLetterBox deadLetters;
  private final Clock clock;
  private final RandomGenerator random;

  RecordDelivery(
      StreamHandler handler,
      StreamSettings settings,
      StreamMetrics metrics,
      Executor workers,
      DeadLetterBox deadLetters,
      Clock clock,
      RandomGenerator random) {
    this.handler = handler;
    this.settings = settings;
    this.metrics = metrics;
    this.workers = workers;
    this.deadLetters = deadLetters;
    this.clock = clock;
    this.random = random;
  }

  /** Completes, never fails, when the lane is free for the next record. */
  CompletionStage<Void> deliver(ActivePartition partition, ConsumerRecord<byte[], byte[]> record) {
    return attempt(partition, record, 1);
  }

  private CompletionStage<Void> attempt(
      ActivePartition partition, ConsumerRecord<byte[], byte[]> record, int number) {
    Holds holds = new Holds(() -> partition.acknowledge(record));
    var sample = metrics.start();
    return Stages.call(() -> handler.handle(partition, RecordCodec.read(record, holds::hold)))
        .handle(
            (done, failure) -> {
              sample.stop(metrics.handle(record.topic()));
              if (failure == null) {
                metrics.record(record.topic(), Outcome.HANDLED);
                metrics.hop(record.topic(), age(record));
                holds.handled();
                return CompletableFuture.<Void>completedStage(null);
              }
              return failed(partition, record, number, Stages.cause(failure));
            })
        .thenCompose(next -> next);
  }

  /** Clocks of two machines may differ: nothing is handled before it was written. */
  private Duration age(ConsumerRecord<byte[], byte[]> record) {
    Duration age = Duration.between(Instant.ofEpochMilli(record.timestamp()), clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private CompletionStage<Void> failed(
      ActivePartition partition,
      ConsumerRecord<byte[], byte[]> record,
      int number,
      Throwable cause) {
    if (partition.isEnding() && !(cause instanceof PermanentFailureException)) {
      return abandon(partition, record);
    }
    if (cause instanceof PermanentFailureException || number >= settings.maxAttempts()) {
      return deadLetter(partition, record, number, cause);
    }
    Duration pause = jittered(settings.backoff(number));
    metrics.record(record.topic(), Outcome.RETRIED);
    LOG.warn(
        "Record failed, will be tried again topic={} partition={} offset={} attempt={} of={}"
            + " pauseMs={}",
        record.topic(),
        record.partition(),
        record.offset(),
        number,
        settings.maxAttempts(),
        pause.toMillis(),
        cause);
    CompletableFuture<Void> again = new CompletableFuture<>();
    partition.pause(
        pause,
        ending ->
            workers.execute(
                () ->
                    (ending ? abandon(partition, record) : attempt(partition, record, number + 1))
                        .whenComplete((done, failure) -> again.complete(null))));
    return again;
  }

  private CompletionStage<Void> abandon(
      ActivePartition partition, ConsumerRecord<byte[], byte[]> record) {
    metrics.record(record.topic(), Outcome.ABANDONED);
    partition.abandon(record);
    return CompletableFuture.completedStage(null);
  }

  /**
   * Between half of a pause and all of it, so that what failed together does not return together.
   */
  private Duration jittered(Duration pause) {
    return pause.multipliedBy(50 + random.nextInt(51)).dividedBy(100);
  }

  private CompletionStage<Void> deadLetter(
      ActivePartition partition,
      ConsumerRecord<byte[], byte[]> record,
      int attempts,
      Throwable cause) {
    return deadLetters
        .put(partition::writeRaw, record, cause, attempts, List.of())
        .handle(
            (done, failure) -> {
              if (failure == null) {
                partition.acknowledge(record);
              } else if (partition.isEnding()) {
                return abandon(partition, record);
              } else {
                LOG.error(
                    "Dead letter cannot be written topic={} partition={} offset={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    Stages.cause(failure));
              }
              return CompletableFuture.<Void>completedStage(null);
            })
        .thenCompose(next -> next);
  }
}
