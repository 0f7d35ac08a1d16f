package dev.plumbline.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Bounded concurrency for each destination (a cluster, a Git host): one that never answers takes
 * its own threads and its own queue, and nobody else's. A destination without work costs nothing.
 */
public final class Bulkheads implements AutoCloseable {
  private final String name;
  private final int perDestination;
  private final int queuePerDestination;
  private final ExecutorService threads;
  private final Counter rejected;
  private final Map<String, Compartment> compartments = new HashMap<>();
  private boolean closed;

  /**
   * @param name what the destinations are, for threads, metrics and messages
   * @param perDestination how many calls run at the same time for one destination
   * @param queuePerDestination how many more may wait
   */
  public Bulkheads(
      String name, int perDestination, int queuePerDestination, MeterRegistry registry) {
    if (perDestination < 1 || queuePerDestination < 0) {
      throw new IllegalArgumentException(
          "%s: expected at least 1 call and a queue of at least 0, were %d and %d"
              .formatted(name, perDestination, queuePerDestination));
    }
    this.name = name;
    this.perDestination = perDestination;
    this.queuePerDestination = queuePerDestination;
    this.threads = Executors.newCachedThreadPool(new NamedThreads(name));
    this.rejected =
        Counter.builder("plumbline.bulkhead.rejected")
            .description("Calls refused because their destination was full")
            .tag("name", name)
            .register(registry);
    Gauge.builder("plumbline.bulkhead.running", () -> sum(false))
        .description("Calls under way")
        .tag("name", name)
        .register(registry);
    Gauge.builder("plumbline.bulkhead.waiting", () -> sum(true))
        .description("Calls waiting for their destination")
        .tag("name", name)
        .register(registry);
  }

  /** One destination's calls; guarded by the bulkheads. */
  private static final class Compartment {
    private int running;
    private final Queue<Call<?>> waiting = new ArrayDeque<>();
  }

  private record Call<T>(Callable<T> work, CompletableFuture<T> result) {
    void run() {
      try {
        result.complete(work.call());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        result.completeExceptionally(e);
      } catch (Exception | Error e) {
        result.completeExceptionally(e);
      }
    }
  }

  /**
   * Runs blocking work for a destination, in the order of the calls.
   *
   * @return the work's result or failure; fails at once with {@link BulkheadFullException} when the
   *     destination's queue is full, and with {@link RejectedExecutionException} after {@link
   *     #close()}
   */
  public <T> CompletionStage<T> call(String destination, Callable<T> blockingWork) {
    Call<T> call = new Call<>(blockingWork, new CompletableFuture<>());
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new RejectedExecutionException(name + " is closed"));
      }
      Compartment compartment = compartments.computeIfAbsent(destination, key -> new Compartment());
      if (compartment.running >= perDestination) {
        if (compartment.waiting.size() >= queuePerDestination) {
          rejected.increment();
          return CompletableFuture.failedFuture(
              new BulkheadFullException(
                  name, destination, compartment.running, compartment.waiting.size()));
        }
        compartment.waiting.add(call);
        return call.result();
      }
      compartment.running++;
      threads.execute(() -> work(destination, call));
    }
    return call.result();
  }

  /** How many more calls a destination would take at once; none while calls wait for it. */
  public synchronized int free(String destination) {
    Compartment compartment = compartments.get(destination);
    return compartment == null ? perDestination : perDestination - compartment.running;
  }

  private void work(String destination, Call<?> first) {
    Call<?> call = first;
    while (call != null) {
      call.run();
      call = next(destination);
    }
  }

  private synchronized @Nullable Call<?> next(String destination) {
    Compartment compartment = compartments.get(destination);
    if (compartment == null) {
      return null;
    }
    Call<?> next = compartment.waiting.poll();
    if (next == null) {
      compartment.running--;
      if (compartment.running == 0) {
        compartments.remove(destination);
      }
    }
    return next;
  }

  private synchronized int sum(boolean waiting) {
    return compartments.values().stream()
        .mapToInt(each -> waiting ? each.waiting.size() : each.running)
        .sum();
  }

  /** Interrupts what runs and fails what waits. */
  @Override
  public void close() {
    Map<String, Compartment> left;
    synchronized (this) {
      closed = true;
      left = Map.copyOf(compartments);
      compartments.clear();
    }
    threads.shutdownNow();
    for (Compartment compartment : left.values()) {
      for (Call<?> call : compartment.waiting) {
        call.result().completeExceptionally(new RejectedExecutionException(name + " is closed"));
      }
    }
  }
}
