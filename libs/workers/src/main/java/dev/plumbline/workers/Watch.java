package dev.plumbline.workers;

import dev.plumbline.workers.WorkerException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a child, and looks every now and then whether it goes beyond a bound. */
final class Watch {

  private static final long LOOK_EVERY_MILLIS = 20;

  private final ChildProcess child;
  private final ExecutorService threads;
  private final long maxResidentBytes;
  private final Duration timeout;
  private final Runnable checkpoint;
  private final long start = System.nanoTime();

  Watch(
      ChildProcess child,
      ExecutorService threads,
      int memoryMib,
      Duration timeout,
      Runnable checkpoint) {
    this.child = child;
    this.threads = threads;
    this.maxResidentBytes = (long) memoryMib << 20;
    this.timeout = timeout;
    this.checkpoint = checkpoint;
  }

  /**
   * What the child says.
   *
   * @throws WorkerException when it goes beyond a bound; it is not ended here
   * @throws IOException when the pipe breaks, which means that it is gone
   */
  Frame await(Callable<Frame> exchange) throws IOException {
    Future<Frame> running;
    try {
      running = threads.submit(exchange);
    } catch (RejectedExecutionException shutDown) {
      throw new IOException("the workers are shut down", shutDown);
    }
    while (true) {
      try {
        return running.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException later) {
        look();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException broken) {
          throw broken;
        }
        throw new CompletionException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WorkerException(Reason.INTERRUPTED, "interrupted while a worker was at work", e);
      }
    }
  }

  /** What a caller has to hear also when answers are quick and questions many. */
  void look() {
    checkpoint.run();
    if (System.nanoTime() - start > timeout.toNanos()) {
      throw new WorkerException(
          Reason.TIMED_OUT, "it took longer than the " + seconds(timeout) + " allowed", null);
    }
    if (child.residentBytes() > maxResidentBytes) {
      throw new WorkerException(
          Reason.OUT_OF_MEMORY,
          "it took more than the " + (maxResidentBytes >> 20) + " MiB of memory allowed",
          null);
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
