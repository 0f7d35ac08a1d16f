package dev.plumbline.sandbox.store;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one resource from a version on. Its queue is bounded: a reader that falls behind
 * is cut off rather than waited for.
 */
public final class Subscription implements AutoCloseable {

  private static final int CAPACITY = 4096;

  private final Store store;
  private final String groupResource;
  private final BlockingQueue<Change> queue;
  private volatile boolean closed;
  private volatile long seen;

  Subscription(Store store, String groupResource, List<Change> replay, long seen) {
    this.store = store;
    this.groupResource = groupResource;
    this.queue = new ArrayBlockingQueue<>(CAPACITY + replay.size());
    this.queue.addAll(replay);
    this.seen = seen;
  }

  /** Called with every change under the store's lock; never blocks. */
  void offer(Change change) {
    if (groupResource.isEmpty() || change.now().key().groupResource().equals(groupResource)) {
      if (!queue.offer(change)) {
        closed = true;
      }
    }
  }

  /** The next change, or null when none came in time; check {@link #isOpen} then. */
  public @Nullable Change poll(long millis) throws InterruptedException {
    Change change = queue.poll(millis, TimeUnit.MILLISECONDS);
    if (change != null) {
      seen = change.version();
    }
    return change;
  }

  /**
   * A version up to which this reader has seen everything; moves on only while nothing is queued.
   */
  public long progress() {
    long current = store.version();
    if (queue.isEmpty() && current > seen) {
      // Changes are queued under the lock before the version is published.
      seen = current;
    }
    return seen;
  }

  public boolean isOpen() {
    return !closed || !queue.isEmpty();
  }

  @Override
  public void close() {
    closed = true;
    store.unsubscribe(this);
  }
}
