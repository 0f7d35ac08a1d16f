package dev.plumbline.git;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work one at a time, and lets callers that ask for the same while others still run share one
 * run. Nobody ever gets the result of a run that started before they asked.
 */
final class Coalesced<K, V> {

  private final Map<K, FutureTask<V>> notStarted = new HashMap<>();
  private final ReentrantLock running = new ReentrantLock();

  /** The result of a run for this key that starts after this call. */
  V call(K key, Supplier<V> work) throws InterruptedException {
    FutureTask<V> task;
    boolean mine = false;
    synchronized (notStarted) {
      task = notStarted.get(key);
      if (task == null) {
        task = new FutureTask<>(work::get);
        notStarted.put(key, task);
        mine = true;
      }
    }
    if (mine) {
      run(key, task);
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private void run(K key, FutureTask<V> task) {
    running.lock();
    try {
      synchronized (notStarted) {
        notStarted.remove(key);
      }
      task.run();
    } finally {
      running.unlock();
    }
  }

  /** Runs the action when no work runs; does nothing otherwise. */
  boolean ifIdle(Supplier<Boolean> action) {
    if (!running.tryLock()) {
      return false;
    }
    try {
      return action.get();
    } finally {
      running.unlock();
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof GitException failure) {
      return new GitException(failure.reason(), String.valueOf(failure.getMessage()), failure);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("Shared work failed", cause);
  }
}
