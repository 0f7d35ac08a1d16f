package dev.plumbline.stream;

import java.util.concurrent.CompletionStage;

/**
 * What a service does with its partitions.
 *
 * <p>For each partition the order is: {@code assigned}, any number of {@code handle}, {@code
 * revoked}. A partition that comes back is a new {@link OwnedPartition}, with its state restored
 * anew.
 */
public interface StreamHandler {

  /**
   * The partition is ours and its state is restored; nothing is handed to {@link #handle} before
   * this returns. Runs on the polling thread: keep it to memory, and put work on lanes with {@link
   * OwnedPartition#submit}. When it throws, the partition is given back after a pause and assigned
   * again; the pause grows with each time, since this rebalances the whole group.
   */
  void assigned(OwnedPartition partition, RestoredState state);

  /**
   * Does what one record asks for. Runs on a worker thread: for one key serially over all topics
   * and all that was submitted or scheduled for it, for different keys at the same time. The record
   * is acknowledged when the stage completes and everything held is done.
   *
   * <p>A stage that fails with {@link PermanentFailureException} sends the record to the dead
   * letters at once; one that fails otherwise, or a call that throws, is tried again on the same
   * lane after a pause, and goes to the dead letters after the last attempt. The same record may
   * come again after a crash or a rebalance: doing it twice must give the same result.
   */
  CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record);

  /**
   * The partition is not ours any more: no timer or task of it begins, and every write fails. What
   * ran longer than the drain may still be running. Called on the polling thread.
   *
   * @param lost true when it was taken away without notice: another instance may have been working
   *     on it already, and nothing was drained
   */
  void revoked(OwnedPartition partition, boolean lost);
}
