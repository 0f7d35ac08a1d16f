package dev.plumbline.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one partition's records with its transactional producer, one transaction after another;
 * what arrives meanwhile goes together in the next (group commit). Where something did arrive there
 * is much to write: then the next transaction waits a moment for more, since the broker does as
 * much for a small one as for a large one. A key that is alone never waits.
 *
 * <p>A transaction that fails is aborted and tried again until it is committed or the writer is
 * closed. Two failures are final: a record that can never be written fails its own write only, and
 * a producer that the broker fenced ends the writer. It never makes itself a new producer: whether
 * this instance still owns the partition is for the group to say.
 */
final class TransactionalWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionalWriter.class);
  private static final int MAX_GROUP = 500;
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** How long a transaction gathers writes when there are some already. */
  static final Duration GATHERING = Duration.ofMillis(40);

  private static final Set<Class<?>> NEVER_WRITTEN =
      Set.of(
          RecordTooLargeException.class,
          RecordBatchTooLargeException.class,
          InvalidTopicException.class,
          InvalidRecordException.class,
          SerializationException.class);

  private final int partition;
  private final Producer<byte[], byte[]> producer;
  private final Executor threads;
  private final StreamMetrics metrics;
  private final Runnable onFenced;
  private final Duration gathering;
  private final Deque<Write> queue = new ArrayDeque<>();
  private boolean running;
  private boolean crowded;
  private boolean hurried;
  private volatile boolean closed;

  /**
   * @param producer initialised
   * @param onFenced called once when the broker fenced the producer
   * @param gathering how long a transaction waits for more when something waits already
   */
  TransactionalWriter(
      int partition,
      Producer<byte[], byte[]> producer,
      Executor threads,
      StreamMetrics metrics,
      Runnable onFenced,
      Duration gathering) {
    this.partition = partition;
    this.producer = producer;
    this.threads = threads;
    this.metrics = metrics;
    this.onFenced = onFenced;
    this.gathering = gathering;
  }

  boolean isClosed() {
    return closed;
  }

  private record Write(
      List<ProducerRecord<byte[], byte[]>> records, CompletableFuture<Void> done) {}

  /** How a transaction ended. */
  private sealed interface Outcome {
    record Committed() implements Outcome {}

    record Again(Throwable cause) implements Outcome {}

    record Refused(Throwable cause) implements Outcome {}

    record Fenced(Throwable cause) implements Outcome {}
  }

  CompletionStage<Void> write(List<ProducerRecord<byte[], byte[]>> records) {
    Write write = new Write(List.copyOf(records), new CompletableFuture<>());
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new FencedException(partition, null));
      }
      queue.add(write);
      if (running) {
        return write.done();
      }
      running = true;
    }
    threads.execute(this::writeAll);
    return write.done();
  }

  private void writeAll() {
    for (List<Write> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
      var sample = metrics.start();
      commit(group);
      sample.stop(metrics.transaction());
      gather();
    }
  }

  private synchronized void gather() {
    if (crowded && !hurried) {
      pause(gathering);
    }
  }

  /** Asked before those who wait go on: what the writes lead to is not what came beside them. */
  private synchronized void lookWhetherCrowded() {
    crowded = !queue.isEmpty();
  }

  private synchronized List<Write> nextGroup() {
    List<Write> group = new ArrayList<>();
    while (!queue.isEmpty() && group.size() < MAX_GROUP) {
      group.add(queue.remove());
    }
    running = !group.isEmpty();
    if (!running) {
      notifyAll();
    }
    return group;
  }

  /**
   * Waits until nothing is left to write, or the time is over; from here on nothing is gathered.
   */
  synchronized boolean awaitIdle(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    hurried = true;
    notifyAll();
    while (running) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private void commit(List<Write> group) {
    while (!closed) {
      Outcome outcome = once(group);
      if (outcome instanceof Outcome.Committed) {
        lookWhetherCrowded();
        group.forEach(write -> write.done().complete(null));
        return;
      }
      if (outcome instanceof Outcome.Refused refused) {
        refuse(group, refused.cause());
        return;
      }
      if (outcome instanceof Outcome.Fenced fenced) {
        fence(group, fenced.cause());
        return;
      }
      if (outcome instanceof Outcome.Again again) {
        LOG.warn(
            "Transaction aborted, will be tried again partition={} writes={} cause={}",
            partition,
            group.size(),
            String.valueOf(again.cause()));
        pause(PAUSE);
      }
    }
    fail(group, null);
  }

  private Outcome once(List<Write> group) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      producer.beginTransaction();
      for (Write write : group) {
        for (ProducerRecord<byte[], byte[]> record : write.records()) {
          sent.add(producer.send(record));
        }
      }
      untilDecided(producer::commitTransaction);
      return new Outcome.Committed();
    } catch (ProducerFencedException
        | OutOfOrderSequenceException
        | UnsupportedVersionException
        | IllegalStateException e) {
      return new Outcome.Fenced(e);
    } catch (KafkaException e) {
      Throwable cause = cause(sent, e);
      return abort(cause);
    }
  }

  private Outcome abort(Throwable cause) {
    try {
      untilDecided(producer::abortTransaction);
      return NEVER_WRITTEN.contains(cause.getClass())
          ? new Outcome.Refused(cause)
          : new Outcome.Again(cause);
    } catch (KafkaException | IllegalStateException e) {
      return new Outcome.Fenced(e);
    }
  }

  /**
   * A timeout leaves the end of a transaction undecided: only the same call again can settle it.
   */
  private void untilDecided(Runnable end) {
    while (true) {
      try {
        end.run();
        return;
      } catch (TimeoutException e) {
        if (closed) {
          throw e;
        }
        LOG.warn("Transaction is undecided, waiting for the broker partition={}", partition);
      }
    }
  }

  private static Throwable cause(List<Future<RecordMetadata>> sent, KafkaException failure) {
    for (Future<RecordMetadata> each : sent) {
      if (each.isDone()) {
        try {
          each.get();
        } catch (ExecutionException e) {
          return e.getCause() == null ? e : e.getCause();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return e;
        }
      }
    }
    return failure.getCause() != null && failure.getClass() == KafkaException.class
        ? failure.getCause()
        : failure;
  }

  private void refuse(List<Write> group, Throwable cause) {
    if (group.size() > 1) {
      group.forEach(write -> commit(List.of(write)));
      return;
    }
    group
        .get(0)
        .done()
        .completeExceptionally(
            new PermanentFailureException(
                "the record cannot be written: " + cause.getMessage(), cause));
  }

  private void fence(List<Write> group, Throwable cause) {
    boolean first = !closed;
    closed = true;
    fail(group, cause);
    failQueued(cause);
    if (first) {
      LOG.warn("Producer was fenced partition={} cause={}", partition, String.valueOf(cause));
      onFenced.run();
    }
  }

  private void fail(List<Write> group, @Nullable Throwable cause) {
    group.forEach(
        write -> write.done().completeExceptionally(new FencedException(partition, cause)));
  }

  private void failQueued(@Nullable Throwable cause) {
    List<Write> left;
    synchronized (this) {
      left = List.copyOf(queue);
      queue.clear();
    }
    fail(left, cause);
  }

  private synchronized void pause(Duration time) {
    try {
      if (!closed) {
        wait(time.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /**
   * Ends the writer at once: what is not committed yet fails, and the broker aborts a transaction
   * under way when the next owner starts.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    producer.close(Duration.ZERO);
    failQueued(null);
  }
}
