package dev.plumbline.workers;

import dev.plumbline.workers.WorkerException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may have a child: first come, first served, but only one for each key. Whoever's key is busy
 * is passed over and keeps the place.
 */
final class Turns {

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private final Set<String> busy = new HashSet<>();
  private final PoolListener listener;
  private final int places;
  private boolean closed;

  private static final class Waiter {
    final String key;
    boolean granted;

    Waiter(String key) {
      this.key = key;
    }
  }

  Turns(int places, PoolListener listener) {
    this.places = places;
    this.listener = listener;
  }

  /** Waits for a turn; what the checkpoint throws ends that. */
  void take(String key, Runnable checkpoint) {
    Waiter waiter = new Waiter(key);
    lock.lock();
    try {
      waiting.add(waiter);
      grant();
      while (!waiter.granted) {
        if (closed) {
          throw new WorkerException(Reason.UNAVAILABLE, "the workers are shut down", null);
        }
        unlocked(checkpoint);
        if (!waiter.granted) {
          // Whether it was told or it is time to look is all the same.
          long unused = changed.awaitNanos(LOOK_EVERY_NANOS);
        }
      }
    } catch (InterruptedException e) {
      abandon(waiter);
      Thread.currentThread().interrupt();
      throw new WorkerException(Reason.INTERRUPTED, "interrupted while waiting for a worker", e);
    } catch (RuntimeException | Error e) {
      abandon(waiter);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** A checkpoint may be slow, or may look at other locks. */
  private void unlocked(Runnable checkpoint) {
    lock.unlock();
    try {
      checkpoint.run();
    } finally {
      lock.lock();
    }
  }

  private void abandon(Waiter waiter) {
    if (waiter.granted) {
      busy.remove(waiter.key);
    } else {
      waiting.remove(waiter);
    }
    grant();
  }

  void giveBack(String key) {
    lock.lock();
    try {
      busy.remove(key);
      grant();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void grant() {
    Iterator<Waiter> all = waiting.iterator();
    while (busy.size() < places && all.hasNext()) {
      Waiter next = all.next();
      if (busy.add(next.key)) {
        next.granted = true;
        all.remove();
      }
    }
    changed.signalAll();
    listener.load(busy.size(), waiting.size());
  }
}
