package dev.plumbline.stream;

import dev.plumbline.stream.KafkaClients.Joining;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of a group: consumes its share of the partitions and keeps their state, as the
 * {@link StreamHandler} says. Instances of the same group share the partitions, in one process or
 * many.
 *
 * <p>What it guarantees: a record is acknowledged only when its handler's stage completed and all
 * that it held is done, so after a crash it comes again; records of one key are handled one after
 * another, also over topics; state is complete before input arrives; a write either is committed
 * while the partition is ours or fails with {@link FencedException}.
 */
public final class StreamRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamRunner.class);
  private static final Duration SILENCE = Duration.ofMinutes(6);
  private static final Duration CLOSE_MARGIN = Duration.ofSeconds(20);
  private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(5);

  private final StreamTopology topology;
  private final StreamHandler handler;
  private final StreamSettings settings;
  private final Clock clock;
  private final RandomGenerator random;
  private final KafkaClients clients;
  private final StreamMetrics metrics;
  private final PollWatch watch;
  private final Lag lag = new Lag();
  private final StreamThreads threads;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final Thread poller;
  private volatile @Nullable Running running;
  private volatile String detail = "waiting to be started";

  private record Running(
      Assignments assignments, PollLoop loop, Heartbeat heartbeat, int partitions) {}

  private StreamRunner(Builder builder) {
    this.topology = builder.topology;
    this.handler = builder.handler;
    this.settings = builder.settings;
    this.clock = builder.clock;
    this.random = builder.random;
    this.clients = new KafkaClients(builder.kafka, topology, settings);
    this.metrics = new StreamMetrics(builder.registry, topology.group());
    this.watch = new PollWatch(clock, settings);
    this.threads = StreamThreads.start(topology.group(), settings.concurrency());
    this.poller = new Thread(this::poll, topology.group() + "-poll");
    metrics.openRecords(() -> active().stream().mapToInt(ActivePartition::openRecords).sum());
    metrics.ownedPartitions(() -> active().size());
    for (String topic : topology.subscribed()) {
      metrics.lag(topic, () -> lag.of(topic));
      metrics.expectDeadLetters(topic);
    }
  }

  /** A runner of this group; Kafka's address is still needed. */
  public static Builder builder(StreamTopology topology, StreamHandler handler) {
    return new Builder(topology, handler);
  }

  /**
   * Starts, and goes on by itself when the broker or the topics are not there yet.
   *
   * @return completes when the topics were found and fit; fails with {@link
   *     StreamTopologyException} when they do not, after which the runner is not alive any more
   */
  public CompletionStage<Void> start() {
    watch.tick();
    poller.start();
    return started;
  }

  private void poll() {
    try {
      int partitions =
          new TopicCheck(clients, topology, settings.deadLetterTopic(), closing)
              .await(waiting -> this.detail = waiting);
      if (partitions > 0) {
        consume(partitions);
      }
      detail = "stopped";
    } catch (InterruptedException e) {
      detail = "interrupted";
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      detail = "stopped for good: " + e.getMessage();
      LOG.error("Stream stopped for good group={}", topology.group(), e);
      started.completeExceptionally(e);
    } finally {
      threads.close();
    }
  }

  /**
   * While a group has members of a release that knows the range assignment alone, it takes those
   * only that know it too. A group changes its ways when all have joined anew.
   */
  private void consume(int partitions) throws InterruptedException {
    Joining joining = Joining.COOPERATIVE;
    while (closing.getCount() > 0) {
      try {
        consume(partitions, joining);
        return;
      } catch (InconsistentGroupProtocolException e) {
        LOG.info(
            "Group does not take a member that joins so, trying otherwise group={} as={}",
            topology.group(),
            joining);
        watch.tick();
        if (joining == Joining.BESIDE_FORMER && closing.await(1, TimeUnit.SECONDS)) {
          return;
        }
        joining = joining.other();
      }
    }
  }

  private void consume(int partitions, Joining joining) {
    Consumer<byte[], byte[]> consumer = clients.member(joining);
    Heartbeat heartbeat = new Heartbeat(consumer, settings, clock);
    DeadLetterBox deadLetters =
        new DeadLetterBox(settings.deadLetterTopic(), topology.group(), metrics, clock);
    PartitionFactory factory =
        new PartitionFactory(
            topology,
            partitions,
            threads,
            threads.background(),
            metrics,
            watch,
            heartbeat,
            deadLetters);
    Assignments assignments = new Assignments(consumer, settings, handler, clients, factory, clock);
    RecordDelivery delivery =
        new RecordDelivery(
            handler, settings, metrics, threads.workers(), deadLetters, clock, random);
    PollLoop loop =
        new PollLoop(
            consumer, topology, settings, assignments, delivery, watch, lag, clock, closing);
    running = new Running(assignments, loop, heartbeat, partitions);
    detail = "joining the group";
    started.complete(null);
    try {
      loop.run();
    } finally {
      assignments.release();
      leave(consumer);
    }
  }

  private void leave(Consumer<byte[], byte[]> consumer) {
    try {
      consumer.close(CloseOptions.timeout(LEAVE_TIMEOUT));
    } catch (KafkaException e) {
      LOG.warn("Group was not left cleanly group={} cause={}", topology.group(), e.toString());
    }
  }

  private List<ActivePartition> active() {
    Running now = running;
    return now == null ? List.of() : List.copyOf(now.assignments().active().values());
  }

  /** The partitions that are ours and ready. */
  public List<OwnedPartition> ownedPartitions() {
    return List.copyOf(active());
  }

  /** The partition that a key belongs to, if it is ours and ready. */
  public Optional<OwnedPartition> ownerOf(String key) {
    Running now = running;
    return now == null
        ? Optional.empty()
        : Optional.ofNullable(
            now.assignments().active().get(RecordCodec.partition(key, now.partitions())));
  }

  /** How this runner is; cheap enough for a probe. */
  public StreamHealth health() {
    Running now = running;
    Duration sincePoll = watch.sinceTick();
    Instant time = clock.instant();
    Duration oldest =
        active().stream()
            .flatMap(partition -> partition.oldestOpen().stream())
            .min(Instant::compareTo)
            .map(since -> Duration.between(since, time))
            .orElse(Duration.ZERO);
    if (now == null || !poller.isAlive()) {
      boolean over = poller.getState() == Thread.State.TERMINATED;
      return new StreamHealth(!over, false, sincePoll, oldest, detail);
    }
    boolean alive = sincePoll.compareTo(SILENCE) < 0;
    String trouble = trouble(now);
    return new StreamHealth(
        alive,
        alive && trouble.isEmpty(),
        sincePoll,
        oldest,
        trouble.isEmpty() ? "consuming" : trouble);
  }

  /** What keeps a running stream from its work; empty when nothing does. */
  private static String trouble(Running now) {
    if (!now.loop().trouble().isEmpty()) {
      return now.loop().trouble();
    }
    if (!now.heartbeat().isFresh()) {
      return "the broker does not answer";
    }
    return now.assignments().isSettled() ? "" : "waiting for state or the group";
  }

  /** Asks it to stop and comes back at once, so that several can drain at the same time. */
  public void stop() {
    closing.countDown();
  }

  /** Drains for as long as the settings say, commits, leaves the group. Blocks until done. */
  @Override
  public void close() {
    stop();
    try {
      poller.join(settings.drainTimeout().plus(CLOSE_MARGIN).toMillis());
      if (poller.isAlive()) {
        LOG.warn("Stream does not stop, interrupting it group={}", topology.group());
        poller.interrupt();
      }
    } catch (InterruptedException e) {
      poller.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** What a runner needs besides its topology and handler. */
  public static final class Builder {
    private final StreamTopology topology;
    private final StreamHandler handler;
    private Map<String, Object> kafka = Map.of();
    private StreamSettings settings = StreamSettings.defaults();
    private MeterRegistry registry = new SimpleMeterRegistry();
    private Clock clock = Clock.systemUTC();
    private RandomGenerator random = RandomGenerator.getDefault();

    private Builder(StreamTopology topology, StreamHandler handler) {
      this.topology = Objects.requireNonNull(topology);
      this.handler = Objects.requireNonNull(handler);
    }

    /** Properties for all Kafka clients: addresses, TLS, tuning. */
    public Builder kafka(Map<String, Object> properties) {
      this.kafka = Map.copyOf(properties);
      return this;
    }

    /** How to behave; {@link StreamSettings#defaults()} unless set. */
    public Builder settings(StreamSettings values) {
      this.settings = values;
      return this;
    }

    /** Where the metrics go; nowhere unless set. */
    public Builder registry(MeterRegistry meters) {
      this.registry = meters;
      return this;
    }

    /** The time; the system's unless set. */
    public Builder clock(Clock time) {
      this.clock = time;
      return this;
    }

    /** Randomness for the jitter of retries. */
    public Builder random(RandomGenerator source) {
      this.random = source;
      return this;
    }

    /**
     * Makes the runner; {@link StreamRunner#start()} starts it.
     *
     * @throws IllegalArgumentException when the Kafka properties name no broker
     */
    public StreamRunner build() {
      if (!kafka.containsKey("bootstrap.servers")) {
        throw new IllegalArgumentException("kafka: bootstrap.servers is required");
      }
      return new StreamRunner(this);
    }
  }
}
