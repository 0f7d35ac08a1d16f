package dev.plumbline.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new assignment ready, away from the polling thread: for all partitions at the same time
 * it initialises the producers, which fences former owners and aborts what they left, and only then
 * looks where the state topics end and reads them up to there. What fails is tried again until it
 * works or the assignment is taken back.
 */
final class Rebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Set<Integer> partitions;
  private final KafkaClients clients;
  private final StreamTopology topology;
  private final Duration timeout;
  private final Clock clock;
  private final Executor threads;
  private final Map<Integer, Producer<byte[], byte[]>> producers = new HashMap<>();
  private final CompletableFuture<Map<Integer, Rebuilt>> result = new CompletableFuture<>();
  private final CountDownLatch cancellation = new CountDownLatch(1);

  /** A partition that is ready: fenced, with its state, and where to follow foreign state from. */
  record Rebuilt(
      Producer<byte[], byte[]> producer, RestoredState state, Map<String, Long> stateEnds) {}

  Rebuild(
      Set<Integer> partitions,
      KafkaClients clients,
      StreamTopology topology,
      Duration timeout,
      Clock clock,
      Executor threads) {
    this.partitions = Set.copyOf(partitions);
    this.clients = clients;
    this.topology = topology;
    this.timeout = timeout;
    this.clock = clock;
    this.threads = threads;
  }

  Rebuild start() {
    threads.execute(this::run);
    return this;
  }

  boolean isReady() {
    return result.isDone();
  }

  /** What was rebuilt; call it when ready. The caller then owns the producers. */
  Map<Integer, Rebuilt> take() {
    return result.join();
  }

  /** Gives up: closes the producers, so that a late initialisation fences nobody. */
  synchronized void cancel() {
    cancellation.countDown();
    producers.values().forEach(producer -> producer.close(Duration.ZERO));
    producers.clear();
  }

  private boolean cancelled() {
    return cancellation.getCount() == 0;
  }

  private void run() {
    while (!cancelled()) {
      try {
        result.complete(attempt());
        return;
      } catch (RuntimeException e) {
        if (cancelled()) {
          return;
        }
        LOG.warn(
            "State cannot be rebuilt yet group={} partitions={} cause={}",
            topology.group(),
            new TreeSet<>(partitions),
            String.valueOf(Stages.cause(e)));
        forgetProducers();
        pause();
      }
    }
  }

  private Map<Integer, Rebuilt> attempt() {
    Stopwatch stopwatch = new Stopwatch(clock);
    CompletableFuture<?>[] fencing =
        partitions.stream()
            .map(
                partition ->
                    CompletableFuture.runAsync(() -> open(partition).initTransactions(), threads))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(fencing).join();
    try (Consumer<byte[], byte[]> consumer = clients.stateReader()) {
      StateReader reader = new StateReader(consumer, topology.state(), partitions);
      while (!reader.advance()) {
        if (cancelled()) {
          throw new CompletionException("cancelled", null);
        }
        if (stopwatch.hasReached(timeout)) {
          throw new CompletionException("not done after " + timeout + ": " + reader, null);
        }
      }
      return collect(reader);
    }
  }

  private synchronized Map<Integer, Rebuilt> collect(StateReader reader) {
    Map<Integer, Rebuilt> rebuilt = new HashMap<>();
    for (Map.Entry<Integer, Producer<byte[], byte[]>> each : producers.entrySet()) {
      int partition = each.getKey();
      rebuilt.put(
          partition, new Rebuilt(each.getValue(), reader.state(partition), reader.ends(partition)));
    }
    return rebuilt;
  }

  private synchronized Producer<byte[], byte[]> open(int partition) {
    if (cancelled()) {
      throw new CompletionException("cancelled", null);
    }
    Producer<byte[], byte[]> producer = clients.producer(partition);
    producers.put(partition, producer);
    return producer;
  }

  private synchronized void forgetProducers() {
    producers.values().forEach(producer -> producer.close(Duration.ZERO));
    producers.clear();
  }

  private void pause() {
    try {
      if (cancellation.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("Rebuild cancelled group={}", topology.group());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel();
    }
  }

  /** The partitions, for messages. */
  @Override
  public String toString() {
    return List.copyOf(new TreeSet<>(partitions)).toString();
  }
}
