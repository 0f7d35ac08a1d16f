package dev.plumbline.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One owned partition from activation to revocation: its lanes, timers, open records and writer.
 * Never used again once cancelled; the same number owned later is another object.
 */
final class ActivePartition implements OwnedPartition {
  private final int number;
  private final int partitions;
  private final List<String> ownState;
  private final Lanes lanes;
  private final Timers timers;
  private final TransactionalWriter writer;
  private final DeadLetterBox deadLetters;
  private final BooleanSupplier memberIsCurrent;
  private final Map<String, OffsetTracker> trackers = new HashMap<>();
  private final OpenRecords open = new OpenRecords();
  private final Set<String> abandonedKeys = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;
  private volatile boolean cancelled;
  private boolean paused;

  /**
   * @param starts topic to the offset where reading starts
   * @param deadLetters where own state goes that cannot be read
   * @param memberIsCurrent whether this process has lately been in touch with its group
   */
  ActivePartition(
      int number,
      int partitions,
      List<String> ownState,
      Map<String, Long> starts,
      Lanes lanes,
      Timers timers,
      TransactionalWriter writer,
      DeadLetterBox deadLetters,
      BooleanSupplier memberIsCurrent) {
    this.number = number;
    this.partitions = partitions;
    this.ownState = List.copyOf(ownState);
    this.lanes = lanes;
    this.timers = timers;
    this.writer = writer;
    this.deadLetters = deadLetters;
    this.memberIsCurrent = memberIsCurrent;
    starts.forEach((topic, start) -> trackers.put(topic, new OffsetTracker(start)));
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public boolean isOwned() {
    return !cancelled && memberIsCurrent.getAsBoolean();
  }

  /** True when what fails now is for the next owner to try again. */
  boolean isEnding() {
    return draining || cancelled || writer.isClosed();
  }

  @Override
  public CompletionStage<Void> write(List<OutgoingRecord> records) {
    for (OutgoingRecord record : records) {
      if (ownState.contains(record.topic()) && partitionOf(record) != number) {
        return CompletableFuture.failedFuture(
            new PermanentFailureException(
                "topic "
                    + record.topic()
                    + ": the key belongs to partition "
                    + partitionOf(record)
                    + ", not to "
                    + number));
      }
    }
    return writeRaw(records.stream().map(RecordCodec::write).toList());
  }

  private int partitionOf(OutgoingRecord record) {
    Integer explicit = record.partition();
    return explicit == null ? RecordCodec.partition(record.key(), partitions) : explicit;
  }

  CompletionStage<Void> writeRaw(List<ProducerRecord<byte[], byte[]>> records) {
    return writer.write(records);
  }

  @Override
  public CompletionStage<Void> putAside(StreamRecord state, Throwable cause) {
    if (!ownState.contains(state.topic()) || state.partition() != number) {
      throw new IllegalArgumentException(state + " is no own state of partition " + number);
    }
    ConsumerRecord<byte[], byte[]> record = RecordCodec.consumed(state);
    ProducerRecord<byte[], byte[]> tombstone =
        new ProducerRecord<>(state.topic(), number, record.key(), null);
    return deadLetters.put(this::writeRaw, record, cause, 1, List.of(tombstone));
  }

  @Override
  public void submit(String key, Supplier<CompletionStage<Void>> task) {
    lanes.submit(key, task);
  }

  @Override
  public Cancellable schedule(String key, Duration delay, Supplier<CompletionStage<Void>> task) {
    return timers.after(
        delay,
        dropped ->
            lanes.submit(
                key,
                () ->
                    dropped.getAsBoolean() ? CompletableFuture.completedFuture(null) : task.get()));
  }

  /**
   * A timer outside the lanes, for a record that waits for its next attempt on its own lane.
   *
   * @param then told whether the partition is ending, in which case it comes early
   */
  void pause(Duration delay, Consumer<Boolean> then) {
    timers.afterOrAtStop(delay, then);
  }

  /** Opens a record and puts its delivery on the lane of its key. */
  void accept(ConsumerRecord<byte[], byte[]> record, Instant now, RecordDelivery delivery) {
    tracker(record.topic()).received(record.offset());
    open.add(record.topic(), record.offset(), now);
    String key = RecordCodec.key(record.key());
    lanes.submit(
        key,
        () -> {
          if (abandonedKeys.contains(key)) {
            abandon(record);
            return CompletableFuture.completedFuture(null);
          }
          return delivery.deliver(this, record);
        });
  }

  /** Acknowledges a record: its offset may be committed. */
  void acknowledge(ConsumerRecord<byte[], byte[]> record) {
    tracker(record.topic()).done(record.offset());
    open.remove(record.topic(), record.offset());
  }

  /**
   * Leaves a record, and those of its key behind it, to the next owner: nobody waits for them any
   * more and their offsets are not committed.
   */
  void abandon(ConsumerRecord<byte[], byte[]> record) {
    abandonedKeys.add(RecordCodec.key(record.key()));
    open.remove(record.topic(), record.offset());
  }

  private OffsetTracker tracker(String topic) {
    OffsetTracker tracker = trackers.get(topic);
    if (tracker == null) {
      throw new IllegalStateException("topic " + topic + " is not one of this group's");
    }
    return tracker;
  }

  /** The offset to commit for a topic. */
  long position(String topic) {
    return tracker(topic).position();
  }

  int openRecords() {
    return open.count();
  }

  Optional<Instant> oldestOpen() {
    return open.oldest();
  }

  /** Whether its input is paused for having too many open records; for the polling thread only. */
  boolean isPaused() {
    return paused;
  }

  void paused(boolean now) {
    this.paused = now;
  }

  /** What runs and what waits goes on; no timer fires any more and nothing is tried again. */
  void drain() {
    draining = true;
    timers.stop();
  }

  /**
   * Waits until all is acknowledged or abandoned, no lane has work and nothing is left to write;
   * gives up when one of these takes longer than the time.
   */
  boolean awaitQuiet(Duration timeout) throws InterruptedException {
    return open.awaitEmpty(timeout) && writer.awaitIdle(timeout) && lanes.awaitEmpty(timeout);
  }

  /** Ends everything at once; a write that is not committed yet fails. */
  void cancel() {
    cancelled = true;
    timers.stop();
    lanes.cancel();
    writer.close();
  }

  /** The number, for logs. */
  @Override
  public String toString() {
    return "partition " + number;
  }
}
