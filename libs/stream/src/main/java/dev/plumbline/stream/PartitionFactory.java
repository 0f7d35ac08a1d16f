package dev.plumbline.stream;

import dev.plumbline.stream.Rebuild.Rebuilt;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Puts a rebuilt partition together.
 *
 * @param topology the group's topics
 * @param partitions how many partitions each of them has
 * @param threads what all partitions share
 * @param writing where transactions run
 * @param watch tells a member whose polling stood still
 * @param heartbeat tells a member that the group cannot hear
 * @param deadLetters where state goes that cannot be read
 */
record PartitionFactory(
    StreamTopology topology,
    int partitions,
    StreamThreads threads,
    Executor writing,
    StreamMetrics metrics,
    PollWatch watch,
    Heartbeat heartbeat,
    DeadLetterBox deadLetters) {

  /**
   * @param starts topic to the offset where reading starts
   * @param onFenced called, on any thread, when the broker fenced the partition's producer
   */
  ActivePartition create(
      int number, Rebuilt rebuilt, Map<String, Long> starts, Consumer<Integer> onFenced) {
    TransactionalWriter writer =
        new TransactionalWriter(
            number,
            rebuilt.producer(),
            writing,
            metrics,
            () -> onFenced.accept(number),
            TransactionalWriter.GATHERING);
    return new ActivePartition(
        number,
        partitions,
        topology.ownState(),
        starts,
        new Lanes(threads.workers()),
        new Timers(threads.clockwork()),
        writer,
        deadLetters,
        () -> !watch.isStale() && heartbeat.isFresh());
  }
}
