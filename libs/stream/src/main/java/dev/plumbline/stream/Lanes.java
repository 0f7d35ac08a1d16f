package dev.plumbline.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks of one key run one after another, in the order they came; tasks of different keys run at
 * the same time, as far as the executor has threads. A task is over when its stage completes. A key
 * without tasks costs nothing.
 */
final class Lanes {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  /** After so many others may come first. */
  private static final int IN_A_ROW = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private final Map<String, Queue<Supplier<CompletionStage<Void>>>> waiting = new HashMap<>();
  private final Executor workers;
  private boolean cancelled;

  Lanes(Executor workers) {
    this.workers = workers;
  }

  /** Puts a task at the end of a key's lane. Dropped when the lanes are cancelled. */
  void submit(String key, Supplier<CompletionStage<Void>> task) {
    lock.lock();
    try {
      if (cancelled) {
        return;
      }
      Queue<Supplier<CompletionStage<Void>>> lane = waiting.get(key);
      if (lane != null) {
        lane.add(task);
        return;
      }
      waiting.put(key, new ArrayDeque<>());
    } finally {
      lock.unlock();
    }
    workers.execute(() -> run(key, task));
  }

  /** Tasks that end at once are followed by the next on the same thread, up to a bound. */
  private void run(String key, Supplier<CompletionStage<Void>> first) {
    Supplier<CompletionStage<Void>> task = first;
    for (int left = IN_A_ROW; task != null; left--) {
      CompletionStage<Void> running = Stages.call(task);
      if (left == 0 || !running.toCompletableFuture().isDone()) {
        running.whenComplete(
            (done, failure) -> {
              ended(failure);
              goOn(key);
            });
        return;
      }
      running.whenComplete((done, failure) -> ended(failure));
      task = next(key);
    }
  }

  private static void ended(@Nullable Throwable failure) {
    if (failure != null) {
      LOG.error("Task on a lane failed", Stages.cause(failure));
    }
  }

  private void goOn(String key) {
    Supplier<CompletionStage<Void>> task = next(key);
    if (task != null) {
      workers.execute(() -> run(key, task));
    }
  }

  /** The next task of a lane; null when it has none, and then there is no such lane any more. */
  private @Nullable Supplier<CompletionStage<Void>> next(String key) {
    lock.lock();
    try {
      Queue<Supplier<CompletionStage<Void>>> lane = waiting.get(key);
      if (lane == null) {
        return null;
      }
      Supplier<CompletionStage<Void>> task = lane.poll();
      if (task == null) {
        waiting.remove(key);
        if (waiting.isEmpty()) {
          empty.signalAll();
        }
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no lane has a task, or the time is over. */
  boolean awaitEmpty(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (!waiting.isEmpty()) {
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

  /** Drops all that waits and all that will come; what runs is left to end on its own. */
  void cancel() {
    lock.lock();
    try {
      cancelled = true;
      waiting.clear();
      empty.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
