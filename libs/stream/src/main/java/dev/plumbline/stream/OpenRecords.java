package dev.plumbline.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The records of a partition that are under way, each with the time it was received. */
final class OpenRecords {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private final Map<Position, Instant> received = new HashMap<>();

  private record Position(String topic, long offset) {}

  void add(String topic, long offset, Instant now) {
    lock.lock();
    try {
      received.put(new Position(topic, offset), now);
    } finally {
      lock.unlock();
    }
  }

  void remove(String topic, long offset) {
    lock.lock();
    try {
      received.remove(new Position(topic, offset));
      if (received.isEmpty()) {
        empty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return received.size();
    } finally {
      lock.unlock();
    }
  }

  Optional<Instant> oldest() {
    lock.lock();
    try {
      return received.values().stream().min(Instant::compareTo);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no record is open, or the time is over. */
  boolean awaitEmpty(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (!received.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = empty.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
