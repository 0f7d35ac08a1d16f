package dev.plumbline.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A partition number, over all topics of the group, for as long as this instance owns it. */
public interface OwnedPartition {
  /** Its number. */
  int number();

  /**
   * Whether to begin something outside Kafka, where no broker fences a stale owner. False once the
   * partition is revoked; while this process has only just come back from a pause longer than the
   * session timeout and does not know yet; and while the broker has not heard of it for about that
   * long, so that the group may have given the partition away. It may become true again.
   */
  boolean isOwned();

  /**
   * Writes records in one transaction: all or none. What is written while a transaction is under
   * way goes together in the next one, in the order of the calls. While the broker is away it is
   * tried again for as long as the partition is owned.
   *
   * @return completes when committed; fails with {@link FencedException} when the partition is not
   *     ours any more, and with {@link PermanentFailureException} when the broker or the client
   *     will never take a record (too large, no such topic name) or it belongs to another partition
   *     of own state. What is chained to it without an executor runs on the writing thread and must
   *     not block.
   */
  CompletionStage<Void> write(List<OutgoingRecord> records);

  /**
   * Takes a restored record of own state that cannot be read out of the way: it goes to the dead
   * letters and a tombstone takes its place, both or none, so that nobody stumbles over it again.
   * To be called on the lane of its key, before anything new is written there.
   *
   * @return as {@link #write}
   */
  CompletionStage<Void> putAside(StreamRecord state, Throwable cause);

  /**
   * Runs a task on a key's lane, after all that is already on it. It is not retried: a failure is
   * logged. Dropped when the partition is revoked.
   */
  void submit(String key, Supplier<CompletionStage<Void>> task);

  /**
   * Puts a task on a key's lane after a delay. Dropped when the partition is revoked.
   *
   * @return cancels it, also when it already waits on the lane
   */
  Cancellable schedule(String key, Duration delay, Supplier<CompletionStage<Void>> task);
}
