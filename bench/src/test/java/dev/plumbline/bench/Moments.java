package dev.plumbline.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** When things first happened, in nanoseconds of {@link System#nanoTime()}. */
final class Moments {

  private final Map<String, CompletableFuture<Long>> moments = new ConcurrentHashMap<>();

  /** Notes that something happened now, unless it did before. */
  void now(String what) {
    at(what, System.nanoTime());
  }

  void at(String what, long nanos) {
    moment(what).complete(nanos);
  }

  boolean happened(String what) {
    CompletableFuture<Long> moment = moments.get(what);
    return moment != null && moment.isDone();
  }

  /** Waits for it. */
  long await(String what, Duration within) {
    try {
      return moment(what).get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("not seen within " + within + ": " + what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private CompletableFuture<Long> moment(String what) {
    return moments.computeIfAbsent(what, unknown -> new CompletableFuture<>());
  }
}
