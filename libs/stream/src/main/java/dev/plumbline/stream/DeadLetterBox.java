package dev.plumbline.stream;

import dev.plumbline.stream.StreamMetrics.Outcome;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a group puts the records that it cannot handle, and says so. */
final class DeadLetterBox {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterBox.class);

  private final String topic;
  private final String group;
  private final StreamMetrics metrics;
  private final Clock clock;

  DeadLetterBox(String topic, String group, StreamMetrics metrics, Clock clock) {
    this.topic = topic;
    this.group = group;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Writes a letter, whole if the broker takes that, else without its value.
   *
   * @param writer writes records in one transaction
   * @param more what belongs into the same transaction
   * @return completes when it is stored
   */
  CompletionStage<Void> put(
      Function<List<ProducerRecord<byte[], byte[]>>, CompletionStage<Void>> writer,
      ConsumerRecord<byte[], byte[]> record,
      Throwable cause,
      int attempts,
      List<ProducerRecord<byte[], byte[]>> more) {
    DeadLetter letter = new DeadLetter(topic, group, record, cause, clock.instant(), attempts);
    return writer
        .apply(with(letter.whole(), more))
        .handle(
            (done, failure) ->
                failure != null && Stages.cause(failure) instanceof PermanentFailureException
                    ? writer.apply(with(letter.withoutValue(), more))
                    : failure == null
                        ? CompletableFuture.<Void>completedStage(null)
                        : CompletableFuture.<Void>failedStage(failure))
        .thenCompose(next -> next)
        .thenRun(
            () -> {
              metrics.record(record.topic(), Outcome.DEAD_LETTER);
              metrics.deadLetter(record.topic());
              LOG.error("Record went to the dead letters {}", letter, cause);
            });
  }

  private static List<ProducerRecord<byte[], byte[]>> with(
      ProducerRecord<byte[], byte[]> letter, List<ProducerRecord<byte[], byte[]>> more) {
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(more);
    all.add(letter);
    return all;
  }
}
