package dev.plumbline.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions this instance owns, and the way there and back. All of it runs on the polling
 * thread, except the views that say what is active. What a rebalance leaves here goes on as if
 * there were none.
 *
 * <ul>
 *   <li>assigned: the input of what is new is paused at once and its state rebuilt in the
 *       background; {@link #advance()} then tells the handler and resumes the input;
 *   <li>revoked: what is acknowledged is committed first, which also proves that the partitions are
 *       still ours; then what is under way in those that go is drained, and committed again. If the
 *       first commit fails they may be somebody else's already, and nothing is drained;
 *   <li>lost, or fenced by the broker: everything is cancelled at once.
 * </ul>
 */
final class Assignments implements ConsumerRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);
  private static final Duration DRAIN_SLICE = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final StreamTopology topology;
  private final StreamSettings settings;
  private final StreamHandler handler;
  private final PartitionFactory factory;
  private final PollWatch watch;
  private final Clock clock;
  private final StreamMetrics metrics;
  private final Map<Integer, ActivePartition> active = new ConcurrentHashMap<>();
  private final Queue<Integer> fenced = new ConcurrentLinkedQueue<>();
  private final Set<Integer> refused = new HashSet<>();
  private final Stopwatch sinceRefused;
  private int refusals;
  private final Rebuilds rebuilds;
  private final Positions positions;

  /** Given up by us and not taken away by the group: to be rebuilt if it leaves them to us. */
  private final Set<Integer> givenUp = new HashSet<>();

  private boolean joined;
  private boolean whole;
  private volatile boolean settled;

  Assignments(
      Consumer<byte[], byte[]> consumer,
      StreamSettings settings,
      StreamHandler handler,
      KafkaClients clients,
      PartitionFactory factory,
      Clock clock) {
    this.consumer = consumer;
    this.topology = factory.topology();
    this.settings = settings;
    this.handler = handler;
    this.factory = factory;
    this.watch = factory.watch();
    this.clock = clock;
    this.sinceRefused = new Stopwatch(clock);
    this.metrics = factory.metrics();
    this.positions = new Positions(consumer, topology);
    this.rebuilds =
        new Rebuilds(
            numbers ->
                new Rebuild(
                        numbers,
                        clients,
                        topology,
                        settings.rebuildTimeout(),
                        clock,
                        factory.threads().background())
                    .start(),
            metrics);
  }

  /** The active partitions by number; any thread may look. */
  Map<Integer, ActivePartition> active() {
    return active;
  }

  /** True when there is an assignment and all of it is active; any thread may look. */
  boolean isSettled() {
    return settled;
  }

  /** Told of what is new only; what else there is to rebuild we had given up ourselves. */
  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    consumer.pause(partitions);
    Set<Integer> missing = coPartitioned(consumer.assignment());
    missing.removeAll(active.keySet());
    missing.removeAll(rebuilds.numbers());
    metrics.rebalance("assigned", numbers(partitions).size());
    factory.heartbeat().joined();
    LOG.info(
        "Partitions assigned group={} partitions={} kept={}",
        topology.group(),
        missing,
        new TreeSet<>(active.keySet()));
    joined = true;
    rebuilds.start(missing);
    settle();
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    Set<Integer> numbers = new TreeSet<>();
    partitions.forEach(each -> numbers.add(each.partition()));
    return numbers;
  }

  /**
   * The numbers that we have in every topic. A number without some topic is left alone: the member
   * that computed the assignment did not know that topic yet, and the group rebalances once it
   * does; or the topic was given another number of partitions, which only people can mend.
   */
  private Set<Integer> coPartitioned(Collection<TopicPartition> assignment) {
    Set<Integer> complete = numbers(assignment);
    Set<Integer> partial = new TreeSet<>(complete);
    complete.removeIf(number -> !assignment.containsAll(subscribed(number)));
    partial.removeAll(complete);
    whole = partial.isEmpty();
    if (!whole) {
      LOG.warn(
          "Partitions assigned without some topic are left alone group={} partitions={} topics={}",
          topology.group(),
          partial,
          topology.subscribed());
    }
    return complete;
  }

  private List<TopicPartition> subscribed(int number) {
    return topology.subscribed().stream().map(t -> new TopicPartition(t, number)).toList();
  }

  private void settle() {
    settled = joined && whole && rebuilds.isEmpty() && refused.isEmpty() && givenUp.isEmpty();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    Set<Integer> going = numbers(partitions);
    metrics.rebalance("revoked", going.size());
    release(going);
    settle();
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    metrics.rebalance("lost", numbers(partitions).size());
    joined = false;
    settled = false;
    rebuilds.dropAll();
    givenUp.clear();
    end(List.copyOf(active.values()), true);
  }

  /** Gives all partitions back in good order, as far as they are still ours. */
  void release() {
    settled = false;
    release(Set.copyOf(active.keySet()));
    rebuilds.dropAll();
  }

  private void release(Set<Integer> numbers) {
    rebuilds.drop(numbers);
    givenUp.removeAll(numbers);
    List<ActivePartition> leaving =
        active.values().stream().filter(each -> numbers.contains(each.number())).toList();
    if (leaving.isEmpty()) {
      return;
    }
    leaving.forEach(ActivePartition::drain);
    boolean ours =
        positions.commit(active.values()) && drained(leaving) && positions.commit(leaving);
    end(leaving, !ours);
  }

  /** False when this process was stopped meanwhile, so that the partitions may be lost. */
  private boolean drained(List<ActivePartition> leaving) {
    Stopwatch stopwatch = new Stopwatch(clock);
    try {
      for (ActivePartition partition : leaving) {
        while (!partition.awaitQuiet(DRAIN_SLICE)) {
          if (watch.isStale()) {
            return false;
          }
          watch.tick();
          if (stopwatch.hasReached(settings.drainTimeout())) {
            LOG.warn(
                "Drain timed out group={} partition={} open={}",
                topology.group(),
                partition.number(),
                partition.openRecords());
            return true;
          }
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void end(Collection<ActivePartition> ending, boolean lost) {
    for (ActivePartition partition : ending) {
      partition.cancel();
      active.remove(partition.number(), partition);
      refused.remove(partition.number());
    }
    for (ActivePartition partition : ending) {
      try {
        handler.revoked(partition, lost);
      } catch (RuntimeException e) {
        LOG.error("Handler failed to let a partition go partition={}", partition.number(), e);
      }
    }
    if (!ending.isEmpty()) {
      LOG.info(
          "Partitions released group={} lost={} partitions={}",
          topology.group(),
          lost,
          ending.stream().map(ActivePartition::number).sorted().toList());
    }
  }

  /** What may be committed now, for all inputs of all active partitions. */
  Map<TopicPartition, OffsetAndMetadata> positions() {
    return positions.of(active.values());
  }

  /**
   * After a gap in polling: learns whether the partitions are still ours before going on with them.
   */
  void confirm() {
    if (!positions.commit(active.values())) {
      LOG.warn("Partitions given up after a gap in polling group={}", topology.group());
      giveUp(List.copyOf(active.values()), "a gap in polling");
    }
  }

  /** Activates what is rebuilt, and gives up what the broker fenced or the handler refused. */
  void advance() {
    rebuilds.ready().forEach(this::activate);
    if (!refused.isEmpty() && sinceRefused.hasReached(settings.backoff(refusals))) {
      fenced.addAll(refused);
      refused.clear();
    }
    Set<ActivePartition> gone = new HashSet<>();
    for (Integer number = fenced.poll(); number != null; number = fenced.poll()) {
      ActivePartition partition = active.get(number);
      if (partition != null && partition.isEnding()) {
        gone.add(partition);
      }
    }
    if (!gone.isEmpty()) {
      giveUp(gone, "a fenced producer or a handler that failed");
    }
  }

  private void giveUp(Collection<ActivePartition> partitions, String reason) {
    for (ActivePartition partition : partitions) {
      consumer.pause(subscribed(partition.number()));
      givenUp.add(partition.number());
    }
    end(partitions, true);
    settle();
    consumer.enforceRebalance(reason);
  }

  private void activate(Rebuild ready) {
    Map<Integer, Rebuild.Rebuilt> rebuilt = ready.take();
    Map<Integer, Map<String, Long>> starts = new HashMap<>();
    try {
      for (Integer number : rebuilt.keySet()) {
        if (givenUp.contains(number)) {
          positions.goBack(number);
        }
        starts.put(number, positions.starts(number));
      }
    } catch (TimeoutException e) {
      LOG.warn("Positions are not known yet group={} partitions={}", topology.group(), ready);
      return;
    }
    rebuilds.taken(ready);
    givenUp.removeAll(rebuilt.keySet());
    boolean all = true;
    for (Map.Entry<Integer, Rebuild.Rebuilt> each : rebuilt.entrySet()) {
      Map<String, Long> from = starts.getOrDefault(each.getKey(), Map.of());
      all &= activate(each.getKey(), each.getValue(), from);
    }
    settle();
    if (all) {
      refusals = 0;
    } else {
      refusals++;
      sinceRefused.restart();
    }
    LOG.info("Partitions active group={} partitions={}", topology.group(), ready);
  }

  private boolean activate(int number, Rebuild.Rebuilt rebuilt, Map<String, Long> inputStarts) {
    Map<String, Long> starts = new HashMap<>(inputStarts);
    for (String topic : topology.foreignState()) {
      long end = rebuilt.stateEnds().getOrDefault(topic, 0L);
      starts.put(topic, end);
      consumer.seek(new TopicPartition(topic, number), end);
    }
    ActivePartition partition = factory.create(number, rebuilt, starts, fenced::add);
    active.put(number, partition);
    try {
      handler.assigned(partition, rebuilt.state());
      consumer.resume(subscribed(number));
      return true;
    } catch (RuntimeException e) {
      LOG.error("Handler failed to take a partition partition={}", number, e);
      partition.cancel();
      refused.add(number);
      return false;
    }
  }
}
